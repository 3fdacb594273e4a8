import type { Draw } from './draw.js';
import type { Model } from './model/model.js';
import type { Person } from './model/sight.js';
import type { Verdict } from './model/verdict.js';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Record<string, unknown>;
  /** Byte for byte. */
  readonly text: string;
}

/** One request, and what the model says of it. It names what it acts upon by number: a copy of the model judges it as well. */
export interface Act {
  readonly kind: string;
  /** Told when it goes wrong. */
  readonly about: string;
  readonly by: Person;
  /** POST unless given. */
  readonly method?: 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ifMatch?: number;
  /** Dossiers whose balances and states are compared afterwards, beside the envelopes. */
  readonly dossiers: readonly number[];
  /** Rows that it locks for itself, by the name of their table: two acts that share one wait for each other. */
  readonly locks: readonly Lock[];
  judge(model: Model): Verdict;
  /** What it leaves, once accepted. */
  apply(model: Model, answer: Answered): void;
  /** Of several transactions: cut in the middle, what it did before stays, and is told as done already. */
  readonly several?: true;
  /** It reads what it acts upon before it locks it: beside another act, it comes first. */
  readonly readsFirst?: true;
  /** What it may be refused with, beside what the model says, when another one won at the same moment. */
  readonly whenRaced?: readonly number[];
  /** What the answer must be beside its status; undefined: as it must. */
  wrong?(model: Model, answer: Answered, retried: boolean): string | undefined;
}

/** In the order in which the product locks. */
export const LOCKED = ['envelope', 'application', 'award_leg', 'payment', 'bank_details'] as const;
export interface Lock {
  readonly table: (typeof LOCKED)[number];
  readonly ids: readonly string[];
  /** Only read: another reader does not wait for it. */
  readonly shared?: true;
}

/** A kind of command: aims at something that is there, or at nothing. */
export interface Kind {
  readonly name: string;
  /** How often it is drawn, against the others. */
  readonly weight: number;
  aim(model: Model, people: People, draw: Draw): Act | undefined;
}

export type People = readonly Person[];
