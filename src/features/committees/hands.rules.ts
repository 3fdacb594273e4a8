// A vote by show of hands: the secretary records totals, and apart from them the vote of whoever has the casting vote (CRPA R133-11).
// The same rules serve an opinion, amounts, several items at once and the ranking: each says who takes no part.

import type { Guard, GuardContext } from '../../kernel/machine.js';
import type { Bilingual } from '../../kernel/errors.js';
import { castingMember } from './presiding.rules.js';
import { countQuorum } from './quorum.rules.js';
import { recusedFrom, type ItemFacts, type SessionFacts } from './session-facts.rules.js';
import { count, tallyOf, totalOf, voicesOf, type Choice, type Counts, type Proposal, type Tally } from './tally.rules.js';

export interface Hands {
  readonly counts: Counts;
  /** Already among the counts. */
  readonly presidentChoice?: Choice;
}

/** What is voted: nothing when no hands were counted, and who takes no part in it. */
export interface HandVote {
  readonly hands: Hands;
  readonly recused: readonly string[];
}

/** Members who take no part in a vote on several items: recused from any of them. */
export function recusedFromAny(facts: SessionFacts, items: readonly ItemFacts[]): string[] {
  return [...new Set(items.flatMap((item) => recusedFrom(facts, item)))];
}

/** Voices in the room: members present or represented, without those who take no part (nor the mandates that they hold or gave). */
export function entitledVoices(facts: SessionFacts, recused: readonly string[]): number {
  const ids = facts.members.map(({ id }) => id);
  return countQuorum(ids, facts.presentIds, facts.proxies, recused).total;
}

export function handsTally(facts: SessionFacts, { hands, recused }: HandVote, proposal: Proposal): Tally {
  const casting = castingMember(facts, recused) === undefined ? undefined : hands.presidentChoice;
  return tallyOf(hands.counts, facts.settings, casting, proposal);
}

type Check = (facts: SessionFacts, vote: HandVote) => Bilingual | undefined;

const allowed: Check = ({ settings }) =>
  settings.ballotModes.includes('SHOW_OF_HANDS')
    ? undefined
    : { fr: 'Le comité ne vote pas à main levée.', en: 'The committee does not vote by show of hands.' };

const withinEntitled: Check = (facts, { hands, recused }) => {
  const total = totalOf(hands.counts);
  const entitled = entitledVoices(facts, recused);
  if (total === 0) return { fr: 'Comptez au moins une voix.', en: 'Count at least one voice.' };
  return total <= entitled
    ? undefined
    : {
        fr: `Comptez ${entitled} voix au plus, membres présents ou représentés et non déportés : vous en notez ${total}.`,
        en: `Count ${entitled} voices at most, members present or represented and not recused: you record ${total}.`,
      };
};

const blankKnown: Check = ({ settings }, { hands }) =>
  settings.blankAllowed || hands.counts.blank === 0
    ? undefined
    : { fr: 'Le comité n’admet pas le vote blanc.', en: 'The committee has no blank vote.' };

const castingSaid: Check = (facts, { hands, recused }) => {
  const { counts, presidentChoice } = hands;
  const holder = castingMember(facts, recused);
  if (presidentChoice === undefined) {
    return holder !== undefined && count(counts, facts.settings).tie
      ? {
          fr: 'Partage égal des voix : notez le vote du président de séance.',
          en: 'Tie: record the vote of whoever presides.',
        }
      : undefined;
  }
  if (holder === undefined) {
    return { fr: 'Personne n’a voix prépondérante ici : ne notez pas de vote à part.', en: 'Nobody has a casting vote here.' };
  }
  return voicesOf(counts, presidentChoice) > 0
    ? undefined
    : {
        fr: 'Le vote du président de séance doit figurer dans les totaux.',
        en: 'The president’s vote is to be among the totals.',
      };
};

const RULES: readonly (readonly [name: string, pointer: string, label: Bilingual, source: string | undefined, check: Check])[] = [
  [
    'handsAllowed',
    '/counts',
    { fr: 'le comité vote à main levée', en: 'the committee votes by show of hands' },
    undefined,
    allowed,
  ],
  [
    'countsWithinEntitled',
    '/counts',
    {
      fr: 'pas plus de voix que de membres présents ou représentés, déportés exclus',
      en: 'no more voices than members present or represented, the recused left out',
    },
    'CRPA R133-11, R133-12',
    withinEntitled,
  ],
  ['blankAllowed', '/counts/blank', { fr: 'le vote blanc est admis', en: 'blank votes are allowed' }, undefined, blankKnown],
  [
    'castingVoteSaid',
    '/presidentChoice',
    {
      fr: 'en cas de partage égal, le vote du président de séance est noté',
      en: 'on a tie, the vote of whoever presides is recorded',
    },
    'CRPA R133-11',
    castingSaid,
  ],
];

/** The rules on hands for one kind of act; `voteOf` says what is voted, nothing where no hands were counted. */
export function handsGuards<I>(
  voteOf: (context: GuardContext<SessionFacts, I>) => HandVote | undefined,
): readonly Guard<SessionFacts, I>[] {
  return RULES.map(([name, pointer, label, source, check]) => ({
    name,
    label,
    ...(source !== undefined && { source }),
    needsInput: true,
    check: (context: GuardContext<SessionFacts, I>) => {
      const vote = voteOf(context);
      const message = vote === undefined ? undefined : check(context.facts, vote);
      return message === undefined ? undefined : [{ rule: name, pointer, message }];
    },
  }));
}
