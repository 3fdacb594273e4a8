// An identifier that is nobody's, another kind's or no identifier at all: for those who may call the route, it does not exist.

import { newId } from '../../src/kernel/ids.js';
import { ROLES, type Role } from '../../src/kernel/actor.js';
import { TestApp } from '../support/app.js';
import { makePlace, type Place } from './access-world.js';
import { MATRIX, PUBLIC, verdicts, type ObjectName, type Row } from './matrix.js';
import { addressOf, inParallel, probe, send, STALE } from './requests.js';

interface Attempt {
  readonly row: Row;
  readonly role: Role;
  readonly parameter: string;
  readonly value: string;
}

/** Of each kind, one object of the caller's own place: known, allowed, and of the wrong kind. */
const KINDS: readonly ObjectName[] = [
  'person',
  'grant',
  'job',
  'organisation',
  'agency',
  'published call',
  'submitted application',
  'submitted document',
  'Caf instruction',
  'absence',
  'expert request',
  'committee',
  'open session',
  'signed minutes',
  'complete award',
  'report',
  'envelope',
  'late exception',
  'appeal',
];
/** What the path's first part takes identifiers of. */
const KIND_OF: Readonly<Record<string, ObjectName>> = {
  people: 'person',
  grants: 'grant',
  jobs: 'job',
  organisations: 'organisation',
  agencies: 'agency',
  calls: 'published call',
  applications: 'submitted application',
  documents: 'submitted document',
  instructions: 'Caf instruction',
  absences: 'absence',
  'expert-requests': 'expert request',
  committees: 'committee',
  sessions: 'open session',
  minutes: 'signed minutes',
  awards: 'complete award',
  reports: 'report',
  envelopes: 'envelope',
  'late-exceptions': 'late exception',
  appeals: 'appeal',
};
const NO_IDENTIFIERS = ['1', 'null', 'not-a-uuid', '%00', '..%2f..%2fv1%2fme', "'%20OR%201=1--", 'x'.repeat(90)];
const NO_NAMES = ['0', '-1', '999', '99999999999', '1.5', '%00', "'%20OR%201=1--", '__proto__', 'constructor'];

const someoneMay = ({ own }: Row): boolean => own !== PUBLIC && own.includes('+');
const isFirstOfItsOperation = (row: Row): boolean =>
  MATRIX.find((other) => other.operation === row.operation && someoneMay(other)) === row;

describe('identifiers that lead nowhere', () => {
  let app: TestApp;
  let here: Place;
  let there: Place;

  beforeAll(async () => {
    app = await TestApp.start();
    here = await makePlace(app, '31', '76');
    there = await makePlace(app, '75', '11');
  }, 60_000);
  afterAll(() => app.stop());

  /** Of the objects of another kind, four a route, the next four on the next route. */
  const valuesFor = (operation: string, parameter: string): readonly string[] => {
    if (parameter !== 'id' && parameter !== 'memberId') return NO_NAMES;
    const kind = operation.split('/')[2] ?? '';
    const others = KINDS.filter((name) => parameter === 'memberId' || KIND_OF[kind] !== name);
    const turn = 4 * MATRIX.findIndex((row) => row.operation === operation);
    const wrong = [0, 1, 2, 3].map((step) => others[(turn + step) % others.length]!);
    const foreign = parameter === 'memberId' ? [there.member.id] : [];
    return [...wrong.map((name) => here.params[name].id ?? ''), ...foreign, ...NO_IDENTIFIERS];
  };

  /** An identifier of nobody for each role that may call the route; the other values for each of these roles in turn. */
  function attemptsOn(row: Row, parameter: string): Attempt[] {
    const allowed = ROLES.filter((role) => verdicts(row.own)[role] === 'yes');
    const inTurn = valuesFor(row.operation, parameter).map((value, index) => ({ value, role: allowed[index % allowed.length]! }));
    return [...allowed.map((role) => ({ role, value: newId() })), ...inTurn].map((attempt) => ({ row, parameter, ...attempt }));
  }

  it('answer 404 to all who may call the route', async () => {
    const attempts = MATRIX.filter(isFirstOfItsOperation).flatMap((row) => {
      const parameters = [...row.operation.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      return parameters.flatMap((parameter) => attemptsOn(row, parameter));
    });
    const wrong: string[] = [];
    await inParallel(attempts, async ({ row: { operation, object }, role, parameter, value }) => {
      const { method, url } = addressOf(operation, { ...here.params[object], [parameter]: value });
      // The version of the committee is judged before the seat is looked for.
      const ifMatch = parameter === 'memberId' ? undefined : STALE;
      const status = await send(app, { method, url, caller: here.actors[role], body: probe(operation, here).body, ifMatch });
      if (status !== 404) wrong.push(`${operation}, ${role}, ${parameter} = ${value}: ${status}`);
    });
    console.info(`identifiers that lead nowhere: ${attempts.length} attempts`);
    expect(wrong.sort()).toEqual([]);
    expect(attempts.length).toBeGreaterThan(1500);
  }, 300_000);
});
