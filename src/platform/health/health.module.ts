import { Global, Module } from '@nestjs/common';

import { Alarms } from './alarms.js';
import { HealthController } from './health.controller.js';
import { Health } from './health.service.js';
import { Metrics } from './metrics.js';
import { DependencyProbes } from './probes.js';

/** Global: the features say here what they watch. */
@Global()
@Module({ controllers: [HealthController], providers: [Alarms, DependencyProbes, Metrics, Health], exports: [Alarms, Metrics] })
export class HealthModule {}
