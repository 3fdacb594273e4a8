import { Injectable } from '@nestjs/common';

/** Counts what is wrong now, from the data: an alarm that is not stored can neither be forgotten nor stay when its cause is gone. */
export type AlarmCount = (now: Date) => Promise<number>;

/** What the features watch, so that the health of the whole tells it. Filled by the modules while they start. */
@Injectable()
export class Alarms {
  private readonly watched = new Map<string, AlarmCount>();

  watch(name: string, count: AlarmCount): void {
    this.watched.set(name, count);
  }

  /** By name. */
  async counts(now: Date): Promise<Record<string, number>> {
    const entries = [...this.watched].map(async ([name, count]) => [name, await count(now)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
}
