import { itemFacts as item, SESSION_NOW as now, sessionFacts as facts } from '../../../test/support/session-facts.js';
import type { Actor, ActiveGrant } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { systemActor } from '../../kernel/actor.js';
import { DEFAULT_SETTINGS } from './committee-settings.js';
import { tallyOf, type Counts } from './tally.rules.js';
import type { SessionFacts, SessionState } from './session-facts.rules.js';
import type { SessionConduct } from './session-mode.rules.js';
import { sessionMachine, type SessionEvent } from './session.machine.js';
import { SETTLING_MS } from './written.rules.js';

const who = (personId: string, ...grants: ActiveGrant[]): Actor => ({ personId, grants });
const ACTORS: Readonly<Record<string, Actor>> = {
  S: who('sec', { role: 'COMMITTEE_SECRETARY', territory: 'DEP-31' }),
  P: who('p0', { role: 'COMMITTEE_PRESIDENT', territory: 'DEP-31' }),
  M: who('p1', { role: 'COMMITTEE_MEMBER', territory: 'DEP-31' }),
  // Holds the role without a seat.
  N: who('p9', { role: 'COMMITTEE_MEMBER', territory: 'DEP-31' }),
  J: who('jury', { role: 'REGIONAL_JURY', territory: 'REG-76' }),
  X: who('else', { role: 'COMMITTEE_SECRETARY', territory: 'DEP-34' }),
  Y: systemActor(),
};

const OPEN_ITEM = item({ state: 'OPEN', proposal: 'FAVOURABLE', version: 2 });
const SECRET_ITEM = item({ ...OPEN_ITEM, ballotMode: 'SECRET' });
const hands = (inFavour: number, against = 0): Counts => ({ for: inFavour, against, abstain: 0, blank: 0 });

const MEETING: SessionConduct = facts().conduct;
const HOUR = 3_600_000;
/** A deliberation in writing, open for an hour and for a day more. */
const WRITTEN: SessionConduct = { ...MEETING, mode: 'WRITTEN', closesAt: new Date(now.getTime() + 24 * HOUR) };
const IN_WRITING = { conduct: WRITTEN, scheduledAt: new Date(now.getTime() - HOUR) };
/** The same, once it is over and settled. */
const OVER = { ...IN_WRITING, conduct: { ...WRITTEN, closesAt: new Date(now.getTime() - SETTLING_MS) } };

