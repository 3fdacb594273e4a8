import fc from 'fast-check';

import { holderFacts as holder, seatFacts as seat, TERM_END, TERM_START } from '../../../test/support/composition.js';
import { DEFAULT_SETTINGS } from './committee-settings.js';
import { misfits } from './committee-creation.rules.js';
import { checkComposition } from './composition-check.rules.js';
import {
  ONE_FOR_ALL_CAFS,
  SEAT_KINDS,
  whyNoSubstitution,
  type CommitteeFacts,
  type SeatFacts,
} from './composition-facts.rules.js';
import { composition, countQuorum, quorumRequired } from './quorum.rules.js';
import { termFrom } from './seat-terms.rules.js';
import { memberOf, recusedFrom, sitterOf, type ItemFacts, type MemberFacts, type SessionFacts } from './session-facts.rules.js';
import { CDSF, CDSF_PARIS, COLLECTIVITE_CORSE, COMMITTEE_TEMPLATES, MAYORS } from './templates/cdsf.js';
import { miscounts, seatsOf, sizeOf } from './templates/committee-template.rules.js';

const at = (day: string): Date => new Date(`${day}T09:00:00Z`);

const committee = (over: Partial<CommitteeFacts> = {}): CommitteeFacts => ({
  id: 'k1',
  departments: ['31'],
  kind: 'CDSF',
  template: 'cdsf',
  settings: DEFAULT_SETTINGS,
  seats: [],
  cafs: ['Caf de la Haute-Garonne'],
  pendingSessions: 0,
  listFixedOn: '2023-11-30',
  personKnown: true,
  ...over,
});

describe('the templates', () => {
  it('a departmental committee: one president, three vice-presidents and 37 members, 41 seats', () => {
    expect(
      COMMITTEE_TEMPLATES.map((template) => [template.name, sizeOf(template), seatsOf(template).length, miscounts(template)]),
    ).toEqual([
      ['cdsf', 41, 41, []],
      ['cdsf-paris', 41, 41, []],
      ['collectivite-corse', 41, 41, []],
    ]);
    const known = CDSF.colleges.flatMap(({ toBeSet, size, name }) =>
      toBeSet === true || /présidence/i.test(name) ? [] : [size],
    );
    expect(known.reduce((sum, size) => sum + size, 0)).toBe(27);
    expect(CDSF.colleges.filter(({ toBeSet }) => toBeSet).map(({ size }) => size)).toEqual([10]);
  });

  it('one that does not sum is told', () => {
    const colleges = CDSF.colleges.map((college) => (college.name === MAYORS ? { ...college, size: 5 } : college));
    expect(miscounts({ ...CDSF, colleges })).toEqual([MAYORS]);
    expect(miscounts({ ...CDSF, members: 36 })).toEqual(['members']);
  });

  it('Paris has its mayor and three councillors, and no commune to look for', () => {
    const council = CDSF_PARIS.colleges.find(({ name }) => name === 'Conseil de Paris');
    expect(council?.seats.map(({ title, count }) => [title, count])).toEqual([
      ['Maire de Paris', 1],
      ['Conseiller de Paris', 3],
    ]);
    expect(CDSF_PARIS.colleges.some(({ largeCommune }) => largeCommune !== undefined)).toBe(false);
  });
});

describe('a new committee', () => {
  const rules = (over: Partial<Parameters<typeof misfits>[0]>, template: typeof CDSF | null = CDSF): string[] =>
    misfits(
      { kind: 'CDSF', departments: ['31'], reason: null, startsAt: TERM_START, endsAt: null, ...over },
      template ?? undefined,
    ).map(({ rule }) => rule);

  it('is of one department, save that of a collectivité; a template is for its own', () => {
    expect(rules({})).toEqual([]);
    expect(rules({ departments: ['31', '32'] })).toEqual(['oneDepartment']);
    expect(rules({ kind: 'COLLECTIVITE', departments: ['2A', '2B'] }, COLLECTIVITE_CORSE)).toEqual([]);
    expect(rules({ kind: 'COLLECTIVITE', departments: ['2A', '31'] }, null)).toEqual(['oneRegion']);
    expect(rules({ kind: 'COLLECTIVITE', departments: ['2A'] }, COLLECTIVITE_CORSE)).toEqual(['templateFits']);
    expect(rules({}, CDSF_PARIS)).toEqual(['templateFits']);
  });

  it('as a substitute body says why, and for which period', () => {
    const substitute = { kind: 'SUBSTITUTE' as const, reason: 'Comité non installé' };
    expect(rules({ ...substitute, endsAt: TERM_END }, null)).toEqual([]);
    expect(rules({ ...substitute, reason: null }, null)).toEqual(['reasonGiven']);
    expect(rules({ ...substitute, endsAt: TERM_START }, null)).toEqual(['periodInOrder']);
    expect(rules({ endsAt: TERM_END })).toEqual(['noEndAhead']);
  });
});

