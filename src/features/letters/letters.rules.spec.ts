import fc from 'fast-check';

import { FIPE_2023 } from '../calls/templates/fipe-2023.js';
import { appealLimit, placeOf } from '../remedies/appeal-limit.rules.js';
import { limitOf, negativeDecisionTaken, withinAppealLimit, type AppealFacts } from '../remedies/appeal.rules.js';
import { timeLimitsOf } from '../remedies/time-limits.rules.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { appealParagraphs, type AppealCase } from './appeal-text.rules.js';
import type { Decision } from './decision.js';
import { prepare } from './letter-data.rules.js';
import { GAPS, gapsOf, isNegative, kindOf, LETTER_KINDS, NOTIFIED_DECISIONS } from './letter.rules.js';

const NOTIFIED = new Date('2023-10-04T09:00:00Z');
const FUNDERS = [
  { code: 'STATE', name: 'État', officerRole: 'STATE_OFFICER' },
  { code: 'CNAF', name: 'Cnaf', officerRole: 'CNAF_OFFICER' },
] as const;

const decisionOf = (change: Partial<Decision> = {}): Decision => ({
  subject: 'application',
  subjectId: 's',
  applicationId: 's',
  examination: 1,
  decision: 'REFUSED',
  leg: '',
  decidedAt: NOTIFIED,
  number: '2023-31-00007',
  title: 'Micro-crèche',
  organisationId: 'o',
  organisation: 'Commune',
  holderType: 'COMMUNE',
  holderDepartment: '31',
  department: '31',
  region: '76',
  callTitle: 'Petite enfance',
  timeZone: 'Europe/Paris',
  appealText: 'TA, deux mois.',
  appeals: null,
  letters: null,
  publisher: 'Claude Gestion',
  caf: null,
  ddets: null,
  reasons: 'Besoin non établi.',
  appeal: 'TA, deux mois.',
  actorId: 'p',
  author: 'Camille Martin',
  capacity: 'regionalJury',
  funders: FUNDERS,
  legs: [],
  share: null,
  amendment: null,
  measure: null,
  recovery: null,
  requestedCents: 6_000_000n,
  reserveRank: null,
  reserveExpiresAt: null,
  rankTold: null,
  lacking: [],
  appealKind: null,
  appealFiledAt: null,
  ...change,
});

