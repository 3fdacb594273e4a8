// The rules of a call, run on demand: the very lists that the submission and the completion are judged by.

import type { Actor } from '../../kernel/actor.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import { findingsOf, type Guard } from '../../kernel/machine.js';
import type { ApplicationFacts } from './application-facts.js';
import { applicationMachine } from './application.machine.js';

type Rule = Guard<ApplicationFacts>;

export interface RuleVerdict {
  readonly rule: string;
  readonly label: Bilingual;
  /** Article or document that the rule comes from. */
  readonly source?: string;
  readonly met: boolean;
  readonly reasons: readonly Reason[];
}

/** Rules of the edge that files the dossier: the submission for a draft; once filed, those that a completed dossier must meet again. */
export function rulesFor(facts: ApplicationFacts): readonly Rule[] {
  const event = facts.state === 'DRAFT' ? 'submit' : 'answerCompletion';
  return applicationMachine.edges.find((edge) => edge.event === event)?.when ?? [];
}

/** Every rule with its verdict, the met ones included; each unmet one with all its reasons. */
export function judge(rules: readonly Rule[], facts: ApplicationFacts, actor: Actor, now: Date): RuleVerdict[] {
  return rules.map((guard) => {
    const reasons = findingsOf(guard, { facts, input: undefined, actor, now });
    return { rule: guard.name, label: guard.label, source: guard.source, met: reasons.length === 0, reasons };
  });
}