/** Facts and input under which every rule of the event is met, whoever acts. */
const MET: Readonly<Record<SessionEvent, readonly [Partial<SessionFacts>, unknown]>> = {
  convene: [{ scheduledAt: new Date('2023-10-20T08:00:00Z'), items: [item({ applicationState: 'EXAMINED' })] }, {}],
  recordArrival: [{}, { memberId: 'm3' }],
  recordDeparture: [{}, { memberId: 'm2' }],
  giveProxy: [{ presentIds: ['m2'] }, { holderId: 'm2' }],
  recuse: [{}, { itemId: 'i1', memberId: 'm1', reason: 'maire de la commune' }],
  adjourn: [{ presentIds: ['m1'] }, {}],
  open: [{}, {}],
  openItem: [{}, { itemId: 'i1', proposal: 'FAVOURABLE' }],
  vote: [{ items: [OPEN_ITEM] }, { itemId: 'i1', choice: 'FOR' }],
  closeItem: [
    { items: [OPEN_ITEM], ballots: [{ itemId: 'i1', memberId: 'm1', castById: 'm1', choice: 'FOR' }] },
    { itemId: 'i1' },
  ],
  sendConvocation: [{}, { memberIds: ['m3'], means: 'HAND' }],
  hear: [{}, { itemId: 'i1', name: 'Claude Martin', capacity: 'Directrice' }],
  endHearing: [{ conduct: { ...MEETING, hearings: [{ id: 'h1', itemId: 'i1' }] } }, { hearingId: 'h1' }],
  suspend: [{}, {}],
  resume: [{}, {}],
  openWritten: [IN_WRITING, {}],
  contribute: [
    { ...IN_WRITING, items: [OPEN_ITEM] },
    { itemId: 'i1', text: 'Une observation' },
  ],
  invalidate: [{ ...OVER, presentIds: ['m1'] }, {}],
  deferItem: [{}, { itemId: 'i1', reasons: 'pièce attendue' }],
  close: [{ items: [item({ state: 'DECIDED' })] }, {}],
  cancel: [{}, { reasons: 'salle indisponible' }],
  voteSecretly: [{ items: [SECRET_ITEM] }, { itemId: 'i1', choice: 'FOR' }],
  countHands: [{ items: [{ ...OPEN_ITEM, ballotMode: 'SHOW_OF_HANDS' }] }, { itemId: 'i1', counts: hands(2, 1) }],
  settleTie: [
    {
      items: [item({ ...SECRET_ITEM, state: 'TIED', tally: tallyOf(hands(1, 1), DEFAULT_SETTINGS, undefined, 'FAVOURABLE') })],
      settings: { ...DEFAULT_SETTINGS, secretTie: 'PRESIDENT_DECLARES' },
      secretVoters: [{ itemId: 'i1', memberId: 'm0', castById: 'm0' }],
    },
    { itemId: 'i1', choice: 'FOR' },
  ],
  voteAmounts: [{}, { itemId: 'i1', years: [{ year: 2023, cents: 100_00 }], counts: hands(3) }],
  askSeparateVote: [{}, { itemId: 'i1' }],
  adoptEnBloc: [
    { items: [item(), item({ id: 'i2', position: 2 })] },
    { proposal: 'FAVOURABLE', items: [{ itemId: 'i1' }, { itemId: 'i2' }], counts: hands(3) },
  ],
  recordOpinion: [
    { items: [item({ state: 'DECIDED', result: 'UNFAVOURABLE' })] },
    { itemId: 'i1', reasons: 'Besoin non établi.' },
  ],
  adoptRanking: [{ items: [item({ state: 'DECIDED', result: 'FAVOURABLE' })] }, { itemIds: ['i1'] }],
  recordDisagreement: [{ items: [item({ state: 'DECIDED', result: 'FAVOURABLE' })] }, { itemId: 'i1' }],
};

