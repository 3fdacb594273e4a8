import type { Actor } from '../../kernel/actor.js';
import type { Machine } from '../../kernel/machine.js';
import type { Db, Tx } from '../database/tx.js';

/** What is asked of an aggregate. */
export interface Asked<E extends string = string, I = unknown> {
  readonly event: E;
  readonly input: I;
  readonly actor: Actor;
  readonly now: Date;
}

export interface Loaded<S extends string, F> {
  readonly state: S;
  readonly version: number;
  readonly facts: F;
  /** What If-Match is compared with, when it is not the aggregate's own version (a ballot answers to the version of its item). */
  readonly matchVersion?: number;
}

/** An act about to be saved. */
export interface Act<S extends string, E extends string, F, I = unknown> extends Asked<E, I> {
  readonly id: string;
  readonly from: S;
  readonly to: S;
  readonly facts: F;
  readonly version: number;
  /** Request that asks for it. */
  readonly requestId: string;
}

/** Ties a pure machine to its tables. One per machine. */
export interface Binding<S extends string, E extends string, F> {
  readonly machine: Machine<S, E, F>;
  /** Locks, in rank order, all that the guards of this act read and that its save or its reactions change. */
  lock(tx: Tx, id: string, asked: Asked<E>): Promise<void>;
  /** Facts as they are now; also used without locks by the screens. Undefined: no such aggregate. */
  load(db: Db, id: string, asked?: Asked<E>): Promise<Loaded<S, F> | undefined>;
  /** Writes the new state with `version + 1 where version = read`; returns how many rows changed (one, or the act is refused as stale). */
  save(tx: Tx, act: Act<S, E, F>): Promise<number>;
  /** What the guards saw, for the audit trail: ids, dates, amounts; no name, no address. */
  evidence(facts: F, asked: Asked<E>): unknown;
  /** The input as the audit trail keeps it; all of it unless given (the choice of a secret ballot is never kept with its voter). */
  recorded?(asked: Asked<E>): unknown;
}

/** Something happened to an aggregate, in this transaction. */
export interface Message<I = unknown> {
  readonly name: string;
  readonly aggregate: string;
  readonly id: string;
  readonly actor: Actor;
  readonly now: Date;
  readonly input: I;
  readonly requestId: string;
  readonly depth: number;
}

export type Reaction = (tx: Tx, message: Message) => Promise<void>;
