import { Inject, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import type { Clock } from '../../kernel/clock.js';
import { CLOCK } from '../clock.js';
import { JobsReader } from '../jobs/jobs.reader.js';
import { WorkflowRegistry } from '../workflow/registry.js';
import { Alarms } from './alarms.js';

/** Figures for the operator, in Prometheus' format. Labels are route templates and names of ours: no id, no person. */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private readonly durations = new Histogram({
    name: 'cofund_http_duration_seconds',
    help: 'Time to answer, by method, route template and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });
  private readonly waiting = this.gauge('cofund_jobs_waiting', 'Jobs neither done nor given up.');
  private readonly failed = this.gauge('cofund_jobs_failed', 'Jobs given up after all their tries, waiting for a person.');
  private readonly lag = this.gauge('cofund_outbox_lag_seconds', 'Age of the oldest job not done.');
  private readonly raised = new Gauge({
    name: 'cofund_alarms',
    help: 'Alarms raised, by name.',
    labelNames: ['alarm'],
    registers: [this.registry],
  });

  /** By alarm. */
  private readonly shown = new Map<string, Gauge>();

  constructor(
    private readonly jobs: JobsReader,
    private readonly alarms: Alarms,
    workflows: WorkflowRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const transitions = new Counter({
      name: 'cofund_transitions_total',
      help: 'Transitions committed by this process, by machine and event.',
      labelNames: ['machine', 'event'],
      registers: [this.registry],
    });
    workflows.observe((machine, event) => transitions.inc({ machine, event }));
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** To be called before the routes are registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      this.durations.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000);
      done();
    });
  }

  /** A gauge of its own for what an alarm counts. To be called while the modules start. */
  show(name: string, help: string, alarm: string): void {
    this.shown.set(alarm, this.gauge(name, help));
  }

  async text(): Promise<string> {
    const now = this.clock.now();
    const [{ waiting, failed, oldestSeconds }, alarms] = await Promise.all([this.jobs.counts(now), this.alarms.counts(now)]);
    for (const [alarm, count] of Object.entries(alarms)) {
      this.raised.set({ alarm }, count);
      this.shown.get(alarm)?.set(count);
    }
    this.waiting.set(waiting);
    this.failed.set(failed);
    this.lag.set(oldestSeconds);
    return this.registry.metrics();
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }
}