/** What comes out of state × event for each actor: a target state, or the code of the refusal. */
const TABLE = `
DRAFT convene S:CONVENED P:CONVENED M:404 N:404 J:404 X:404 Y:403
DRAFT recordArrival S:409 P:403 M:404 N:404 J:404 X:404 Y:403
DRAFT recordDeparture S:409 P:403 M:404 N:404 J:404 X:404 Y:403
DRAFT giveProxy S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT recuse S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT adjourn S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT open S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT openItem S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT vote S:403 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT closeItem S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT voteSecretly S:403 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT countHands S:409 P:403 M:404 N:404 J:404 X:404 Y:403
DRAFT settleTie S:403 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT voteAmounts S:409 P:403 M:404 N:404 J:404 X:404 Y:403
DRAFT askSeparateVote S:403 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT adoptEnBloc S:409 P:403 M:404 N:404 J:404 X:404 Y:403
DRAFT recordOpinion S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT adoptRanking S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT deferItem S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT close S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT cancel S:CANCELLED P:CANCELLED M:404 N:404 J:404 X:404 Y:403
DRAFT sendConvocation S:409 P:409 M:404 N:404 J:404 X:404 Y:409
DRAFT hear S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT endHearing S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT suspend S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT resume S:409 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT openWritten S:409 P:409 M:404 N:404 J:404 X:404 Y:409
DRAFT contribute S:403 P:409 M:404 N:404 J:404 X:404 Y:403
DRAFT invalidate S:409 P:409 M:404 N:404 J:404 X:404 Y:409
DRAFT recordDisagreement S:403 P:409 M:404 N:404 J:404 X:404 Y:403
CONVENED convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED recordArrival S:CONVENED P:403 M:403 N:403 J:403 X:404 Y:403
CONVENED recordDeparture S:CONVENED P:403 M:403 N:403 J:403 X:404 Y:403
CONVENED giveProxy S:CONVENED P:CONVENED M:CONVENED N:403 J:403 X:404 Y:403
CONVENED recuse S:CONVENED P:CONVENED M:CONVENED N:403 J:403 X:404 Y:403
CONVENED adjourn S:ADJOURNED P:ADJOURNED M:403 N:403 J:403 X:404 Y:403
CONVENED open S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
CONVENED openItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED vote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CONVENED closeItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED voteSecretly S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CONVENED countHands S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CONVENED settleTie S:403 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED voteAmounts S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CONVENED askSeparateVote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CONVENED adoptEnBloc S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CONVENED recordOpinion S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED adoptRanking S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED deferItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED close S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED cancel S:CANCELLED P:CANCELLED M:403 N:403 J:403 X:404 Y:403
CONVENED sendConvocation S:CONVENED P:CONVENED M:403 N:403 J:403 X:404 Y:CONVENED
CONVENED hear S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED endHearing S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED suspend S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED resume S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CONVENED openWritten S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:OPEN
CONVENED contribute S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CONVENED invalidate S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CONVENED recordDisagreement S:403 P:409 M:409 N:403 J:403 X:404 Y:403
OPEN convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
OPEN recordArrival S:OPEN P:403 M:403 N:403 J:403 X:404 Y:403
OPEN recordDeparture S:OPEN P:403 M:403 N:403 J:403 X:404 Y:403
OPEN giveProxy S:OPEN P:OPEN M:OPEN N:403 J:403 X:404 Y:403
OPEN recuse S:OPEN P:OPEN M:OPEN N:403 J:403 X:404 Y:403
OPEN adjourn S:409 P:409 M:403 N:403 J:403 X:404 Y:403
OPEN open S:409 P:409 M:403 N:403 J:403 X:404 Y:403
OPEN openItem S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN vote S:403 P:OPEN M:OPEN N:403 J:403 X:404 Y:403
OPEN closeItem S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN voteSecretly S:403 P:OPEN M:OPEN N:403 J:403 X:404 Y:403
OPEN countHands S:OPEN P:403 M:403 N:403 J:403 X:404 Y:403
OPEN settleTie S:403 P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN voteAmounts S:OPEN P:403 M:403 N:403 J:403 X:404 Y:403
OPEN askSeparateVote S:403 P:OPEN M:OPEN N:403 J:403 X:404 Y:403
OPEN adoptEnBloc S:OPEN P:403 M:403 N:403 J:403 X:404 Y:403
OPEN recordOpinion S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN adoptRanking S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN deferItem S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN close S:CLOSED P:CLOSED M:403 N:403 J:403 X:404 Y:403
OPEN cancel S:409 P:409 M:403 N:403 J:403 X:404 Y:403
OPEN sendConvocation S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:OPEN
OPEN hear S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN endHearing S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
OPEN suspend S:SUSPENDED P:SUSPENDED M:403 N:403 J:403 X:404 Y:403
OPEN resume S:409 P:409 M:403 N:403 J:403 X:404 Y:403
OPEN openWritten S:409 P:409 M:403 N:403 J:403 X:404 Y:409
OPEN contribute S:403 P:OPEN M:OPEN N:403 J:403 X:404 Y:403
OPEN invalidate S:INVALID P:INVALID M:403 N:403 J:403 X:404 Y:INVALID
OPEN recordDisagreement S:403 P:OPEN M:OPEN N:403 J:403 X:404 Y:403
SUSPENDED convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED recordArrival S:SUSPENDED P:403 M:403 N:403 J:403 X:404 Y:403
SUSPENDED recordDeparture S:SUSPENDED P:403 M:403 N:403 J:403 X:404 Y:403
SUSPENDED giveProxy S:SUSPENDED P:SUSPENDED M:SUSPENDED N:403 J:403 X:404 Y:403
SUSPENDED recuse S:SUSPENDED P:SUSPENDED M:SUSPENDED N:403 J:403 X:404 Y:403
SUSPENDED adjourn S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED open S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED openItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED vote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
SUSPENDED closeItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED voteSecretly S:403 P:409 M:409 N:403 J:403 X:404 Y:403
SUSPENDED countHands S:409 P:403 M:403 N:403 J:403 X:404 Y:403
SUSPENDED settleTie S:403 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED voteAmounts S:409 P:403 M:403 N:403 J:403 X:404 Y:403
SUSPENDED askSeparateVote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
SUSPENDED adoptEnBloc S:409 P:403 M:403 N:403 J:403 X:404 Y:403
SUSPENDED recordOpinion S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED adoptRanking S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED deferItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED close S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED cancel S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED sendConvocation S:409 P:409 M:403 N:403 J:403 X:404 Y:409
SUSPENDED hear S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED endHearing S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED suspend S:409 P:409 M:403 N:403 J:403 X:404 Y:403
SUSPENDED resume S:OPEN P:OPEN M:403 N:403 J:403 X:404 Y:403
SUSPENDED openWritten S:409 P:409 M:403 N:403 J:403 X:404 Y:409
SUSPENDED contribute S:403 P:409 M:409 N:403 J:403 X:404 Y:403
SUSPENDED invalidate S:409 P:409 M:403 N:403 J:403 X:404 Y:409
SUSPENDED recordDisagreement S:403 P:SUSPENDED M:SUSPENDED N:403 J:403 X:404 Y:403
CLOSED convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED recordArrival S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CLOSED recordDeparture S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CLOSED giveProxy S:409 P:409 M:409 N:403 J:403 X:404 Y:403
CLOSED recuse S:409 P:409 M:409 N:403 J:403 X:404 Y:403
CLOSED adjourn S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED open S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED openItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED vote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CLOSED closeItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED voteSecretly S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CLOSED countHands S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CLOSED settleTie S:403 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED voteAmounts S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CLOSED askSeparateVote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CLOSED adoptEnBloc S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CLOSED recordOpinion S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED adoptRanking S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED deferItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED close S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED cancel S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED sendConvocation S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CLOSED hear S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED endHearing S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED suspend S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED resume S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CLOSED openWritten S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CLOSED contribute S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CLOSED invalidate S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CLOSED recordDisagreement S:403 P:CLOSED M:CLOSED N:403 J:403 X:404 Y:403
ADJOURNED convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED recordArrival S:409 P:403 M:403 N:403 J:403 X:404 Y:403
ADJOURNED recordDeparture S:409 P:403 M:403 N:403 J:403 X:404 Y:403
ADJOURNED giveProxy S:409 P:409 M:409 N:403 J:403 X:404 Y:403
ADJOURNED recuse S:409 P:409 M:409 N:403 J:403 X:404 Y:403
ADJOURNED adjourn S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED open S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED openItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED vote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
ADJOURNED closeItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED voteSecretly S:403 P:409 M:409 N:403 J:403 X:404 Y:403
ADJOURNED countHands S:409 P:403 M:403 N:403 J:403 X:404 Y:403
ADJOURNED settleTie S:403 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED voteAmounts S:409 P:403 M:403 N:403 J:403 X:404 Y:403
ADJOURNED askSeparateVote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
ADJOURNED adoptEnBloc S:409 P:403 M:403 N:403 J:403 X:404 Y:403
ADJOURNED recordOpinion S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED adoptRanking S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED deferItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED close S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED cancel S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED sendConvocation S:409 P:409 M:403 N:403 J:403 X:404 Y:409
ADJOURNED hear S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED endHearing S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED suspend S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED resume S:409 P:409 M:403 N:403 J:403 X:404 Y:403
ADJOURNED openWritten S:409 P:409 M:403 N:403 J:403 X:404 Y:409
ADJOURNED contribute S:403 P:409 M:409 N:403 J:403 X:404 Y:403
ADJOURNED invalidate S:409 P:409 M:403 N:403 J:403 X:404 Y:409
ADJOURNED recordDisagreement S:403 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID recordArrival S:409 P:403 M:403 N:403 J:403 X:404 Y:403
INVALID recordDeparture S:409 P:403 M:403 N:403 J:403 X:404 Y:403
INVALID giveProxy S:409 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID recuse S:409 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID adjourn S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID open S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID openItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID vote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID closeItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID voteSecretly S:403 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID countHands S:409 P:403 M:403 N:403 J:403 X:404 Y:403
INVALID settleTie S:403 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID voteAmounts S:409 P:403 M:403 N:403 J:403 X:404 Y:403
INVALID askSeparateVote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID adoptEnBloc S:409 P:403 M:403 N:403 J:403 X:404 Y:403
INVALID recordOpinion S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID adoptRanking S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID deferItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID close S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID cancel S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID sendConvocation S:409 P:409 M:403 N:403 J:403 X:404 Y:409
INVALID hear S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID endHearing S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID suspend S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID resume S:409 P:409 M:403 N:403 J:403 X:404 Y:403
INVALID openWritten S:409 P:409 M:403 N:403 J:403 X:404 Y:409
INVALID contribute S:403 P:409 M:409 N:403 J:403 X:404 Y:403
INVALID invalidate S:409 P:409 M:403 N:403 J:403 X:404 Y:409
INVALID recordDisagreement S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED convene S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED recordArrival S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CANCELLED recordDeparture S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CANCELLED giveProxy S:409 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED recuse S:409 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED adjourn S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED open S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED openItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED vote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED closeItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED voteSecretly S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED countHands S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CANCELLED settleTie S:403 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED voteAmounts S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CANCELLED askSeparateVote S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED adoptEnBloc S:409 P:403 M:403 N:403 J:403 X:404 Y:403
CANCELLED recordOpinion S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED adoptRanking S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED deferItem S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED close S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED cancel S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED sendConvocation S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CANCELLED hear S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED endHearing S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED suspend S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED resume S:409 P:409 M:403 N:403 J:403 X:404 Y:403
CANCELLED openWritten S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CANCELLED contribute S:403 P:409 M:409 N:403 J:403 X:404 Y:403
CANCELLED invalidate S:409 P:409 M:403 N:403 J:403 X:404 Y:409
CANCELLED recordDisagreement S:403 P:409 M:409 N:403 J:403 X:404 Y:403
`;
const CODES: Readonly<Record<string, string>> = { 'not-found': '404', forbidden: '403', 'transition-not-allowed': '409' };