describe('terms (CASF D214-5, CRPA R133-4)', () => {
  it('last six years, from start to start', () => {
    expect(termFrom(undefined, TERM_START, 6)).toEqual({ endsAt: TERM_END, rest: false });
    expect(termFrom(seat({ holders: [holder()] }), TERM_END, 6)).toEqual({ endsAt: at('2035-11-30'), rest: false });
    expect(termFrom(undefined, new Date('2024-02-29T00:00:00Z'), 6).endsAt).toEqual(new Date('2030-02-28T00:00:00Z'));
  });

  it('a predecessor who left before the end is replaced for the rest of the term', () => {
    const left = seat({ holders: [holder({ endsAt: at('2025-03-01'), sits: false })] });
    expect(termFrom(left, at('2025-04-01'), 6)).toEqual({ endsAt: TERM_END, rest: true });
    // Nothing is left of it.
    expect(termFrom(left, at('2030-01-01'), 6)).toEqual({ endsAt: at('2036-01-01'), rest: false });
  });

  it('one whose end was never said leaves a whole term', () => {
    const legacy = seat({ holders: [holder({ termEndsAt: null, endsAt: at('2025-03-01') })] });
    expect(termFrom(legacy, at('2025-04-01'), 6).rest).toBe(false);
  });
});

describe('substitution (CRPA R133-3)', () => {
  it.each([
    ['FUNCTION', 'DDETS', 'DDETS', false, true],
    ['FUNCTION', 'DDETS', 'DREETS', false, false],
    ['FUNCTION', null, 'DDETS', false, false],
    ['ELECTED', 'Muret', 'Muret', true, true],
    ['ELECTED', 'Muret', 'Muret', false, false],
    ['ELECTED', 'Muret', 'Tours', true, false],
    ['QUALIFIED', 'Muret', 'Muret', true, false],
  ] as const)('%s of %s by someone of %s, elected %s: %s', (kind, memberBody, body, elected, allowed) => {
    expect(whyNoSubstitution({ kind, memberBody, body, elected }) === undefined).toBe(allowed);
  });

  it('a qualified person never has a substitute, an elected one never a civil servant', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SEAT_KINDS), fc.string(), fc.string(), fc.boolean(), (kind, memberBody, body, elected) => {
        const allowed = whyNoSubstitution({ kind, memberBody, body, elected }) === undefined;
        expect(allowed).toBe(kind !== 'QUALIFIED' && body === memberBody && (kind === 'FUNCTION' || elected));
      }),
    );
  });
});

describe('what is irregular in a composition', () => {
  const codes = (facts: CommitteeFacts, template: typeof CDSF | null = CDSF, now = at('2024-01-01')): string[] =>
    checkComposition(facts, template ?? undefined, now).map(({ code }) => code);
  /** Every seat of the template, held; the ten to be split replaced. */
  const regular = (): SeatFacts[] =>
    seatsOf(CDSF).map((one, index) =>
      seat({
        ...one,
        id: `s${index}`,
        rank: one.rank ?? null,
        role: one.role ?? 'MEMBER',
        rule: one.rule ?? null,
        body: one.body ?? null,
        title: one.title === 'À répartir' ? 'Assistante maternelle' : one.title,
        holders: [
          holder({
            id: `m${index}`,
            personId: `p${index}`,
            population: one.college === MAYORS ? 4_000 + 3_000 * index : null,
            represents: one.rule === ONE_FOR_ALL_CAFS ? ['Caf de la Haute-Garonne'] : [],
          }),
        ],
      }),
    );
  const change = (match: (one: SeatFacts) => boolean, over: Partial<SeatFacts>): SeatFacts[] =>
    regular().map((one) => (match(one) ? { ...one, ...over } : one));

  it('is nothing in a full one', () => {
    expect(codes(committee({ seats: regular() }))).toEqual([]);
  });

  it('is everything in one just set up', () => {
    const seats = seatsOf(CDSF).map((one, index) =>
      seat({
        ...one,
        id: `s${index}`,
        rank: one.rank ?? null,
        role: one.role ?? 'MEMBER',
        rule: one.rule ?? null,
        body: one.body ?? null,
      }),
    );
    const found = checkComposition(committee({ seats, listFixedOn: null }), CDSF, TERM_START);
    expect(found.map(({ code }) => code)).toEqual([
      'noPresident',
      'vicePresidentMissing',
      'splitToBeSet',
      'vacantSeats',
      'noLargeCommune',
      'listNotFixed',
    ]);
    expect(found.find(({ code }) => code === 'vacantSeats')?.seatIds).toHaveLength(41);
    expect(found.find(({ code }) => code === 'splitToBeSet')?.seatIds).toHaveLength(10);
  });

  it('a college that does not sum, and a setting that says another number', () => {
    const seats = regular().slice(0, -1);
    expect(codes(committee({ seats, settings: { ...DEFAULT_SETTINGS, seats: 41 } }))).toEqual(['size', 'seatsSetting']);
    expect(codes(committee({ seats: regular().filter(({ title }) => title !== 'Administrateur de la MSA') }))).toEqual([
      'size',
      'collegeSize',
    ]);
  });

  it('a term that ran out: the seat is vacant, or its holder stays by the committee’s rule', () => {
    const over = (sits: boolean) =>
      change(({ college }) => college === 'MSA', {
        holders: [holder({ endsAt: at('2023-12-31'), termEndsAt: at('2023-12-31'), sits })],
      });
    expect(codes(committee({ seats: over(false) }))).toEqual(['vacantSeats', 'termsExpired']);
    expect(codes(committee({ seats: over(true) }))).toEqual(['termsExpired']);
  });

  it('no mayor of a large commune: regular above 3,500 where the department has none above 10,000', () => {
    const mayors = (population: number) => change(({ college }) => college === MAYORS, { holders: [holder({ population })] });
    expect(codes(committee({ seats: mayors(10_001) }))).toEqual([]);
    expect(codes(committee({ seats: mayors(10_000) }))).toEqual(['largeCommuneToCheck']);
    expect(codes(committee({ seats: mayors(3_501) }))).toEqual(['largeCommuneToCheck']);
    expect(codes(committee({ seats: mayors(3_500) }))).toEqual(['noLargeCommune']);
  });

  it('case 48: a Caf that the one president does not represent', () => {
    const cafs = ['Caf de Lille', 'Caf de Valenciennes'];
    const named = (represents: string[]) => change(({ rule }) => rule !== null, { holders: [holder({ represents })] });
    expect(codes(committee({ cafs, seats: named(cafs) }))).toEqual([]);
    expect(checkComposition(committee({ cafs, seats: named(['Caf de Lille']) }), CDSF, TERM_START)).toMatchObject([
      { code: 'cafNotRepresented', message: { fr: 'Caf sans représentant : Caf de Valenciennes.' } },
    ]);
  });

  it('a list older than a term, and no president', () => {
    expect(codes(committee({ seats: regular() }), CDSF, at('2030-01-01'))).toEqual(['termsExpired', 'listOutdated']);
    expect(codes(committee({ seats: change(({ role }) => role === 'PRESIDENT', { holders: [] }) }))).toEqual([
      'noPresident',
      'vacantSeats',
    ]);
    expect(codes(committee({ template: null, seats: [seat({ role: 'PRESIDENT', holders: [holder()] })] }), null)).toEqual([]);
  });
});

