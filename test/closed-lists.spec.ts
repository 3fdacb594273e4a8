// Each CHECK of a closed list against the TypeScript list or machine that owns it (see docs/adr/0002).

import { SIDES } from '../src/features/correspondence/correspondence.rules.js';
import { DELIVERIES } from '../src/features/notifications/delivery.rules.js';
import { AGENCY_KINDS } from '../src/features/instruction/instruction-facts.rules.js';
import { ROLES } from '../src/kernel/actor.js';
import { MACHINES } from '../src/machines.js';
import { TestApp } from './support/app.js';

const TABLE_OF: Readonly<Record<string, string>> = {
  call: 'call_state',
  application: 'application_state',
  instruction: 'instruction_state',
  session: 'session_state',
  'award-leg': 'leg_state',
};

describe('closed lists of the database', () => {
  let app: TestApp;
  const checks = new Map<string, string[]>();

  beforeAll(async () => {
    app = await TestApp.start();
    const rows = await app.database.read.$queryRaw<{ name: string; definition: string }[]>`
      SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint WHERE contype = 'c'`;
    for (const { name, definition } of rows)
      checks.set(name, [...definition.matchAll(/'([A-Z_]+)'::text/g)].map(([, value]) => value ?? '').sort());
  });
  afterAll(() => app.stop());

  it('knows a table for every machine', () => {
    expect(MACHINES.map(({ name }) => name).sort()).toEqual(Object.keys(TABLE_OF).sort());
  });

  it.each(MACHINES.map((machine) => [machine.name, [...machine.stateNames].sort()] as const))(
    '%s: the states of the machine and of the table are the same',
    (name, states) => {
      expect(checks.get(TABLE_OF[name] ?? '')).toEqual(states);
    },
  );

  it('roles', () => {
    expect(checks.get('grant_role')).toEqual([...ROLES].sort());
  });

  it('sides of a message, agencies of a comment, deliveries of a notification', () => {
    expect(checks.get('message_side')).toEqual([...SIDES].sort());
    expect(checks.get('reading_side')).toEqual([...SIDES].sort());
    expect(checks.get('comment_agency')).toEqual([...AGENCY_KINDS].sort());
    expect(checks.get('notification_delivery')).toEqual([...DELIVERIES].sort());
  });
});
