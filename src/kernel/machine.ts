// A workflow is a table of edges, and this file is all there is to run one. Pure: time, actor and facts are parameters.
// Order of refusal, so that nothing leaks: not visible → never this actor's → not from this state → all unmet rules together.

import type { Actor } from './actor.js';
import { Refusal, type Bilingual, type Reason } from './errors.js';

/** A named predicate: may this actor do (or see) this? */
export interface Policy<F> {
  readonly name: string;
  readonly label: Bilingual;
  allows(actor: Actor, facts: F): boolean;
  /** Of a policy of sight: why not, where the person knows of the object already. Told (403) in place of a "not found". */
  tells?(actor: Actor, facts: F): Bilingual | undefined;
}

/** What a guard judges: the facts loaded under lock, the act's input, the person and the moment. */
export interface GuardContext<F, I = unknown> {
  readonly facts: F;
  readonly input: I;
  readonly actor: Actor;
  readonly now: Date;
}

/** A named rule. Returns nothing when met, or the reasons why not. `needsInput`: judged only when the act is done, not when listed. */
export interface Guard<F, I = never> {
  readonly name: string;
  /** What the rule asks, for the diagrams and the API description. */
  readonly label: Bilingual;
  /** Article or document that the rule comes from. */
  readonly source?: string;
  readonly needsInput?: boolean;
  check(context: GuardContext<F, I>): Bilingual | readonly Reason[] | undefined;
}

export interface Edge<S extends string, E extends string, F> {
  readonly event: E;
  readonly from: readonly S[];
  readonly to: S;
  readonly by: readonly Policy<F>[];
  // `never` input: a guard on any input may sit in the table; the executor hands each the input of its event.
  readonly when?: readonly Guard<F>[];
  readonly emits?: readonly string[];
  /** Leaves final states, on purpose: an exception, an appeal upheld, a renunciation. The states stay final for everyone else. */
  readonly afterEnd?: true;
  /** What the act is called on a screen. */
  readonly label: Bilingual;
}

export interface MachineDefinition<S extends string, E extends string, F> {
  readonly name: string;
  readonly label: Bilingual;
  readonly states: Readonly<Record<S, Bilingual>>;
  readonly initial: S;
  readonly terminal: readonly S[];
  /** States in which the content may be edited without a transition. */
  readonly editable?: readonly S[];
  /** Who may know that the aggregate exists. */
  readonly visibleTo: Policy<F>;
  /** Who holds the next move in a state: shown to all who see the aggregate. */
  readonly waitingOn: Readonly<Partial<Record<S, Bilingual>>>;
  /** What a state tells who asks for an act that it does not allow, where the general sentence would not say how to go on. */
  readonly refusals?: Readonly<Partial<Record<S, Bilingual>>>;
  readonly edges: readonly Edge<S, E, F>[];
}

export interface Machine<S extends string = string, E extends string = string, F = never> extends MachineDefinition<S, E, F> {
  readonly stateNames: readonly S[];
  readonly events: readonly E[];
  readonly messages: readonly string[];
}

export class MachineError extends Error {}

/** Checks the table once, at import: a broken workflow does not start. */
export function defineMachine<S extends string, E extends string, F>(definition: MachineDefinition<S, E, F>): Machine<S, E, F> {
  const { name, edges, initial, terminal } = definition;
  const fail = (why: string): never => {
    throw new MachineError(`machine ${name}: ${why}`);
  };
  const stateNames = Object.keys(definition.states) as S[];
  const known = new Set<S>(stateNames);
  const seen = new Set<string>();
  for (const edge of edges) {
    if (edge.by.length === 0) fail(`${edge.event} may be done by nobody`);
    if (edge.from.length === 0) fail(`${edge.event} leaves no state`);
    if (!known.has(edge.to)) fail(`${edge.event} leads to the unknown state ${edge.to}`);
    for (const state of edge.from) {
      if (!known.has(state)) fail(`${edge.event} leaves the unknown state ${state}`);
      if (terminal.includes(state) && edge.afterEnd !== true) fail(`${edge.event} leaves the terminal state ${state}`);
      if (!terminal.includes(state) && edge.afterEnd === true) fail(`${edge.event} is for final states and leaves ${state}`);
      const key = `${state} ${edge.event}`;
      if (seen.has(key)) fail(`two edges for ${edge.event} from ${state}`);
      seen.add(key);
    }
  }
  for (const state of [initial, ...terminal]) if (!known.has(state)) fail(`unknown state ${state}`);
  const reached = new Set<S>([initial]);
  for (let grew = true; grew;) {
    grew = false;
    for (const edge of edges) {
      if (!reached.has(edge.to) && edge.from.some((state) => reached.has(state))) {
        reached.add(edge.to);
        grew = true;
      }
    }
  }
  for (const state of stateNames) {
    if (!reached.has(state)) fail(`${state} is unreachable`);
    if (!terminal.includes(state) && !edges.some((edge) => edge.from.includes(state) && edge.to !== state)) {
      fail(`${state} is a dead end and not terminal`);
    }
    if (!terminal.includes(state) && definition.waitingOn[state] === undefined) fail(`nobody is waited for in ${state}`);
  }
  return {
    ...definition,
    stateNames,
    events: [...new Set(edges.map((edge) => edge.event))],
    messages: [...new Set(edges.flatMap((edge) => edge.emits ?? []))],
  };
}

