import type { Board, BoardDossier } from './board.js';
import { problemOf, requestFaults, type RunRequest } from './problem.rules.js';

const dossier = (id: string, given: Partial<BoardDossier> = {}): BoardDossier => ({
  id,
  number: null,
  version: 1,
  state: 'COMMITTEE_FAVOURABLE',
  department: '31',
  title: id,
  holder: 'Commune',
  score: 5,
  committeeOpinion: 'FAVOURABLE',
  beneficiaries: 10,
  places: 2,
  axes: ['QUALITY'],
  answer: null,
  visible: true,
  requested: [
    { year: 2023, cents: 1000 },
    { year: 2024, cents: 500 },
  ],
  proposed: [],
  decided: [],
  ...given,
});
const board = (...dossiers: BoardDossier[]): Board => ({
  callId: 'call',
  state: 'UNDER_SELECTION',
  region: '76',
  departments: ['31', '09'],
  everPublished: true,
  axes: [{ code: 'QUALITY' }],
  priority: { departments: ['09'] },
  referenceId: null,
  funders: [
    { code: 'STATE', name: 'État', position: 0, weight: 1, family: 'STATE' },
    { code: 'CNAF', name: 'Cnaf', position: 1, weight: 1, family: 'FAMILY_BRANCH' },
  ],
  envelopes: [{ funderCode: 'STATE', year: 2023, amount: 900, left: 700 }],
  dossiers,
  simulations: [],
});
const REQUEST: RunRequest = { objective: { score: 1, beneficiaries: 0, places: 0, projects: 0 }, stepCents: 100 };

describe('the problem posed', () => {
  it('is of the dossiers that the jury has not decided; those it selected count in the bounds alone', () => {
    const { candidates, settled, envelopes } = problemOf(
      board(
        dossier('open'),
        dossier('reserve', { state: 'RESERVE', department: '09' }),
        dossier('shortlisted', { state: 'SHORTLISTED', department: '09' }),
        dossier('refused', { state: 'REFUSED' }),
        dossier('nothing asked', { requested: [{ year: 2023, cents: 0 }] }),
      ),
      REQUEST,
    );
    expect(candidates.map(({ id, priority }) => [id, priority])).toEqual([
      ['open', false],
      ['reserve', true],
    ]);
    expect(settled).toEqual([{ department: '09', axes: ['QUALITY'], priority: true }]);
    expect(envelopes).toEqual([{ funderCode: 'STATE', year: 2023, leftCents: 700 }]);
  });

  it('grants what is asked, or what the committee proposed where it did, never more than asked', () => {
    const proposing = dossier('a', { proposed: [{ year: 2023, cents: 1500 }] });
    const years = (basis: RunRequest['basis']): unknown =>
      problemOf(board(proposing, dossier('b')), { ...REQUEST, basis }).candidates.map((own) =>
        own.years.map(({ cents }) => cents),
      );
    expect(years('REQUESTED')).toEqual([
      [1000, 500],
      [1000, 500],
    ]);
    expect(years('PROPOSED')).toEqual([
      [1000, 0],
      [1000, 500],
    ]);
  });

  it('sets aside the opinions that are not chosen among', () => {
    const against = dossier('against', { committeeOpinion: 'UNFAVOURABLE' });
    const { constraints } = problemOf(board(dossier('for'), against), { ...REQUEST, opinions: ['FAVOURABLE'] });
    expect(constraints.forcedOut).toEqual(['against']);
  });

  it('is refused with a pointer when it could not be answered', () => {
    const pointers = (given: Partial<RunRequest>, ...dossiers: BoardDossier[]): (string | undefined)[] =>
      requestFaults(board(...dossiers), { ...REQUEST, ...given }).map(({ pointer }) => pointer);
    expect(pointers({}, dossier('a'))).toEqual([]);
    expect(pointers({})).toEqual(['']);
    expect(pointers({ forcedIn: ['hidden'] }, dossier('a'), dossier('hidden', { visible: false }))).toEqual(['/forcedIn/0']);
    expect(pointers({ axes: [{ axis: 'NONE', min: 2, max: 1 }] }, dossier('a'))).toEqual(['/axes/0/axis', '/axes/0/max']);
    const fine = { score: 9_999, beneficiaries: 10_000, places: 0, projects: 0 };
    expect(pointers({ objective: fine }, dossier('a', { beneficiaries: 9_999_999 }), dossier('b', { score: 1 }))).toEqual([
      '/objective',
    ]);
  });
});
