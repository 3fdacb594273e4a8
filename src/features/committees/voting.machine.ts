// The acts of a vote beside the open ballot of each item: secret ballots, hands, several items at once, reasons and ranks.

import type { Edge, Guard, Policy } from '../../kernel/machine.js';
import { amountHands, amountsNotVoted } from './amounts.rules.js';
import * as block from './block.rules.js';
import { handsGuards, type Hands } from './hands.rules.js';
import * as opinion from './opinion.rules.js';
import { presidesItem, presidingInstead } from './presiding.rules.js';
import * as ranking from './ranking.rules.js';
import * as secret from './secret.rules.js';
import { itemOf, recusedFrom, type ItemInput, type SessionFacts } from './session-facts.rules.js';
import * as ballot from './ballot-mode.rules.js';
import * as vote from './vote.rules.js';

export const VOTING_EVENTS = [
  'voteSecretly',
  'countHands',
  'settleTie',
  'voteAmounts',
  'askSeparateVote',
  'adoptEnBloc',
  'recordOpinion',
  'adoptRanking',
] as const;
export type VotingEvent = (typeof VOTING_EVENTS)[number];

export type CountHandsInput = ItemInput & Hands;

interface People {
  readonly secretary: Policy<SessionFacts>;
  readonly president: Policy<SessionFacts>;
  readonly member: Policy<SessionFacts>;
}

const itemHands = handsGuards<CountHandsInput>(({ facts, input }) => {
  const item = itemOf(facts, input.itemId);
  return item === undefined ? undefined : { hands: input, recused: recusedFrom(facts, item) };
});

const edge = (
  event: VotingEvent,
  [fr, en]: readonly [string, string],
  by: readonly Policy<SessionFacts>[],
  when: readonly Guard<SessionFacts>[],
  emits: readonly string[] = [],
): Edge<'OPEN', VotingEvent, SessionFacts> => ({ event, label: { fr, en }, from: ['OPEN'], to: 'OPEN', by, when, emits });

export function votingEdges({ secretary, president, member }: People): Edge<'OPEN', VotingEvent, SessionFacts>[] {
  const acting = presidingInstead(member);
  const presides = presidesItem(secretary);
  return [
    edge(
      'voteSecretly',
      ['Voter au scrutin secret', 'Vote by secret ballot'],
      [member, president],
      [
        vote.itemOpen,
        ballot.ballotIsSecret,
        vote.memberPresent,
        vote.notRecused,
        ballot.choiceAllowed,
        vote.personalBallotStands,
      ],
    ),
    edge(
      'countHands',
      ['Noter le vote à main levée et clore le point', 'Record the show of hands and close the item'],
      [secretary],
      [vote.itemOpen, ballot.ballotByHands, ...itemHands],
      ['session.itemDecided'],
    ),
    edge(
      'settleTie',
      ['Déclarer la voix prépondérante au scrutin secret', 'Declare the casting vote in a secret ballot'],
      [president, acting],
      [secret.itemTied, secret.hasCastingVote],
      ['session.itemDecided'],
    ),
    edge(
      'voteAmounts',
      ['Noter le vote des montants d’un point', 'Record the vote on an item’s amounts'],
      [secretary],
      [
        vote.noOtherItemOpen,
        vote.itemPending,
        vote.quorumForItem,
        amountsNotVoted,
        vote.yearsOfCall,
        vote.notMoreThanRequested,
        ...amountHands,
      ],
    ),
    edge(
      'askSeparateVote',
      ['Demander le vote séparé d’un point', 'Ask for a separate vote on an item'],
      [member, president],
      [vote.itemPending, vote.takesPart, block.itemNotYetApart],
    ),
    edge(
      'adoptEnBloc',
      ['Noter l’adoption de plusieurs points en bloc', 'Record the adoption of several items at once'],
      [secretary],
      [
        vote.noOtherItemOpen,
        block.blockPending,
        block.noOneAsksOtherwise,
        block.recusedFromAllOrNone,
        block.blockItemsInOrder,
        ballot.reservesOfProposal,
        ...block.blockHands,
        block.blockAdopted,
      ],
      ['session.itemDecided'],
    ),
    edge(
      'recordOpinion',
      ['Motiver l’avis sur un point', 'Give the reasons of the opinion on an item'],
      [president, secretary, acting],
      [opinion.itemDecided, presides, opinion.notYetReasoned, opinion.reservesStated],
    ),
    edge(
      'adoptRanking',
      ['Adopter le classement de la séance', 'Adopt the session’s ranking'],
      [president, secretary],
      [ranking.noItemLeft, ranking.notYetRanked, ranking.rankingComplete, ...ranking.rankingHands],
    ),
  ];
}
