import { Int, Nested, OneOf } from '../http/fields.js';

export class LiveView {
  @OneOf(['up'])
  status!: 'up';
}

export class ReadyView {
  @OneOf(['up'])
  status!: 'up';
  @OneOf(['up', 'down'])
  database!: 'up' | 'down';
  @OneOf(['up', 'down'], { optional: true, description: 'Absent where this process does not use Redis.' })
  redis?: 'up' | 'down';
}

export class JobsHealthView {
  @Int({ min: 0, max: 1e9, description: 'Neither done nor given up.', example: 0 })
  waiting!: number;
  @Int({ min: 0, max: 1e9, description: 'Given up after all their tries: see /v1/jobs?state=failed.', example: 0 })
  failed!: number;
  @Int({ min: 0, max: 1e9, description: 'Age of the oldest job not done, in seconds.', example: 0 })
  oldestSeconds!: number;
  @OneOf(['here', 'elsewhere'], { description: 'Whether this process runs the jobs.' })
  run!: 'here' | 'elsewhere';
}

export class HealthView {
  @OneOf(['up', 'degraded'], { description: 'degraded: a dependency is down, a job has failed, or an alarm is raised.' })
  status!: 'up' | 'degraded';
  @OneOf(['up', 'down'])
  database!: 'up' | 'down';
  @OneOf(['up', 'down'], { optional: true })
  redis?: 'up' | 'down';
  @Nested(() => JobsHealthView)
  jobs!: JobsHealthView;
  @Int({
    min: 0,
    max: 1e9,
    description: 'Alarms raised: see /v1/alarms for the letters, `npm run ledger:verify` for the ledger.',
    example: 0,
  })
  alarms!: number;
}
