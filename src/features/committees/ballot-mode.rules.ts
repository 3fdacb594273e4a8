// How an item is voted: chosen among the committee's ways when it is opened, and each way has its own acts.

import type { Bilingual } from '../../kernel/errors.js';
import type { Guard } from '../../kernel/machine.js';
import { itemOf, type ItemInput, type OpenItemInput, type SessionFacts, type VoteInput } from './session-facts.rules.js';
import type { BallotMode } from './voting-settings.js';

export const ballotModeAllowed: Guard<SessionFacts, OpenItemInput> = {
  name: 'ballotModeAllowed',
  label: { fr: 'le comité admet ce mode de scrutin', en: 'the committee allows this way of voting' },
  needsInput: true,
  check: ({ facts, input }) => {
    const { ballotModes } = facts.settings;
    const message = {
      fr: `Choisissez un mode de scrutin du comité : ${ballotModes.join(', ')}.`,
      en: `Choose one of the committee’s ways of voting: ${ballotModes.join(', ')}.`,
    };
    return input.ballotMode === undefined || ballotModes.includes(input.ballotMode)
      ? undefined
      : [{ rule: 'ballotModeAllowed', pointer: '/ballotMode', message }];
  },
};

export const reservesOfProposal: Guard<SessionFacts, OpenItemInput> = {
  name: 'reservesOfProposal',
  label: { fr: 'seul un avis avec réserves porte des réserves', en: 'only an opinion with reserves carries reserves' },
  needsInput: true,
  check: ({ input }) => {
    const message = {
      fr: 'Mettez au vote un avis avec réserves, ou retirez les réserves.',
      en: 'Put an opinion with reserves to the vote, or take the reserves out.',
    };
    return (input.reserves ?? []).length === 0 || input.proposal === 'WITH_RESERVES'
      ? undefined
      : [{ rule: 'reservesOfProposal', pointer: '/reserves', message }];
  },
};

/** A vote on the item, or its closing, in the way chosen when it was opened. */
function votedBy(mode: BallotMode, name: string, label: Bilingual, otherwise: Bilingual): Guard<SessionFacts, ItemInput> {
  return {
    name,
    label,
    needsInput: true,
    check: ({ facts, input }) => {
      const item = itemOf(facts, input.itemId);
      return item === undefined || item.ballotMode === mode ? undefined : otherwise;
    },
  };
}

export const ballotIsPublic = votedBy(
  'PUBLIC',
  'ballotIsPublic',
  { fr: 'le point se vote au scrutin public', en: 'the item is voted by public ballot' },
  { fr: 'Ce point ne se vote pas au scrutin public.', en: 'This item is not voted by public ballot.' },
);
export const ballotIsSecret = votedBy(
  'SECRET',
  'ballotIsSecret',
  { fr: 'le point se vote au scrutin secret', en: 'the item is voted by secret ballot' },
  { fr: 'Ce point ne se vote pas au scrutin secret.', en: 'This item is not voted by secret ballot.' },
);
export const ballotByHands = votedBy(
  'SHOW_OF_HANDS',
  'ballotByHands',
  { fr: 'le point se vote à main levée', en: 'the item is voted by show of hands' },
  { fr: 'Ce point ne se vote pas à main levée.', en: 'This item is not voted by show of hands.' },
);

export const closedByBallots: Guard<SessionFacts, ItemInput> = {
  name: 'closedByBallots',
  label: { fr: 'le point se vote par bulletins', en: 'the item is voted by ballots' },
  needsInput: true,
  check: ({ facts, input }) =>
    itemOf(facts, input.itemId)?.ballotMode === 'SHOW_OF_HANDS'
      ? {
          fr: 'Ce point se vote à main levée : notez les voix, le point se clôt avec elles.',
          en: 'This item is voted by show of hands: record the voices, which close it.',
        }
      : undefined,
};

export const choiceAllowed: Guard<SessionFacts, VoteInput> = {
  name: 'choiceAllowed',
  label: { fr: 'le vote blanc est admis par le comité', en: 'the committee allows a blank vote' },
  needsInput: true,
  check: ({ facts, input }) => {
    const message = {
      fr: 'Le comité n’admet pas le vote blanc : abstenez-vous.',
      en: 'The committee has no blank vote: abstain.',
    };
    return input.choice !== 'BLANK' || facts.settings.blankAllowed
      ? undefined
      : [{ rule: 'choiceAllowed', pointer: '/choice', message }];
  },
};
