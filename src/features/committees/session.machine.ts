import { defineMachine, type Policy } from '../../kernel/machine.js';
import * as room from './attendance.rules.js';
import { clockInWriting, conductEdges, type ConductEvent } from './conduct.machine.js';
import { meansFitMode, nobodyHeardInRoom, presidentDecidesMode } from './conduct.rules.js';
import { committeeInPlace } from './composition.rules.js';
import * as convocation from './convocation.rules.js';
import { commonScoreAgreed, conciliationDone } from './joint-examination.rules.js';
import { disagreementEdges, type DisagreementEvent } from './disagreement.rules.js';
import { memberOf, type SessionFacts, type SessionState } from './session-facts.rules.js';
import { inCommittee, seesSession, servesCommittee } from './session-scope.rules.js';
import { opinionsReasoned } from './opinion.rules.js';
import { presidesItem, presidingInstead } from './presiding.rules.js';
import { boxIsWhole, itemToClose } from './secret.rules.js';
import { amountsAsVoted } from './amounts.rules.js';
import { votingEdges, type VotingEvent } from './voting.machine.js';
import * as ballot from './ballot-mode.rules.js';
import * as vote from './vote.rules.js';
import * as written from './written.rules.js';

export type SessionEvent =
  | 'convene'
  | 'recordArrival'
  | 'recordDeparture'
  | 'giveProxy'
  | 'recuse'
  | 'adjourn'
  | 'open'
  | 'openItem'
  | 'vote'
  | 'closeItem'
  | 'deferItem'
  | 'close'
  | 'cancel'
  | VotingEvent
  | DisagreementEvent
  | ConductEvent;

const secretary = inCommittee<SessionFacts>('COMMITTEE_SECRETARY');
/** The role is not enough: one presides and votes by virtue of a seat, held now or for its holder. */
const president: Policy<SessionFacts> = {
  name: 'committeePresident',
  label: { fr: 'président du comité', en: 'committee president' },
  allows: (actor, facts) =>
    servesCommittee(actor, 'COMMITTEE_PRESIDENT', facts) && memberOf(facts, actor.personId)?.president === true,
};
const member: Policy<SessionFacts> = {
  name: 'committeeMember',
  label: { fr: 'membre du comité en fonctions', en: 'committee member in office' },
  allows: (actor, facts) => servesCommittee(actor, 'COMMITTEE_MEMBER', facts) && memberOf(facts, actor.personId) !== undefined,
};

/** In the president's place, for an item that the president cannot preside. */
const acting = presidingInstead(member);
const presides = presidesItem(secretary);