describe('who sits for whom', () => {
  /** Some members, some of them substituted by persons from outside. */
  const members = fc
    .array(fc.record({ present: fc.boolean(), substituted: fc.boolean(), interested: fc.boolean() }), {
      minLength: 1,
      maxLength: 41,
    })
    .map((rows) => ({
      rows,
      list: rows.map(({ substituted, present }, index): MemberFacts => ({
        id: `m${index}`,
        personId: `p${index}`,
        president: index === 0,
        substitute: substituted && present ? { id: `u${index}`, personId: `q${index}` } : null,
      })),
    }));
  const session = (list: readonly MemberFacts[]): SessionFacts => ({ members: list }) as unknown as SessionFacts;

  it('a person sits for one member, a substituted member for none', () => {
    fc.assert(
      fc.property(members, ({ list }) => {
        const facts = session(list);
        for (const member of list) {
          expect(memberOf(facts, sitterOf(member))?.id).toBe(member.id);
          const own = memberOf(facts, member.personId);
          expect(own?.id).toBe((member.substitute ?? null) === null ? member.id : undefined);
        }
        expect(new Set(list.map(sitterOf)).size).toBe(list.length);
        expect(memberOf(facts, 'stranger')).toBeUndefined();
      }),
    );
  });

  it('an interest of the member or of the substitute recuses the member, and nobody else', () => {
    fc.assert(
      fc.property(members, fc.boolean(), ({ list, rows }, ofMember) => {
        const interestedPersonIds = list.flatMap((member, index) =>
          rows[index]?.interested === true ? [ofMember ? member.personId : sitterOf(member)] : [],
        );
        const item = { recusedIds: [], interestedPersonIds } as unknown as ItemFacts;
        const expected = list.filter((_, index) => rows[index]?.interested).map(({ id }) => id);
        expect(recusedFrom(session(list), item).sort()).toEqual([...expected].sort());
      }),
    );
  });

  it('a substitute counts for the quorum as the member, once; its base is the seats, or the members by setting', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: 20 }), fc.boolean(), ({ list, rows }, vacant, vacantSeatsCount) => {
        const presentIds = list.filter((_, index) => rows[index]?.present).map(({ id }) => id);
        const counted = countQuorum(
          list.map(({ id }) => id),
          presentIds,
          [],
        );
        expect(counted.total).toBe(presentIds.length);
        const base = composition({ ...DEFAULT_SETTINGS, vacantSeatsCount }, list.length, list.length + vacant);
        expect(base).toBe(vacantSeatsCount ? list.length + vacant : list.length);
        // Half at least, never one less nor one more.
        const required = quorumRequired(DEFAULT_SETTINGS, base);
        expect(required * 2).toBeGreaterThanOrEqual(base);
        expect((required - 1) * 2).toBeLessThan(base);
      }),
    );
  });
});
