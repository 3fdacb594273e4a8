import { Injectable } from '@nestjs/common';

import type { Tx } from '../database/tx.js';

/** A kind of job; `P` is what its rows carry: identifiers, never names or addresses. */
export interface Job<P> {
  readonly name: string;
  /** Never present: ties the name to the type of its payload. */
  readonly payload?: P;
}

/** One row to be processed. */
export interface Delivery<P> {
  /** Of the outbox row: the same at each retry and duplicate. */
  readonly id: string;
  readonly payload: P;
  readonly now: Date;
}

/** Does everything in the transaction that marks the row done: its effect happens once, whatever happens. */
interface InTransaction {
  readonly kind: 'transaction';
  readonly run: (tx: Tx, delivery: Delivery<unknown>) => Promise<void>;
}
/** Speaks to the outside (mail): may be repeated after a crash, so it must recognise what it has already done by the delivery's id. */
interface Outside {
  readonly kind: 'outside';
  readonly run: (delivery: Delivery<unknown>) => Promise<void>;
}
export type Processor = InTransaction | Outside;

export interface Periodic {
  readonly name: string;
  readonly everySeconds: number;
  readonly run: (now: Date) => Promise<unknown>;
}

export class JobRegistryError extends Error {}

/** Which jobs exist and who processes them. Filled by the modules while they start, verified once before the first request. */
@Injectable()
export class JobRegistry {
  private readonly declared = new Set<string>();
  private readonly processors = new Map<string, Processor[]>();
  private readonly periodics = new Map<string, Periodic>();

  declare(...jobs: readonly Job<unknown>[]): void {
    for (const { name } of jobs) this.declared.add(name);
  }

  processInTransaction<P>(job: Job<P>, run: (tx: Tx, delivery: Delivery<P>) => Promise<void>): void {
    this.add(job.name, { kind: 'transaction', run: run as InTransaction['run'] });
  }

  processOutside<P>(job: Job<P>, run: (delivery: Delivery<P>) => Promise<void>): void {
    this.add(job.name, { kind: 'outside', run: run as Outside['run'] });
  }

  /** Runs `run` every so many seconds, in one process at a time. It must be safe to repeat. */
  every(name: string, everySeconds: number, run: (now: Date) => Promise<unknown>): void {
    if (this.periodics.has(name)) throw new JobRegistryError(`periodic job ${name} is registered twice`);
    this.periodics.set(name, { name, everySeconds, run });
  }

  isDeclared(job: string): boolean {
    return this.declared.has(job);
  }

  processorOf(job: string): Processor | undefined {
    return this.processors.get(job)?.[0];
  }

  periodic(name: string): Periodic | undefined {
    return this.periodics.get(name);
  }

  periodicJobs(): readonly Periodic[] {
    return [...this.periodics.values()];
  }

  /** @throws JobRegistryError for a job without exactly one processor, or a processor without a job */
  verify(): void {
    const faults: string[] = [];
    for (const name of this.declared) {
      const count = this.processors.get(name)?.length ?? 0;
      if (count !== 1) faults.push(`job ${name} has ${count} processors instead of one`);
    }
    for (const name of this.processors.keys())
      if (!this.declared.has(name)) faults.push(`processor of ${name}, a job that is not declared`);
    if (faults.length > 0) throw new JobRegistryError(faults.join('; '));
  }

  private add(name: string, processor: Processor): void {
    this.processors.set(name, [...(this.processors.get(name) ?? []), processor]);
  }
}