function outcome(state: SessionState, event: SessionEvent, actor: Actor, name: string): string {
  const [over, input] = MET[event];
  // The secretary names the giver whose mandate they record; a member speaks for themself.
  const said = event === 'giveProxy' && name === 'S' ? { giverId: 'm3', holderId: 'm2' } : input;
  const verdict = decide(sessionMachine, state, event, {
    facts: facts({ ...over, convened: state !== 'DRAFT' }),
    input: said,
    actor,
    now,
  });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met' ? `422 ${verdict.reasons.map(({ rule }) => rule).join()}` : (CODES[verdict.code] ?? '?');
}

const rows = sessionMachine.stateNames.flatMap((state) =>
  sessionMachine.events.map((event) =>
    [state, event, ...Object.entries(ACTORS).map(([name, actor]) => `${name}:${outcome(state, event, actor, name)}`)].join(' '),
  ),
);

describe('the session machine', () => {
  it('gives each actor, in each state, for each event, exactly this exit', () => {
    expect(rows).toEqual(TABLE.trim().split('\n'));
  });
});

function unmet(
  event: SessionEvent,
  over: Partial<SessionFacts>,
  input?: unknown,
  actor = ACTORS.P,
  state: SessionState = 'OPEN',
) {
  if (actor === undefined) throw new Error('no such actor');
  const [met, standard] = MET[event];
  const verdict = decide(sessionMachine, state, event, {
    facts: facts({ ...met, ...over, convened: state !== 'DRAFT' }),
    input: input ?? standard,
    actor,
    now,
  });
  return verdict.allowed ? [] : verdict.code === 'rule-not-met' ? verdict.reasons.map(({ rule }) => rule) : [verdict.code];
}
const soon = new Date('2023-10-13T08:00:00Z');
const examined = item({ applicationState: 'EXAMINED' });

