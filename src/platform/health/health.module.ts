import { Module } from '@nestjs/common';

import { HealthController } from './health.controller.js';
import { Health } from './health.service.js';
import { Metrics } from './metrics.js';
import { DependencyProbes } from './probes.js';

@Module({ controllers: [HealthController], providers: [DependencyProbes, Metrics, Health], exports: [Metrics] })
export class HealthModule {}
