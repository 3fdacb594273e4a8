import { Global, Module } from '@nestjs/common';

import { Antivirus } from './antivirus.js';

@Global()
@Module({ providers: [Antivirus], exports: [Antivirus] })
export class AntivirusModule {}