describe('to convene', () => {
  const convene = (over: Partial<SessionFacts>, input: unknown = {}) => unmet('convene', over, input, ACTORS.S, 'DRAFT');
  it('3 days before without a motive: irregular; with a motive of urgency: valid', () => {
    expect(convene({ scheduledAt: soon })).toEqual(['noticeLongEnough']);
    expect(convene({ scheduledAt: soon }, { urgencyMotive: 'crédits à engager avant la fin du mois' })).toEqual([]);
  });
  it('a motive of urgency does not convene a session in the past', () => {
    expect(convene({ scheduledAt: now }, { urgencyMotive: 'trop tard' })).toEqual(['noticeLongEnough']);
  });
  it('an opinion is missing on the eve (case 14): cannot be on the agenda', () => {
    expect(convene({ items: [item({ applicationState: 'UNDER_EXAMINATION' })] })).toEqual(['applicationsExamined']);
  });
  it('a divergent dossier wants both positions written out', () => {
    expect(convene({ items: [{ ...examined, divergent: true, signedPositions: 1 }] })).toEqual(['bothPositionsWritten']);
    expect(convene({ items: [{ ...examined, divergent: true }] })).toEqual([]);
  });
  it('says everything that is missing at once', () => {
    expect(convene({ items: [], members: [], scheduledAt: soon })).toEqual([
      'agendaNotEmpty',
      'noticeLongEnough',
      'presidentInOffice',
    ]);
  });
  it('a second session keeps the agenda of the first (case 16)', () => {
    const second = { secondOfId: 's0', items: [item()] };
    expect(convene({ ...second, firstAgenda: ['a1'] })).toEqual([]);
    expect(convene({ ...second, firstAgenda: ['a1', 'a2'] })).toEqual(['sameAgenda']);
    expect(convene({ ...second, firstAgenda: ['a2'] })).toEqual(['applicationsExamined', 'sameAgenda']);
  });
  it('case 16: what is new comes after it, and has been examined like any other', () => {
    const added = item({ id: 'i2', applicationId: 'a2', position: 2, applicationState: 'EXAMINED' });
    const second = { secondOfId: 's0', firstAgenda: ['a1'] };
    expect(convene({ ...second, items: [item(), added] })).toEqual([]);
    expect(convene({ ...second, items: [added, item()] })).toEqual(['sameAgenda']);
    expect(convene({ ...second, items: [item(), { ...added, applicationState: 'ON_AGENDA' }] })).toEqual([
      'applicationsExamined',
    ]);
  });
});

