// What the amendments of a call ask of a draft begun before them: the rules of the submission, judged twice. Pure.

import type { Reason } from '../../kernel/errors.js';
import type { CallSettings } from '../calls/call-settings.js';
import type { ApplicationFacts } from './application-facts.js';
import { CONTENT_RULES } from './submission.rules.js';

function unmet(facts: ApplicationFacts, now: Date): Reason[] {
  return CONTENT_RULES.flatMap((rule) => {
    const found = rule.check({ facts, input: undefined as never, actor: { personId: '', grants: [] }, now });
    if (found === undefined) return [];
    return 'fr' in found ? [{ rule: rule.name, message: found }] : [...found];
  });
}

const keyOf = ({ rule, pointer = '', message }: Reason): string => `${rule} ${pointer} ${message.fr}`;

/**
 * What a draft must still do under the settings in force that it did not have to under those it was begun with. Empty: the amendments
 * ask nothing of it (it may still be incomplete for its own part), and it stays valid if it was.
 */
export function toComplete(facts: ApplicationFacts, begunWith: CallSettings, now: Date): Reason[] {
  const before = unmet({ ...facts, call: { ...facts.call, settings: begunWith } }, now);
  const known = new Set(before.map(keyOf));
  return unmet(facts, now).filter((reason) => !known.has(keyOf(reason)));
}
