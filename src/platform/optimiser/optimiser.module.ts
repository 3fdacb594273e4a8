import { Module } from '@nestjs/common';

import { Optimiser } from './optimiser.js';

@Module({ providers: [Optimiser], exports: [Optimiser] })
export class OptimiserModule {}