describe('to open or adjourn', () => {
  const convened = (event: 'open' | 'adjourn', over: Partial<SessionFacts>) => unmet(event, over, {}, ACTORS.S, 'CONVENED');
  it('waits for the time of the convocation', () => {
    expect(convened('open', { scheduledAt: new Date(now.getTime() + 1) })).toEqual(['scheduledTimeReached']);
    expect(convened('adjourn', { scheduledAt: new Date(now.getTime() + 1) })).toEqual(['scheduledTimeReached']);
  });
  it('without a quorum it adjourns and does not open; with one the reverse', () => {
    expect(convened('open', { presentIds: ['m1'] })).toEqual(['quorumReached']);
    expect(convened('adjourn', { presentIds: ['m1', 'm2'] })).toEqual(['quorumNotReached']);
  });
  it('a second session opens with whoever is there, and is never adjourned again', () => {
    expect(convened('open', { secondOfId: 's0', quorumRequired: 0, presentIds: ['m1'] })).toEqual([]);
    expect(convened('adjourn', { secondOfId: 's0', quorumRequired: 0, presentIds: [] })).toEqual([
      'notASecondSession',
      'quorumNotReached',
    ]);
  });
});

describe('in the room', () => {
  it('one person holds 2 mandates: the second is refused', () => {
    const given = { presentIds: [], proxies: [{ giverId: 'm3', holderId: 'm2' }] };
    expect(unmet('giveProxy', given, { holderId: 'm2' }, ACTORS.M)).toEqual(['oneMandateEach']);
    expect(unmet('giveProxy', { ...given, proxies: [{ giverId: 'm1', holderId: 'm3' }] }, { holderId: 'm2' }, ACTORS.M)).toEqual([
      'oneMandateEach',
    ]);
  });
  it('a mandate is one’s own, from an absent member in office to another', () => {
    expect(unmet('giveProxy', { presentIds: ['m1'] }, { holderId: 'm2' }, ACTORS.M)).toEqual(['giverAbsent']);
    expect(unmet('giveProxy', { presentIds: [] }, { holderId: 'm1' }, ACTORS.M)).toEqual(['bothInOffice']);
    expect(unmet('giveProxy', { presentIds: [] }, { giverId: 'm3', holderId: 'm2' }, ACTORS.M)).toEqual(['ownMandate']);
    expect(unmet('giveProxy', {}, { giverId: 'gone', holderId: 'm2' }, ACTORS.S)).toEqual(['bothInOffice']);
  });
  it('a member recuses only themself, before voting, on an item still to decide', () => {
    const input = { itemId: 'i1', memberId: 'm2', reason: 'intérêt' };
    expect(unmet('recuse', {}, input, ACTORS.M)).toEqual(['recusesThemself']);
    expect(unmet('recuse', {}, input)).toEqual([]);
    expect(unmet('recuse', { items: [item({ state: 'DECIDED' })] }, input)).toEqual(['itemUndecided']);
    expect(unmet('recuse', { items: [item({ recusedIds: ['m2'] })] }, input)).toEqual(['notYetRecused']);
    const voted = { items: [OPEN_ITEM], ballots: [{ itemId: 'i1', memberId: 'm3', castById: 'm2', choice: 'FOR' as const }] };
    expect(unmet('recuse', voted, input)).toEqual(['tookNoPart']);
  });
  it('arrives once, leaves once', () => {
    expect(unmet('recordArrival', {}, { memberId: 'm1' }, ACTORS.S)).toEqual(['notYetPresent']);
    expect(unmet('recordArrival', {}, { memberId: 'gone' }, ACTORS.S)).toEqual(['memberInOffice']);
    expect(unmet('recordDeparture', {}, { memberId: 'm3' }, ACTORS.S)).toEqual(['isPresent']);
  });
});

