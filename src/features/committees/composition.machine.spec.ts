import { holderFacts, seatFacts, TERM_END } from '../../../test/support/composition.js';
import type { ActiveGrant, Actor } from '../../kernel/actor.js';
import { decide } from '../../kernel/machine.js';
import { DEFAULT_SETTINGS } from './committee-settings.js';
import {
  ONE_FOR_ALL_CAFS,
  type CommitteeFacts,
  type CommitteeState,
  type HolderFacts,
  type SeatFacts,
} from './composition-facts.rules.js';
import { committeeMachine, type CommitteeEvent } from './composition.machine.js';

const now = new Date('2025-03-01T08:00:00Z');

const who = (personId: string, ...grants: ActiveGrant[]): Actor => ({ personId, grants });
const ACTORS: Readonly<Record<string, Actor>> = {
  // Of the second department of the committee.
  S: who('sec', { role: 'COMMITTEE_SECRETARY', territory: 'DEP-2B' }),
  G: who('man', { role: 'CALL_MANAGER', territory: 'REG-94' }),
  P: who('p0', { role: 'COMMITTEE_PRESIDENT', territory: 'DEP-2A' }),
  M: who('p1', { role: 'COMMITTEE_MEMBER', territory: 'DEP-2B' }),
  X: who('else', { role: 'COMMITTEE_SECRETARY', territory: 'DEP-34' }),
};

const holder = (id: string, over: Partial<HolderFacts> = {}): HolderFacts => holderFacts({ id, ...over });
const seat = (id: string, over: Partial<SeatFacts> = {}): SeatFacts => seatFacts({ id, body: 'DDETS', ...over });
const CHAIR = seat('chair', { role: 'PRESIDENT', body: 'Préfecture', holders: [holder('m0')] });
const MAYOR = seat('mayor', { kind: 'ELECTED', body: null, holders: [holder('m1', { body: 'Conseil municipal d’Ajaccio' })] });
const VACANT = seat('vacant');
const CAFS = seat('cafs', { rule: ONE_FOR_ALL_CAFS });

const facts = (over: Partial<CommitteeFacts> = {}): CommitteeFacts => ({
  id: 'k1',
  departments: ['2A', '2B'],
  kind: 'COLLECTIVITE',
  template: null,
  settings: DEFAULT_SETTINGS,
  seats: [CHAIR, MAYOR, VACANT],
  cafs: ['Caf de Corse-du-Sud', 'Caf de Haute-Corse'],
  pendingSessions: 0,
  listFixedOn: null,
  personKnown: true,
  ...over,
});

/** Input under which every rule of the event is met. */
const MET: Readonly<Record<CommitteeEvent, unknown>> = {
  openSeat: { college: 'UDAF', title: 'Président', kind: 'FUNCTION' },
  closeSeat: { seatId: 'vacant' },
  addMember: { personId: 'p9', seatId: 'vacant', capacity: 'Directrice' },
  endMember: { memberId: 'm1' },
  registerSubstitute: { seatId: 'chair', personId: 'p9', capacity: 'SG', body: 'Préfecture', elected: false },
  endSubstitute: { substituteId: 'u1' },
  fixList: { reference: 'Arrêté', decidedOn: '2023-11-30', opinionsOn: '2023-11-30' },
  end: { reasons: 'Installation' },
};

const TABLE = `
IN_OFFICE openSeat S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE closeSeat S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE addMember S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE endMember S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE registerSubstitute S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE endSubstitute S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE fixList S:IN_OFFICE G:IN_OFFICE P:403 M:403 X:404
IN_OFFICE end S:ENDED G:ENDED P:403 M:403 X:404
ENDED openSeat S:409 G:409 P:403 M:403 X:404
ENDED closeSeat S:409 G:409 P:403 M:403 X:404
ENDED addMember S:409 G:409 P:403 M:403 X:404
ENDED endMember S:409 G:409 P:403 M:403 X:404
ENDED registerSubstitute S:409 G:409 P:403 M:403 X:404
ENDED endSubstitute S:409 G:409 P:403 M:403 X:404
ENDED fixList S:409 G:409 P:403 M:403 X:404
ENDED end S:409 G:409 P:403 M:403 X:404
`;
const CODES: Readonly<Record<string, string>> = { 'not-found': '404', forbidden: '403', 'transition-not-allowed': '409' };

function outcome(
  state: CommitteeState,
  event: CommitteeEvent,
  actor: Actor,
  over: Partial<CommitteeFacts> = {},
  input = MET[event],
): string {
  const verdict = decide(committeeMachine, state, event, { facts: facts(over), input, actor, now });
  if (verdict.allowed) return verdict.edge.to;
  return verdict.code === 'rule-not-met'
    ? verdict.reasons.map(({ rule, pointer = '' }) => `${rule}${pointer}`).join()
    : (CODES[verdict.code] ?? '?');
}
const said = (event: CommitteeEvent, input: object, over: Partial<CommitteeFacts> = {}): string =>
  outcome('IN_OFFICE', event, ACTORS.S!, over, { ...(MET[event] as object), ...input });
const OK = 'IN_OFFICE';