interface Denied {
  readonly allowed: false;
  readonly code: 'not-found' | 'forbidden' | 'transition-not-allowed';
  readonly detail?: Bilingual;
}
export type Verdict<S extends string, E extends string, F> =
  | { readonly allowed: true; readonly edge: Edge<S, E, F>; readonly capacity: string }
  | Denied
  | { readonly allowed: false; readonly code: 'rule-not-met'; readonly reasons: readonly Reason[] };

/** Why this actor may not see this; nothing when they may. */
function unseen<F>(policy: Policy<F>, actor: Actor, facts: F): Denied | undefined {
  if (policy.allows(actor, facts)) return undefined;
  const detail = policy.tells?.(actor, facts);
  return { allowed: false, code: detail === undefined ? 'not-found' : 'forbidden', detail };
}

/** @throws Refusal not-found, or forbidden with its sentence where the policy lets it be told */
export function assertSees<F>(policy: Policy<F>, actor: Actor, facts: F): void {
  const denied = unseen(policy, actor, facts);
  if (denied !== undefined) throw new Refusal(denied.code, denied.detail);
}

/** May this actor ever do this? Asked before the version is compared, so that a stranger learns nothing from it. */
export function authorise<S extends string, E extends string, F>(
  machine: Machine<S, E, F>,
  event: E,
  facts: F,
  actor: Actor,
): Denied | undefined {
  const hidden = actor.system === true ? undefined : unseen(machine.visibleTo, actor, facts);
  if (hidden !== undefined) return hidden;
  const mayEver = machine.edges.some((edge) => edge.event === event && edge.by.some((policy) => policy.allows(actor, facts)));
  return mayEver ? undefined : { allowed: false, code: 'forbidden' };
}

export function decide<S extends string, E extends string, F>(
  machine: Machine<S, E, F>,
  state: S,
  event: E,
  context: GuardContext<F>,
): Verdict<S, E, F> {
  const denied = authorise(machine, event, context.facts, context.actor);
  if (denied !== undefined) return denied;
  const edge = machine.edges.find((candidate) => candidate.event === event && candidate.from.includes(state));
  if (edge === undefined) return { allowed: false, code: 'transition-not-allowed' };
  const capacity = edge.by.find((policy) => policy.allows(context.actor, context.facts));
  if (capacity === undefined) return { allowed: false, code: 'forbidden' };
  const reasons = unmet(edge.when ?? [], context);
  return reasons.length > 0
    ? { allowed: false, code: 'rule-not-met', reasons }
    : { allowed: true, edge, capacity: capacity.name };
}

/** Judges an act ahead of what costs, a file to receive; it is judged again under the lock. @throws Refusal of the verdict */
export function assertAllowed<S extends string, E extends string, F>(
  machine: Machine<S, E, F>,
  state: S,
  event: E,
  context: GuardContext<F>,
): void {
  const verdict = decide(machine, state, event, context);
  if (!verdict.allowed) throw new Refusal(verdict.code, undefined, verdict.code === 'rule-not-met' ? verdict.reasons : []);
}

/** What one rule finds: nothing when it is met, else every reason why not. */
export function findingsOf<F>(guard: Guard<F>, context: GuardContext<F>): Reason[] {
  const found = guard.check(context as GuardContext<F, never>);
  if (found === undefined) return [];
  return 'fr' in found ? [{ rule: guard.name, message: found }] : [...found];
}

function unmet<F>(guards: readonly Guard<F>[], context: GuardContext<F>): Reason[] {
  return guards.flatMap((guard) => findingsOf(guard, context));
}

export interface AvailableAction {
  readonly event: string;
  readonly label: Bilingual;
  /** False while a rule that does not depend on the input is unmet. */
  readonly ready: boolean;
  readonly reasons: readonly Reason[];
}

/** The acts that this actor could do from this state: the same code as `decide`, so the screen and the server cannot disagree. */
export function actions<S extends string, E extends string, F>(
  machine: Machine<S, E, F>,
  state: S,
  facts: F,
  actor: Actor,
  now: Date,
): AvailableAction[] {
  return machine.edges
    .filter((edge) => edge.from.includes(state) && edge.by.some((policy) => policy.allows(actor, facts)))
    .map((edge) => {
      const standing = (edge.when ?? []).filter((guard) => guard.needsInput !== true);
      const reasons = unmet(standing, { facts, input: undefined, actor, now });
      return { event: edge.event, label: edge.label, ready: reasons.length === 0, reasons };
    });
}

/** Who holds the next move; nothing in a terminal state. */
export function waitingOn<S extends string, E extends string, F>(machine: Machine<S, E, F>, state: S): Bilingual | undefined {
  return machine.waitingOn[state];
}
