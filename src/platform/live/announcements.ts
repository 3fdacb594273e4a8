import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import pg from 'pg';

import { poolConfig } from '../database/connection.js';
import { DATABASE_TARGET, type DatabaseTarget } from '../database/database.service.js';

/** `payload` of a NOTIFY; undefined: the connection is back, and what was announced meanwhile was not heard. */
export type Listener = (payload: string | undefined) => void;

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/**
 * What other processes commit, as PostgreSQL announces it: one connection a process, opened at the first listener, opened again when it is
 * lost. NOTIFY is delivered at the commit and never before; it carries identifiers alone, and is only a reason to read.
 */
@Injectable()
export class Announcements implements OnModuleDestroy {
  private readonly logger = new Logger('announcements');
  private readonly listeners = new Map<string, Set<Listener>>();
  private client: pg.Client | undefined;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(@Inject(DATABASE_TARGET) private readonly target: DatabaseTarget) {}

  /** `channel` is a name of ours, never input. */
  listen(channel: string, listener: Listener): void {
    const known = this.listeners.get(channel);
    if (known !== undefined) {
      known.add(listener);
      return;
    }
    this.listeners.set(channel, new Set([listener]));
    // Not connected yet: the connection listens to every channel known by then.
    if (this.running === undefined) this.running = this.run();
    else void this.client?.query(`LISTEN ${pg.escapeIdentifier(channel)}`).catch(() => undefined);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.client?.end().catch(() => undefined);
    await this.running;
  }

  private async run(): Promise<void> {
    let wait = FIRST_WAIT_MS;
    while (!this.stopping.signal.aborted) {
      try {
        await this.listenUntilLost(() => (wait = FIRST_WAIT_MS));
      } catch (error) {
        if (wait === FIRST_WAIT_MS) this.logger.warn({ reason: error instanceof Error ? error.message : String(error) });
      }
      await sleep(wait, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }

  private async listenUntilLost(connected: () => void): Promise<void> {
    const client = new pg.Client(poolConfig(this.target.url, { max: 1, applicationName: 'cofund live' }));
    const lost = new Promise<void>((resolve) => {
      client.once('end', resolve);
      client.on('error', () => resolve());
    });
    client.on('notification', ({ channel, payload }) => this.tell(channel, payload));
    this.client = client;
    try {
      await client.connect();
      for (const channel of this.listeners.keys()) await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
      connected();
      for (const channel of this.listeners.keys()) this.tell(channel, undefined);
      await lost;
    } finally {
      this.client = undefined;
      await client.end().catch(() => undefined);
    }
  }

  private tell(channel: string, payload: string | undefined): void {
    for (const listener of this.listeners.get(channel) ?? []) listener(payload);
  }
}
