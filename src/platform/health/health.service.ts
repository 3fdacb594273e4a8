import { timingSafeEqual, createHash } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import type { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { CLOCK } from '../clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { JobsReader } from '../jobs/jobs.reader.js';
import { JobsRunner } from '../jobs/jobs-runner.js';
import type { Answer } from '../workflow/request.js';
import { Alarms } from './alarms.js';
import type { HealthView, ReadyView } from './health.dto.js';
import { Metrics } from './metrics.js';
import { DependencyProbes } from './probes.js';

@Injectable()
export class Health {
  constructor(
    private readonly probes: DependencyProbes,
    private readonly jobs: JobsReader,
    private readonly runner: JobsRunner,
    private readonly figures: Metrics,
    private readonly alarms: Alarms,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws Refusal unavailable, naming what is down */
  async ready(): Promise<Answer<ReadyView>> {
    const probes = await this.probes.ask();
    const down = Object.entries(probes).flatMap(([name, state]) => (state === 'down' ? [name] : []));
    if (down.length > 0) {
      const names = down.join(', ');
      throw new Refusal('unavailable', { fr: `Ne répond pas : ${names}.`, en: `Does not answer: ${names}.` }, [], 2);
    }
    return { body: { status: 'up', ...probes } };
  }

  async details(): Promise<Answer<HealthView>> {
    const now = this.clock.now();
    const [probes, counts, alarms] = await Promise.all([this.probes.ask(), this.jobs.counts(now), this.alarms.counts(now)]);
    const raised = sum(alarms);
    const well = counts.failed === 0 && raised === 0 && Object.values(probes).every((state) => state === 'up');
    const oldestSeconds = Math.floor(counts.oldestSeconds);
    const jobs = { ...counts, oldestSeconds, run: this.runner.started ? ('here' as const) : ('elsewhere' as const) };
    return { body: { status: well ? 'up' : 'degraded', ...probes, jobs, alarms: raised } };
  }

  /** @throws Refusal not-found where metrics are closed, unauthenticated without the right token */
  async metrics(authorization: string | undefined): Promise<{ text: string; contentType: string }> {
    const { metricsToken, production } = this.config;
    if (metricsToken === undefined && production) throw new Refusal('not-found');
    if (metricsToken !== undefined && !same(authorization ?? '', `Bearer ${metricsToken}`)) throw new Refusal('unauthenticated');
    return { text: await this.figures.text(), contentType: this.figures.contentType };
  }
}

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** Hashes first: equal lengths, and a comparison whose time tells nothing. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