describe('the committee machine', () => {
  it('gives each actor, in each state, for each event, exactly this exit', () => {
    const rows = committeeMachine.stateNames.flatMap((state) =>
      committeeMachine.events.map((event) =>
        [state, event, ...Object.entries(ACTORS).map(([name, actor]) => `${name}:${outcome(state, event, actor)}`)].join(' '),
      ),
    );
    expect(rows).toEqual(TABLE.trim().split('\n'));
  });

  it('a vice-president alone has a rank', () => {
    expect(said('openSeat', { role: 'VICE_PRESIDENT', rank: 1 })).toBe(OK);
    expect(said('openSeat', { role: 'VICE_PRESIDENT' })).toBe('rankOfVicePresident/rank');
    expect(said('openSeat', { rank: 1 })).toBe('rankOfVicePresident/rank');
  });

  it('a seat that is held, or to be held, is not closed', () => {
    expect(said('closeSeat', { seatId: 'mayor' })).toBe('seatVacant');
    const later = holder('m2', { startsAt: new Date('2026-01-01'), sits: false });
    expect(said('closeSeat', { seatId: 's' }, { seats: [seat('s', { holders: [later] })] })).toBe('seatVacant');
    const gone = holder('m2', { endsAt: now, sits: false });
    expect(said('closeSeat', { seatId: 's' }, { seats: [seat('s', { holders: [gone] })] })).toBe(OK);
  });

  it('a member takes a free seat of the committee, or brings one; never both', () => {
    expect(said('addMember', { seatId: 'mayor' })).toBe('seatFree/seatId');
    expect(said('addMember', { seatId: 'other' })).toBe('seatOrCollege/seatId');
    expect(said('addMember', { seatId: undefined })).toBe('seatOrCollege/college');
    expect(said('addMember', { seatId: undefined, college: 'Membres', president: true })).toBe(OK);
    expect(said('addMember', { college: 'Membres' })).toBe('seatOrCollege/seatId');
    expect(said('addMember', { president: true })).toBe('seatOrCollege/seatId');
    expect(said('addMember', {}, { personKnown: false })).toBe('personKnown/personId');
  });

  it('a term has its length; after an early departure, what is left of it (CRPA R133-4)', () => {
    expect(said('addMember', { termEndsAt: '2031-03-01T08:00:00.000Z' })).toBe(OK);
    expect(said('addMember', { termEndsAt: '2031-03-01T08:00:00.001Z' })).toBe('termWithinRule/termEndsAt');
    expect(said('addMember', { termEndsAt: now.toISOString() })).toBe('termWithinRule/termEndsAt');
    const left = seat('vacant', { holders: [holder('m2', { endsAt: new Date('2025-02-01'), sits: false })] });
    expect(said('addMember', {}, { seats: [left] })).toBe(OK);
    expect(said('addMember', { termEndsAt: TERM_END.toISOString() }, { seats: [left] })).toBe(OK);
    expect(said('addMember', { termEndsAt: '2029-11-30T09:00:00.001Z' }, { seats: [left] })).toBe('termWithinRule/termEndsAt');
  });

  it('a term may follow the holder’s own, not overlap it', () => {
    const own = { seatId: 'mayor', body: 'Conseil municipal de Bastia' };
    expect(said('addMember', { ...own, startsAt: TERM_END.toISOString() })).toBe(OK);
    expect(said('addMember', { ...own, startsAt: '2029-11-30T08:59:59.999Z' })).toBe('seatFree/seatId');
    // One who stays past the term gives way.
    const stays = seat('vacant', {
      holders: [holder('m2', { endsAt: new Date('2025-02-01'), termEndsAt: new Date('2025-02-01') })],
    });
    expect(said('addMember', {}, { seats: [stays] })).toBe(OK);
  });

  it('case 48: one seat for all the Cafs, whose holder represents each of them', () => {
    expect(said('openSeat', { rule: ONE_FOR_ALL_CAFS })).toBe(OK);
    expect(said('openSeat', { rule: ONE_FOR_ALL_CAFS }, { seats: [CAFS] })).toBe('oneSeatForAllCafs/rule');
    const to = (represents?: string[]): string => said('addMember', { seatId: 'cafs', represents }, { seats: [CAFS] });
    expect(to(['Caf de Haute-Corse', 'Caf de Corse-du-Sud'])).toBe(OK);
    expect(to(['Caf de Haute-Corse'])).toBe('representsEveryCaf/represents');
    expect(to()).toBe('representsEveryCaf/represents');
    expect(said('addMember', { represents: ['Caf de Haute-Corse'] })).toBe('representsEveryCaf/represents');
  });

  it('a term is ended once', () => {
    const gone = seat('s', { holders: [holder('m2', { endsAt: now, sits: false })] });
    expect(said('endMember', { memberId: 'm2' }, { seats: [gone] })).toBe('notEnded');
  });

  it('case 20: an elected member substituted by a civil servant is refused, and a qualified person by anyone', () => {
    const mayor = { seatId: 'mayor', body: 'Conseil municipal d’Ajaccio' };
    expect(said('registerSubstitute', { ...mayor, elected: true })).toBe(OK);
    expect(said('registerSubstitute', { ...mayor, elected: false })).toBe('mayBeSubstituted/elected');
    expect(said('registerSubstitute', { ...mayor, body: 'Conseil municipal de Bastia', elected: true })).toBe(
      'mayBeSubstituted/body',
    );
    expect(said('registerSubstitute', { body: 'Rectorat' })).toBe('mayBeSubstituted/body');
    const expert = seat('chair', { kind: 'QUALIFIED', body: 'Préfecture' });
    expect(said('registerSubstitute', {}, { seats: [expert] })).toBe('mayBeSubstituted/body');
    expect(said('registerSubstitute', { personId: 'p-m1' })).toBe('notAMember/personId');
  });

  it('the list is fixed by a president, after the vice-presidents’ opinion; the committee ends with its sessions held', () => {
    expect(said('fixList', {}, { seats: [VACANT] })).toBe('presidentSits');
    expect(said('fixList', { opinionsOn: '2023-12-01' })).toBe('opinionsBeforeList/opinionsOn');
    expect(said('end', {}, { pendingSessions: 1 })).toBe('noSessionPending');
  });
});
