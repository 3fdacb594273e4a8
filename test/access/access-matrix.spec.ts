// Every route × every role × own and another territory, against the table of matrix.ts.

import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';

import { ROLES, type Role } from '../../src/kernel/actor.js';
import { TestApp, type TestActor } from '../support/app.js';
import { grantOf, LOCAL, makeNeighbours, makePlace, type Place } from './access-world.js';
import { MATRIX, neighboursOf, PUBLIC, verdicts, type Row, type Verdict } from './matrix.js';
import { addressOf, inParallel, probe, send, STALE } from './requests.js';

interface Document {
  readonly paths: Record<string, Record<string, { 'x-access': 'public' | 'authenticated' | Role[] }>>;
}

interface Cell {
  readonly row: Row;
  readonly side: 'own' | 'other' | 'neighbour' | 'no token';
  readonly role: Role | 'nobody';
  readonly verdict: Verdict | 'unauthenticated';
  /** Where the object is. */
  readonly place: Place;
  readonly actor: TestActor | undefined;
}

const NEEDS_FRESH_SESSION = ['POST /v1/auth/logout', 'POST /v1/organisations/{id}/leave'];

describe('access matrix', () => {
  let app: TestApp;
  let places: readonly [Place, Place];
  let neighbours: Partial<Record<Role, TestActor>>;
  let document: Document;
  const operations = (): string[] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );

  beforeAll(async () => {
    app = await TestApp.start();
    places = [await makePlace(app, '31', '76'), await makePlace(app, '75', '11')];
    neighbours = await makeNeighbours(app, '34', '76');
    document = (await app.get<Document>('/v1/openapi.json')).body;
  }, 60_000);
  afterAll(() => app.stop());

  it('has a row for each operation of the description, and none for another', () => {
    const rows = new Set(MATRIX.map(({ operation }) => operation));
    expect([...rows].sort()).toEqual(operations().sort());
    const keys = MATRIX.map(({ operation, object }) => `${operation} ${object}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('describes every route of the code, and the code has every route described', () => {
    const discovery = app.app.get(DiscoveryService, { strict: false });
    const scanner = app.app.get(MetadataScanner, { strict: false });
    const routes = discovery.getControllers().flatMap(({ metatype }) => {
      const prototype = (metatype as { prototype: Record<string, object> } | null)?.prototype ?? {};
      const prefix = metatype === null ? '' : (Reflect.getMetadata(PATH_METADATA, metatype) as string);
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const method = Reflect.getMetadata(METHOD_METADATA, prototype[name]!) as RequestMethod | undefined;
        if (method === undefined) return [];
        const path = `/${prefix}/${Reflect.getMetadata(PATH_METADATA, prototype[name]!) as string}`.replace(/\/+/g, '/');
        const described = path.length > 1 ? path.replace(/\/$/, '') : path;
        return [`${RequestMethod[method]} ${described.replace(/:(\w+)/g, '{$1}')}`];
      });
    });
    expect(routes.length).toBeGreaterThan(90);
    expect(routes.sort()).toEqual(operations().sort());
  });

  it('agrees with the access rule that each route announces', () => {
    for (const operation of operations()) {
      const rows = MATRIX.filter((row) => row.operation === operation);
      const [method = '', path = ''] = operation.split(' ');
      const announced = document.paths[path]?.[method.toLowerCase()]?.['x-access'] ?? [];
      const open = rows.every(({ own, other }) => own === PUBLIC && other === PUBLIC);
      expect([operation, open]).toEqual([operation, announced === 'public']);
      if (open) continue;
      // A role that is announced gets further than the door on some object; one that is not, on none.
      const admitted = ROLES.filter((role) =>
        rows.some(({ own, other }) => verdicts(own)[role] !== 'never' || verdicts(other)[role] !== 'never'),
      );
      const expected = announced === 'authenticated' ? [...ROLES] : ROLES.filter((role) => announced.includes(role));
      // The calls of the table have two funders: where only a funder's own officer acts, that of a third one is never the one.
      const third = expected.filter((role) => role !== 'PARTNER_OFFICER' || admitted.includes(role));
      expect([operation, admitted]).toEqual([operation, third]);
    }
  });

  it('is what the API does, in every cell', async () => {
    const cells = MATRIX.flatMap((row) => [
      ...places.flatMap((place) => cellsOf(row, place, places)),
      ...LOCAL.map((role): Cell => {
        const verdict = verdicts(row[neighboursOf(row)])[role];
        return { row, place: places[0], side: 'neighbour', role, verdict, actor: neighbours[role] };
      }),
    ]).filter(onceAtTheDoor());
    const deviations: string[] = [];
    const seen = new Map<string, number>();
    await inParallel(cells, async (cell) => {
      const { status, expected } = await tryCell(app, cell);
      seen.set(cell.verdict, (seen.get(cell.verdict) ?? 0) + 1);
      if (status !== expected) {
        const { row, side, role, verdict, place } = cell;
        deviations.push(
          `${row.operation} on ${row.object} of ${place.department}: ${role}, ${side}: ${verdict} is ${expected}, got ${status}`,
        );
      }
    });
    console.info(`access matrix: ${cells.length} cells`, Object.fromEntries(seen));
    expect(deviations.sort()).toEqual([]);
    expect(cells.length).toBeGreaterThan(5000);
    expect(seen.get('hidden')).toBeGreaterThan(500);
  }, 300_000);

  it('left everything as it was: what is tried on is still there, unchanged', async () => {
    const counts = await app.database.read.$queryRaw<{ touched: number }[]>`
      SELECT ((SELECT count(*) FROM application WHERE version > 1 AND state <> 'AWARDED') + (SELECT count(*) FROM "call" WHERE version > 1)
        + (SELECT count(*) FROM instruction WHERE version > 1) + (SELECT count(*) FROM committee WHERE version > 1)
        + (SELECT count(*) FROM committee_session WHERE version > 1) + (SELECT count(*) FROM organisation WHERE version > 1)
        + (SELECT count(*) FROM person WHERE version > 1) + (SELECT count(*) FROM role_grant WHERE version > 1 AND ended_by <> person_id)
        + (SELECT count(*) FROM agency WHERE version > 1))::int AS touched`;
    expect(counts).toEqual([{ touched: 0 }]);
  });
});

function cellsOf(row: Row, place: Place, places: readonly Place[]): Cell[] {
  const open = row.own === PUBLIC;
  const nobody: Cell = {
    row,
    place,
    side: 'no token',
    role: 'nobody',
    verdict: open ? 'public' : 'unauthenticated',
    actor: undefined,
  };
  const people = places.flatMap(({ actors, department }) => {
    const side = department === place.department ? 'own' : 'other';
    const expected = verdicts(row[side]);
    return ROLES.map((role): Cell => ({ row, place, side, role, verdict: expected[role], actor: actors[role] }));
  });
  return [nobody, ...people];
}

/** Who may never call an operation is turned away before any object is looked at: one try for each operation and role is all of them. */
function onceAtTheDoor(): (cell: Cell) => boolean {
  const admitted = new Set(
    MATRIX.flatMap(({ operation, own, other }) =>
      [own, other].flatMap((side) =>
        ROLES.filter((role) => verdicts(side)[role] !== 'never').map((role) => `${operation} ${role}`),
      ),
    ),
  );
  const tried = new Set<string>();
  return ({ row: { operation }, role, verdict }) => {
    const key = `${operation} ${role}`;
    if (verdict !== 'never' || admitted.has(key)) return true;
    return !tried.has(key) && tried.add(key).has(key);
  };
}

async function tryCell(app: TestApp, { row, place, role, actor, verdict }: Cell): Promise<{ status: number; expected: number }> {
  const { operation, object } = row;
  const { method, url } = addressOf(operation, place.params[object]);
  const { body, answer } = probe(operation, place);
  // Leaving ends the session, or the role: not the one that the other cells need.
  const caller =
    NEEDS_FRESH_SESSION.includes(operation) && role !== 'nobody' && verdict === 'yes'
      ? await app.actor(grantOf(role, place))
      : actor;
  const status = await send(app, { method, url, caller, body, ifMatch: STALE });
  const expected = { yes: answer, public: answer, hidden: 404, never: 403, unauthenticated: 401 }[verdict];
  return { status, expected };
}