export const sessionMachine = defineMachine<SessionState, SessionEvent, SessionFacts>({
  name: 'session',
  label: { fr: 'Séance du comité', en: 'Committee session' },
  states: {
    DRAFT: { fr: 'en préparation', en: 'in preparation' },
    CONVENED: { fr: 'convoquée', en: 'convened' },
    OPEN: { fr: 'ouverte', en: 'open' },
    SUSPENDED: { fr: 'suspendue', en: 'suspended' },
    CLOSED: { fr: 'close', en: 'closed' },
    ADJOURNED: { fr: 'ajournée faute de quorum', en: 'adjourned for want of quorum' },
    INVALID: {
      fr: 'non valable : trop peu de membres ont participé par écrit',
      en: 'not valid: too few members took part in writing',
    },
    CANCELLED: { fr: 'annulée', en: 'cancelled' },
  },
  initial: 'DRAFT',
  terminal: ['CLOSED', 'ADJOURNED', 'INVALID', 'CANCELLED'],
  editable: ['DRAFT'],
  visibleTo: seesSession,
  waitingOn: {
    DRAFT: { fr: 'le secrétariat ou le président, pour convoquer', en: 'the secretary or the president, to convene' },
    CONVENED: {
      fr: 'le secrétariat ou le président, pour ouvrir la séance le jour dit',
      en: 'the secretary or the president, to open the session on the day',
    },
    OPEN: { fr: 'les membres, pour voter chaque point', en: 'the members, to vote each item' },
    SUSPENDED: { fr: 'le secrétariat ou le président, pour reprendre', en: 'the secretary or the president, to resume' },
  },
  edges: [
    {
      event: 'convene',
      label: { fr: 'Convoquer la séance', en: 'Convene the session' },
      from: ['DRAFT'],
      to: 'CONVENED',
      by: [secretary, president],
      when: [
        convocation.agendaNotEmpty,
        convocation.applicationsExamined,
        convocation.bothPositionsWritten,
        commonScoreAgreed,
        conciliationDone,
        convocation.noticeLongEnough,
        convocation.presidentInOffice,
        committeeInPlace,
        convocation.sameAgenda,
        presidentDecidesMode,
        written.writtenHoursLongEnough,
        written.proposalsAnnounced,
      ],
      emits: ['session.convened'],
    },
    ...(['CONVENED', 'OPEN', 'SUSPENDED'] as const).flatMap((state) => [
      {
        event: 'recordArrival' as const,
        label: { fr: 'Noter une arrivée', en: 'Record an arrival' },
        from: [state],
        to: state,
        by: [secretary],
        when: [
          written.heldAsMeeting,
          room.memberInOffice,
          room.notYetPresent,
          room.lawfulSubstitute,
          room.oneChairEach,
          meansFitMode,
        ],
      },
      {
        event: 'recordDeparture' as const,
        label: { fr: 'Noter un départ', en: 'Record a departure' },
        from: [state],
        to: state,
        by: [secretary],
        when: [written.heldAsMeeting, room.isPresent],
      },
      {
        event: 'giveProxy' as const,
        label: { fr: 'Donner mandat', en: 'Give a mandate' },
        from: [state],
        to: state,
        by: [secretary, member, president],
        when: [room.bothInOffice, room.ownMandate, room.giverNotSubstituted, room.giverAbsent, room.oneMandateEach],
      },
      {
        event: 'recuse' as const,
        label: { fr: 'Déporter un membre d’un point', en: 'Recuse a member from an item' },
        from: [state],
        to: state,
        by: [secretary, president, member],
        when: [room.itemUndecided, room.memberInOffice, room.recusesThemself, room.notYetRecused, room.tookNoPart],
      },
    ]),
    {
      event: 'adjourn',
      label: { fr: 'Constater l’absence de quorum', en: 'Adjourn for want of quorum' },
      from: ['CONVENED'],
      to: 'ADJOURNED',
      by: [secretary, president],
      when: [
        written.heldAsMeeting,
        convocation.scheduledTimeReached,
        convocation.notASecondSession,
        convocation.quorumNotReached,
      ],
      emits: ['session.adjourned'],
    },
    {
      event: 'open',
      label: { fr: 'Ouvrir la séance', en: 'Open the session' },
      from: ['CONVENED'],
      to: 'OPEN',
      by: [president, secretary],
      when: [written.heldAsMeeting, convocation.scheduledTimeReached, convocation.quorumReached],
    },
    {
      event: 'openItem',
      label: { fr: 'Mettre un point au vote', en: 'Put an item to the vote' },
      from: ['OPEN'],
      to: 'OPEN',
      by: [president, secretary, acting],
      when: [
        written.heldAsMeeting,
        presides,
        vote.noOtherItemOpen,
        vote.itemPending,
        nobodyHeardInRoom,
        vote.quorumForItem,
        vote.yearsOfCall,
        vote.notMoreThanRequested,
        amountsAsVoted,
        ballot.reservesOfProposal,
        ballot.ballotModeAllowed,
      ],
    },
    {
      event: 'vote',
      label: { fr: 'Voter', en: 'Vote' },
      from: ['OPEN'],
      to: 'OPEN',
      by: [member, president],
      when: [
        written.withinHours,
        vote.itemOpen,
        ballot.ballotIsPublic,
        vote.memberPresent,
        vote.notRecused,
        ballot.choiceAllowed,
        vote.personalBallotStands,
      ],
    },
    {
      event: 'closeItem',
      label: { fr: 'Clore le vote du point', en: 'Close the vote on the item' },
      from: ['OPEN'],
      to: 'OPEN',
      by: [president, secretary, acting, clockInWriting],
      when: [
        presides,
        itemToClose,
        written.hoursOver,
        written.halfTookPart,
        ballot.closedByBallots,
        boxIsWhole,
        vote.someoneVoted,
        vote.presidentHasSpoken,
      ],
      emits: ['session.itemDecided'],
    },
    ...votingEdges({ secretary, president, member }),
    {
      event: 'deferItem',
      label: { fr: 'Reporter un point', en: 'Defer an item' },
      from: ['OPEN'],
      to: 'OPEN',
      by: [president, secretary, acting, clockInWriting],
      when: [presides, room.itemUndecided],
      emits: ['session.itemDeferred'],
    },
    {
      event: 'close',
      label: { fr: 'Lever la séance', en: 'Close the session' },
      from: ['OPEN'],
      to: 'CLOSED',
      by: [president, secretary, clockInWriting],
      when: [vote.everyItemDone, opinionsReasoned, nobodyHeardInRoom],
      emits: ['session.closed'],
    },
    {
      event: 'cancel',
      label: { fr: 'Annuler la séance', en: 'Cancel the session' },
      from: ['DRAFT', 'CONVENED'],
      to: 'CANCELLED',
      by: [secretary, president],
      emits: ['session.cancelled'],
    },
    ...conductEdges({ secretary, president, member }),
    ...disagreementEdges([member, president]),
  ],
});
