// What is listed is what can be read, for every role, in every collection; and nothing from elsewhere is in it.

import { ROLES, type Role } from '../../src/kernel/actor.js';
import { TestApp, type TestActor } from '../support/app.js';
import { makePlace, type Place } from './access-world.js';
import { answerTo, inParallel, send } from './requests.js';

interface ListBody {
  readonly items: { readonly id: string }[];
  readonly page: { readonly next: string | null };
}

interface Row {
  readonly id: string;
  /** Where it is; null: of no place, or open to all wherever it is. */
  readonly department: string | null;
}

type Collection =
  | 'people'
  | 'organisations'
  | 'agencies'
  | 'grants'
  | 'calls'
  | 'applications'
  | 'instructions'
  | 'committees'
  | 'sessions'
  | 'awards'
  | 'payments'
  | 'reports'
  | 'amendments'
  | 'appeals';

const BY_DEPARTMENT: readonly Collection[] = [
  'organisations',
  'applications',
  'instructions',
  'committees',
  'sessions',
  'awards',
  'payments',
  'reports',
  'amendments',
  'appeals',
];
const COLLECTIONS: readonly Collection[] = ['people', 'agencies', 'grants', 'calls', ...BY_DEPARTMENT];
/** Territorial collections that a national role reads whole. */
const NATIONAL: Readonly<Partial<Record<Role, readonly Collection[]>>> = {
  AUDITOR: COLLECTIONS,
  ADMINISTRATOR: ['organisations'],
};

describe('collections', () => {
  let app: TestApp;
  let places: readonly [Place, Place];
  let rows: Readonly<Record<Collection, readonly Row[]>>;

  beforeAll(async () => {
    app = await TestApp.start();
    places = [await makePlace(app, '31', '76'), await makePlace(app, '75', '11')];
    rows = await everyRow(app);
  }, 60_000);
  afterAll(() => app.stop());

  async function listed(collection: Collection, caller: TestActor, filter = ''): Promise<string[] | undefined> {
    const ids: string[] = [];
    let after = '';
    for (;;) {
      const url = `/v1/${collection}?limit=7${filter}${after}`;
      const { status, text } = await answerTo(app, { method: 'GET', url, caller });
      if (status === 403) return undefined;
      if (status !== 200) throw new Error(`${url}: ${status}`);
      const { items, page } = JSON.parse(text) as ListBody;
      ids.push(...items.map(({ id }) => id));
      if (page.next === null) return ids;
      after = `&after=${page.next}`;
    }
  }

  it('are made of rows of both places', () => {
    for (const collection of BY_DEPARTMENT) {
      for (const { department } of places) {
        expect([collection, rows[collection].filter((row) => row.department === department).length > 0]).toEqual([
          collection,
          true,
        ]);
      }
    }
  });

  it.each(COLLECTIONS)(
    '%s: each role lists what it reads, and nothing foreign',
    async (collection) => {
      const readers = new Set<Role>();
      for (const place of places) {
        const elsewhere = new Set(
          rows[collection].filter(({ department }) => department !== null && department !== place.department).map(({ id }) => id),
        );
        await inParallel(ROLES, async (role) => {
          const caller = place.actors[role];
          const list = await listed(collection, caller);
          const statuses = new Map<string, number>();
          await inParallel(rows[collection], async ({ id }) => {
            statuses.set(id, await send(app, { method: 'GET', url: `/v1/${collection}/${id}`, caller }));
          });
          const readable = [...statuses].flatMap(([id, status]) => (status === 200 ? [id] : []));
          const told = new Set([...statuses.values()].filter((status) => status !== 200));
          // Barred from the collection, barred from each of its rows; else a row is read or does not exist.
          expect([role, [...told].filter((status) => status !== (list === undefined ? 403 : 404))]).toEqual([role, []]);
          expect([role, [...(list ?? [])].sort()]).toEqual([role, readable.sort()]);
          if (readable.length > 0) readers.add(role);
          if (NATIONAL[role]?.includes(collection) === true) {
            expect([role, readable.length]).toEqual([role, rows[collection].length]);
          } else {
            expect([role, (list ?? []).filter((id) => elsewhere.has(id))]).toEqual([role, []]);
          }
        });
      }
      expect(readers.size).toBeGreaterThan(1);
    },
    60_000,
  );

  it.each(BY_DEPARTMENT)('%s: a filter on another department shows nothing to whom it is closed', async (collection) => {
    const [here, there] = places;
    for (const [place, { department }] of [
      [here, there],
      [there, here],
    ] as const) {
      for (const role of ROLES) {
        const found = await listed(collection, place.actors[role], `&department=${department}`);
        const all = rows[collection].filter((row) => row.department === department).length;
        const expected = NATIONAL[role]?.includes(collection) === true ? all : 0;
        expect([role, found?.length ?? 0]).toEqual([role, expected]);
      }
    }
  });
});

/** Every row of every collection, straight from the database. */
async function everyRow(app: TestApp): Promise<Record<Collection, Row[]>> {
  const db = app.database.read;
  const ids = { select: { id: true } } as const;
  const placed = { select: { id: true, department: true } } as const;
  const nowhere = (found: { id: string }[]): Row[] => found.map(({ id }) => ({ id, department: null }));
  return {
    people: nowhere(await db.person.findMany(ids)),
    agencies: nowhere(await db.agency.findMany(ids)),
    grants: nowhere(await db.grant.findMany(ids)),
    // A call is everybody's once published; until then it is of the region that it is made for.
    calls: (await db.call.findMany({ select: { id: true, state: true, region: true } })).map(({ id, state, region }) => ({
      id,
      department: state !== 'DRAFT' ? null : region === '76' ? '31' : '75',
    })),
    organisations: await db.organisation.findMany(placed),
    applications: await db.application.findMany(placed),
    instructions: await db.instruction.findMany(placed),
    committees: await db.committee.findMany(placed),
    sessions: await db.committeeSession.findMany(placed),
    awards: await db.award.findMany(placed),
    payments: (await db.payment.findMany({ select: { id: true, share: { select: { leg: { select: { award: true } } } } } })).map(
      ({ id, share }) => ({ id, department: share.leg.award.department }),
    ),
    reports: (await db.report.findMany({ select: { id: true, award: { select: { department: true } } } })).map(
      ({ id, award }) => ({
        id,
        department: award.department,
      }),
    ),
    amendments: (await db.amendment.findMany({ select: { id: true, award: { select: { department: true } } } })).map(
      ({ id, award }) => ({
        id,
        department: award.department,
      }),
    ),
    appeals: await db.appeal.findMany(placed),
  };
}