describe('what a letter may not do without', () => {
  it('names each gap, and asks a positive answer for its author alone', () => {
    const none = { author: ' ', capacity: '', service: '', reasons: '', appeal: '' };
    for (const kind of LETTER_KINDS)
      expect(gapsOf(kind, none)).toEqual(isNegative(kind) ? GAPS : ['author', 'capacity', 'service']);
    expect(prepare(decisionOf(), NOTIFIED).gaps).toEqual([]);
    expect(prepare(decisionOf({ author: null, reasons: ' ', appeal: '' }), NOTIFIED).gaps).toEqual([
      'author',
      'reasons',
      'appeal',
    ]);
    expect(prepare(decisionOf({ capacity: 'unknown' }), NOTIFIED).gaps).toEqual(['capacity', 'service']);
  });

  it('names the service of each author, and who answers for what time alone decides', () => {
    const signed = (change: Partial<Decision>) => prepare(decisionOf(change), NOTIFIED).data.signedBy;
    expect(signed({ capacity: 'cafInstructor' })).toMatchObject({
      capacity: 'instructeur de la Caf',
      service: 'Caf, Haute-Garonne',
    });
    expect(signed({ capacity: 'cafInstructor', caf: 'Caf 31' }).service).toBe('Caf 31');
    expect(signed({ capacity: 'ddetsInstructor' }).service).toBe('DDETS, Haute-Garonne');
    expect(signed({ capacity: 'CNAF_OFFICER' })).toMatchObject({ capacity: 'ordonnateur de la Cnaf', service: 'Cnaf' });
    expect(signed({ capacity: 'callManager' }).service).toBe('Gestion de l’appel à projets « Petite enfance »');
    const automatic = { actorId: 'system', author: null, capacity: 'system' };
    expect(signed(automatic)).toMatchObject({ name: 'Claude Gestion', capacity: 'gestionnaire de l’appel' });
    const signatory = { name: 'Dominique Préfet', capacity: 'directrice', service: 'DREETS' };
    expect(signed({ ...automatic, letters: { signatory } })).toEqual(signatory);
    expect(prepare(decisionOf({ ...automatic, publisher: null }), NOTIFIED).gaps).toEqual(['author']);
  });

  it('has a kind for each decision, and knows the end of the reserve list', () => {
    for (const decision of NOTIFIED_DECISIONS) expect(LETTER_KINDS).toContain(kindOf(decision, NOTIFIED, null));
    expect(kindOf('REFUSED', new Date('2024-07-01T00:00:00Z'), new Date('2024-06-30T21:59:59.999Z'))).toBe('RESERVE_LAPSE');
    expect(kindOf('REFUSED', new Date('2024-06-30T21:59:59.999Z'), new Date('2024-06-30T21:59:59.999Z'))).toBe('REFUSAL');
  });

  it('an award needs the author of each part, and lists what a dismissed dossier lacked', () => {
    const leg = {
      code: 'STATE',
      name: 'État',
      officerRole: 'STATE_OFFICER' as const,
      state: 'DECIDED',
      decisionNumber: 'A-1',
      decisionDate: '2023-10-03',
      authority: 'Préfet de région',
      author: 'Camille Martin',
      authorId: 'p',
      years: [{ year: 2023, cents: 1_250_001 }],
    };
    const legs = [leg, { ...leg, code: 'CNAF', name: 'Cnaf', officerRole: 'CNAF_OFFICER' as const, author: 'Dominique Caf' }];
    const award = prepare(decisionOf({ decision: 'AWARDED', legs }), NOTIFIED);
    expect(award.gaps).toEqual([]);
    expect(award.author).toMatchObject({ name: 'Camille Martin ; Dominique Caf', personId: null });
    const half = prepare(decisionOf({ decision: 'AWARDED', legs: [leg, { ...leg, author: null }] }), NOTIFIED);
    expect(half.gaps).toEqual(['author']);
    const lacking = [
      { label: 'Budget', explanation: 'Recettes absentes.' },
      { label: 'Comptes', explanation: 'x', settlement: { accepted: false, reason: 'Exercice 2019.' } },
      { label: 'Statuts', settlement: { accepted: true } },
    ];
    expect(prepare(decisionOf({ decision: 'DISMISSED', lacking }), NOTIFIED).data.lacking).toEqual([
      'Budget — Recettes absentes.',
      'Comptes — Exercice 2019.',
    ]);
  });
});

describe('ways and time limits of appeal, as a letter states them', () => {
  const caseOf = (change: Partial<AppealCase> = {}): AppealCase => ({
    text: 'TA, deux mois.',
    funders: FUNDERS,
    settings: undefined,
    timeZone: 'Europe/Paris',
    department: '31',
    holderDepartment: '31',
    writtenAt: NOTIFIED,
    administrative: 'adresser un recours gracieux',
    ...change,
  });

  it('are one text for all the funders, or one each as soon as the call sets something for one of them', () => {
    const joint = appealParagraphs(caseOf());
    expect(joint[0]).toBe('TA, deux mois.');
    expect(joint.join('\n')).not.toContain('Pour la part');
    expect(joint.join('\n')).toContain('tribunal administratif dans le ressort duquel siège');
    const settings = { court: 'TA de Toulouse', byFunder: [{ funderCode: 'CNAF', court: 'TJ de Toulouse' }] };
    const apart = appealParagraphs(caseOf({ settings }));
    expect(apart.filter((text) => text.startsWith('Pour la part'))).toEqual([
      'Pour la part « État » :',
      'Pour la part « Cnaf » :',
    ]);
    expect(apart.filter((text) => text.includes('TA de Toulouse'))).toHaveLength(1);
    expect(apart.filter((text) => text.includes('TJ de Toulouse'))).toHaveLength(1);
    const one = appealParagraphs(caseOf({ settings, funders: FUNDERS.slice(1) })).join('\n');
    expect(one).toContain('TJ de Toulouse');
    expect(one).not.toMatch(/TA de Toulouse|Pour la part/);
  });

  it('never promise another day than the one the application holds to', () => {
    const departments = ['31', '75', '971', '974', '988'];
    const place = fc.constantFrom(...departments);
    fc.assert(
      fc.property(place, place, place, fc.integer({ min: 0, max: 3_000 }), (holderDepartment, department, court, days) => {
        const writtenAt = new Date(Date.UTC(2023, 0, 1, 9) + days * 86_400_000);
        const settings = { byFunder: [{ funderCode: 'CNAF', courtDepartment: court }] };
        const text = appealParagraphs(caseOf({ settings, department, holderDepartment, writtenAt })).join('\n');
        const promised = [...text.matchAll(/jusqu’au (.+?) inclus/g)].length;
        expect(promised).toBe(2);
        const months = [...text.matchAll(/Recours contentieux : dans les (deux|trois) mois/g)].map(([, word]) => word);
        const seat = { settings, department, holder: holderDepartment };
        const limits = FUNDERS.map(({ code }) =>
          appealLimit(writtenAt, { timeZone: 'Europe/Paris', settings, place: placeOf(seat, code) }),
        );
        expect(months).toEqual(limits.map(({ overseasMonth }) => (overseasMonth ? 'trois' : 'deux')));
        const whole = appealLimit(writtenAt, { timeZone: 'Europe/Paris', settings, place: placeOf(seat) });
        expect(whole.until.getTime()).toBe(Math.max(...limits.map(({ until }) => until.getTime())));
      }),
    );
  });
});