describe('an item', () => {
  it('is opened alone, while pending, within the years and the amount asked', () => {
    expect(unmet('openItem', { items: [item(), { ...OPEN_ITEM, id: 'i2' }] })).toEqual(['noOtherItemOpen']);
    expect(unmet('openItem', { items: [item({ state: 'DEFERRED' })] })).toEqual(['itemPending']);
    const years = [{ year: 2030, cents: 100_01 }];
    expect(unmet('openItem', {}, { itemId: 'i1', proposal: 'FAVOURABLE', years })).toEqual([
      'yearsOfCall',
      'notMoreThanRequested',
    ]);
  });
  it('withdrawn by its holder is neither pending nor open, and hinders nothing', () => {
    const withdrawn = { applicationState: 'WITHDRAWN' };
    expect(unmet('openItem', { items: [item(withdrawn)] })).toEqual(['itemPending']);
    expect(unmet('vote', { items: [{ ...OPEN_ITEM, ...withdrawn }] })).toEqual(['itemOpen']);
    expect(unmet('openItem', { items: [item(), { ...OPEN_ITEM, ...withdrawn, id: 'i2' }] })).toEqual([]);
    expect(unmet('close', { items: [item(withdrawn), { ...OPEN_ITEM, ...withdrawn }] })).toEqual([]);
    expect(unmet('close', { items: [item()] })).toEqual(['everyItemDone']);
  });
  it('has its own quorum where the committee says so: who is recused no longer counts', () => {
    const settings = { ...DEFAULT_SETTINGS, quorumAt: 'ITEM' as const };
    const thin = { presentIds: ['m0', 'm1'], items: [item({ recusedIds: ['m1'] })] };
    expect(unmet('openItem', { ...thin, settings })).toEqual(['quorumForItem']);
    expect(unmet('openItem', thin)).toEqual([]);
  });
  it('takes no ballot of an absent or recused member; one changed until the closing; a blank one where allowed', () => {
    expect(unmet('vote', { presentIds: ['m2'] }, undefined, ACTORS.M)).toEqual(['memberPresent']);
    expect(unmet('vote', { items: [{ ...OPEN_ITEM, recusedIds: ['m1'] }] }, undefined, ACTORS.M)).toEqual(['notRecused']);
    const cast = [{ itemId: 'i1', memberId: 'm1', castById: 'm1', choice: 'FOR' as const }];
    expect(unmet('vote', { ballots: cast }, undefined, ACTORS.M)).toEqual([]);
    expect(unmet('vote', {}, { itemId: 'i1', choice: 'BLANK' }, ACTORS.M)).toEqual(['choiceAllowed']);
  });
  it('the mayor of the commune that holds the dossier is recused without a word (case 17)', () => {
    expect(unmet('vote', { items: [{ ...OPEN_ITEM, interestedPersonIds: ['p1'] }] }, undefined, ACTORS.M)).toEqual([
      'notRecused',
    ]);
  });
  it('the mandate of a recused giver cannot be used, nor one by a recused holder (case 18)', () => {
    const proxied = { proxies: [{ giverId: 'm3', holderId: 'm1' }] };
    const input = { itemId: 'i1', choice: 'FOR', forMemberId: 'm3' };
    expect(unmet('vote', proxied, input, ACTORS.M)).toEqual([]);
    for (const recused of ['m1', 'm3']) {
      expect(unmet('vote', { ...proxied, items: [{ ...OPEN_ITEM, recusedIds: [recused] }] }, input, ACTORS.M)).toEqual([
        'notRecused',
      ]);
    }
    expect(unmet('vote', { ...proxied, presentIds: ['m1', 'm3'] }, input, ACTORS.M)).toEqual(['memberPresent']);
    expect(unmet('vote', {}, input, ACTORS.M)).toEqual(['memberPresent']);
  });
  it('on a tie waits for a president who is there and may vote', () => {
    const tie = (['FOR', 'AGAINST'] as const).map((choice, n) => ({
      itemId: 'i1',
      memberId: `m${n + 1}`,
      castById: `m${n + 1}`,
      choice,
    }));
    expect(unmet('closeItem', { ballots: tie })).toEqual(['presidentHasSpoken']);
    expect(unmet('closeItem', { ballots: tie, presentIds: ['m1', 'm2'] })).toEqual([]);
    const withoutPresident = { ballots: tie, items: [{ ...OPEN_ITEM, recusedIds: ['m0'] }] };
    expect(unmet('closeItem', withoutPresident, undefined, ACTORS.S)).toEqual([]);
    expect(unmet('closeItem', withoutPresident)).toEqual(['presidesItem']);
    expect(unmet('closeItem', { ballots: [] })).toEqual(['someoneVoted']);
  });
});
