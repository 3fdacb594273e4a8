import { Injectable } from '@nestjs/common';

import { SYSTEM_ID, systemActor, type Actor } from '../../kernel/actor.js';
import { canonicalJson } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { authorise, decide } from '../../kernel/machine.js';
import type { Tx } from '../database/tx.js';
import { appendAudit } from './audit.js';
import type { Binding, Message } from './binding.js';
import { WorkflowRegistry } from './registry.js';

export interface FireOptions<I> {
  readonly actor: Actor;
  readonly input: I;
  readonly now: Date;
  readonly requestId: string;
  readonly ifMatch?: number;
  readonly depth?: number;
}

export interface Fired<S extends string> {
  readonly state: S;
  readonly version: number;
}

/** Acts that cause acts that cause acts: deeper than this is a loop. */
const MAX_DEPTH = 3;

/** The only code that changes a state: lock, load, who, version, decide, save, audit, react, in the caller's transaction. */
@Injectable()
export class Executor {
  constructor(private readonly registry: WorkflowRegistry) {}

  /**
   * @throws Refusal not-found, forbidden, stale-version, transition-not-allowed or rule-not-met (all reasons), in this order
   */
  async fire<S extends string, E extends string, F, I>(
    tx: Tx,
    binding: Binding<S, E, F>,
    id: string,
    event: E,
    options: FireOptions<I>,
  ): Promise<Fired<S>> {
    const { machine } = binding;
    const { actor, now, requestId, depth = 0 } = options;
    if (depth > MAX_DEPTH) throw new Error(`${machine.name}.${event}: more than ${MAX_DEPTH} acts follow from one another`);
    const input = plain(options.input);
    const asked = { event, input, actor, now };
    await binding.lock(tx, id, asked);
    const loaded = await binding.load(tx.db, id, asked);
    if (loaded === undefined) throw new Refusal('not-found');
    const { state, version, facts } = loaded;

    const denied = authorise(machine, event, facts, actor);
    if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
    if (options.ifMatch !== undefined && options.ifMatch !== (loaded.matchVersion ?? version)) throw new Refusal('stale-version');
    const verdict = decide(machine, state, event, { facts, input, actor, now });
    if (!verdict.allowed) {
      if (verdict.code === 'rule-not-met') throw new Refusal(verdict.code, undefined, verdict.reasons);
      throw new Refusal(verdict.code, verdict.code === 'transition-not-allowed' ? machine.refusals?.[state] : undefined);
    }

    const { edge, capacity } = verdict;
    const saved = await binding.save(tx, { ...asked, id, from: state, to: edge.to, facts, version, requestId });
    if (saved !== 1) throw new Refusal('stale-version');
    await appendAudit(tx, {
      aggregate: machine.name,
      aggregateId: id,
      event,
      fromState: state,
      toState: edge.to,
      version: version + 1,
      actorId: actor.personId === '' ? SYSTEM_ID : actor.personId,
      capacity,
      at: now,
      facts: canonicalJson(plain(binding.evidence(facts, asked))),
      input: canonicalJson((binding.recorded === undefined ? input : binding.recorded(asked)) ?? null),
      requestId,
    });
    tx.afterCommit(() => this.registry.fired(machine.name, event));
    for (const name of edge.emits ?? []) {
      const message: Message = { name, aggregate: machine.name, id, actor, now, input, requestId, depth };
      for (const reaction of this.registry.reactionsTo(name)) await reaction(tx, message);
    }
    return { state: edge.to, version: version + 1 };
  }

  /** An act that follows from another one: by the system, on behalf of the person whose act caused it. */
  async follow<S extends string, E extends string, F>(
    tx: Tx,
    cause: Message,
    binding: Binding<S, E, F>,
    id: string,
    event: E,
    input: unknown,
  ): Promise<Fired<S>> {
    return this.fire(tx, binding, id, event, {
      actor: systemActor(cause.actor),
      input,
      now: cause.now,
      requestId: cause.requestId,
      depth: cause.depth + 1,
    });
  }
}

/** Class instances (validated bodies) become plain values: what is judged, saved and hashed is data alone. bigint stays for the hash to write. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object' || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