describe('the difficult cases of appeals', () => {
  const appealed = (change: Partial<AppealFacts> = {}): AppealFacts =>
    ({
      state: 'REFUSED',
      department: '31',
      timeZone: 'Europe/Paris',
      settings: undefined,
      holderDepartment: '31',
      notice: { notifiedAt: NOTIFIED, statesAppeal: true },
      ...change,
    }) as unknown as AppealFacts;
  const refused = (facts: AppealFacts, now: string): boolean =>
    [negativeDecisionTaken, withinAppealLimit].some(
      (rule) =>
        rule.check({ facts, input: undefined as never, actor: { personId: 'h', grants: [] }, now: new Date(now) }) !== undefined,
    );

  it('case 39: sent without ways of appeal, a refusal starts no time limit', () => {
    const facts = appealed({ notice: { notifiedAt: NOTIFIED, statesAppeal: false } });
    expect(limitOf(facts)).toBeUndefined();
    expect(refused(facts, '2033-10-04T09:00:00Z')).toBe(false);
  });

  it('case 40: an appeal at two months and one day, notice complete, is out of time', () => {
    expect(refused(appealed(), '2023-12-04T22:59:59.999Z')).toBe(false);
    expect(refused(appealed(), '2023-12-04T23:00:00.000Z')).toBe(true);
  });

  it('case 41: the same from Guadeloupe, before a court in mainland France, is in time for one month more', () => {
    const facts = appealed({ holderDepartment: '971' });
    expect(refused(facts, '2023-12-05T12:00:00Z')).toBe(false);
    expect(refused(facts, '2024-01-04T22:59:59.999Z')).toBe(false);
    expect(refused(facts, '2024-01-04T23:00:00.000Z')).toBe(true);
    // Before its own court, no month more.
    expect(refused(appealed({ holderDepartment: '971', settings: { courtDepartment: '971' } }), '2023-12-05T12:00:00Z')).toBe(
      true,
    );
  });

  it('case 42: two months without an answer to an informal appeal are a refusal, and the court’s time starts anew', () => {
    const silenceAt = new Date('2024-01-10T22:59:59.999Z');
    const standing = (appeals: { id: string; state: string; silenceAt: Date }[]) => ({
      application: {
        state: 'REFUSED',
        everSubmitted: true,
        department: '31',
        holderType: 'COMMUNE',
        submittedAt: new Date('2023-08-31T20:00:00Z'),
        reopenedAt: null,
        suspensions: [],
        call: { timeZone: 'Europe/Paris', settings: FIPE_2023 },
      } as unknown as ApplicationFacts,
      holderDepartment: '31',
      notice: { notifiedAt: NOTIFIED, statesAppeal: true },
      appeals,
    });
    const filed = standing([{ id: 'a', state: 'FILED', silenceAt }]);
    expect(timeLimitsOf(filed, new Date('2024-01-10T12:00:00Z')).court.state).toBe('INTERRUPTED');
    expect(timeLimitsOf(filed, new Date('2024-01-11T12:00:00Z')).court).toMatchObject({
      state: 'RUNNING',
      from: silenceAt,
      until: new Date('2024-03-11T22:59:59.999Z'),
    });
  });
});
