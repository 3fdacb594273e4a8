import { Global, Module } from '@nestjs/common';

import { SireneClient } from './sirene.client.js';

@Global()
@Module({ providers: [SireneClient], exports: [SireneClient] })
export class SireneModule {}
