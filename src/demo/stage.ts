// The application on which the demo is played: started on one database, then on another, for the same people.

import { SettableClock } from '../kernel/clock.js';
import { createApp } from '../create-app.js';
import { readConfig } from '../platform/config/config.js';
import { JobRegistry } from '../platform/jobs/job-registry.js';
import { JobsRunner } from '../platform/jobs/jobs-runner.js';
import { Http } from './client.js';
import type { Calendar } from './dossier.js';

type App = Awaited<ReturnType<typeof createApp>>;

/** Jobs of ten minutes and more never come round in a demo of a minute. */
const SLOW_SECONDS = 600;

interface StageOptions {
  readonly secret: string;
  readonly progress: (line: string) => void;
}

export class Stage {
  readonly clock = new SettableClock(new Date('2023-05-15T08:00:00Z'));
  readonly http = new Http();
  private opened: App | undefined;

  constructor(private readonly options: StageOptions) {}

  readonly now = (): Date => this.clock.now();

  readonly calendar: Calendar = {
    goTo: (instant) => {
      this.clock.set(new Date(instant));
      this.options.progress(`— ${instant.slice(0, 16).replace('T', ' ')} UTC`);
    },
    passTo: async (instant) => {
      await this.settle();
      this.calendar.goTo(instant);
      for (const { everySeconds, run } of this.app.get(JobRegistry).periodicJobs())
        if (everySeconds >= SLOW_SECONDS) await run(this.clock.now());
    },
  };

  get app(): App {
    if (this.opened === undefined) throw new Error('the application is not started');
    return this.opened;
  }

  /** Mail, files and logs go to `dataDir`. */
  async open(url: string, dataDir: string): Promise<void> {
    // Every actor calls from this one machine: limits per address would only slow the replay.
    const config = readConfig({
      JWT_SECRET: this.options.secret,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
      TICK_SECONDS: '1',
      RATE_LIMIT_PER_MINUTE: '0',
      AUTH_RATE_LIMIT_PER_15_SECONDS: '0',
    });
    this.opened = await createApp({ config, clock: this.clock, database: { url, poolSize: 10 } });
    await this.opened.listen(0, '127.0.0.1');
    this.http.moveTo(await this.opened.getUrl());
  }

  /** Waits until the outbox is empty. */
  async settle(): Promise<void> {
    await this.app.get(JobsRunner).drain(120_000);
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.close();
  }
}
