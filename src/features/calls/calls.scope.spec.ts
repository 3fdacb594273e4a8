import { makeCall } from '../../../test/support/calls.js';
import { TestApp, type TestGrant } from '../../../test/support/app.js';
import { HOLDER_ROLES, ROLES } from '../../kernel/actor.js';

interface ListBody {
  items: { id: string }[];
  page: { next: string | null };
}

const AGENCY_ROLES = ROLES.filter((role) => !(HOLDER_ROLES as readonly string[]).includes(role));
const TERRITORIES = ['FR', 'REG-76', 'REG-11', 'DEP-31'] as const;
const PREPARE = ['CALL_MANAGER', 'REGIONAL_JURY'];
const KNOW_ENVELOPES = [
  'CAF_INSTRUCTOR',
  'DDETS_INSTRUCTOR',
  'COMMITTEE_SECRETARY',
  'REGIONAL_JURY',
  'STATE_OFFICER',
  'CNAF_OFFICER',
  'PARTNER_OFFICER',
  'CALL_MANAGER',
];

describe('who sees which call', () => {
  let app: TestApp;
  // name → id; Occitanie (76) and Île-de-France (11).
  const calls: Record<string, string> = {};
  beforeAll(async () => {
    app = await TestApp.start();
    for (const region of ['76', '11']) {
      for (const state of ['DRAFT', 'PUBLISHED', 'CANCELLED'] as const) {
        calls[`${region} ${state}`] = (await makeCall(app, { region, state })).id;
      }
      const never = await makeCall(app, { region, state: 'DRAFT' });
      await app.database.read.call.update({ where: { id: never.id }, data: { state: 'CANCELLED', cancelReasons: 'Non' } });
      calls[`${region} NEVER`] = never.id;
    }
  });
  afterAll(() => app.stop());

  async function seen(
    grant?: TestGrant,
  ): Promise<{ listed: string[]; read: string[]; envelopes: string[]; specifications: string[] }> {
    const who = await app.actor(...(grant === undefined ? [] : [grant]));
    const names = Object.keys(calls);
    const listed: string[] = [];
    let after = '';
    do {
      const { body } = await app.get<ListBody>(`/v1/calls?limit=4${after}`, who);
      listed.push(...body.items.map(({ id }) => names.find((name) => calls[name] === id) ?? id));
      after = body.page.next === null ? '' : `&after=${body.page.next}`;
    } while (after !== '');
    const read: string[] = [];
    const envelopes: string[] = [];
    const specifications: string[] = [];
    await Promise.all(
      Object.entries(calls).map(async ([name, id]) => {
        const { status, body } = await app.get(`/v1/calls/${id}`, who);
        expect([200, 404]).toContain(status);
        if (status === 200) read.push(name);
        if ('envelopes' in body) envelopes.push(name);
        if ((await app.get(`/v1/calls/${id}/specifications`, who)).status === 200) specifications.push(name);
      }),
    );
    return { listed: listed.sort(), read: read.sort(), envelopes: envelopes.sort(), specifications: specifications.sort() };
  }
  const of = (region: string, ...states: string[]): string[] => states.map((state) => `${region} ${state}`);
  const PUBLISHED = [...of('76', 'PUBLISHED', 'CANCELLED'), ...of('11', 'PUBLISHED', 'CANCELLED')];

  describe.each(AGENCY_ROLES)('%s', (role) => {
    it.each(TERRITORIES)('on %s', async (territory) => {
      const drafts = (region: string): string[] =>
        role === 'AUDITOR' || (PREPARE.includes(role) && (territory === 'FR' || territory === `REG-${region}`))
          ? of(region, 'DRAFT', 'NEVER')
          : [];
      const expected = [...PUBLISHED, ...drafts('76'), ...drafts('11')].sort();
      const { listed, read, envelopes, specifications } = await seen({ role, territory });
      expect(listed).toEqual(expected);
      expect(read).toEqual(expected);
      expect(specifications).toEqual(expected);
      const served = { FR: ['76', '11'], 'REG-76': ['76'], 'REG-11': ['11'], 'DEP-31': ['76'] }[territory];
      const knows = (name: string): boolean =>
        role === 'AUDITOR' || (KNOW_ENVELOPES.includes(role) && served.includes(name.slice(0, 2)));
      expect(envelopes).toEqual(expected.filter(knows));
    });
  });

  it('holders, and persons without any grant, see what was published, without the envelopes', async () => {
    const organisation = await app.database.read.organisation.create({
      data: {
        id: crypto.randomUUID(),
        siret: '21310555400017',
        name: 'Commune',
        holderType: 'COMMUNE',
        department: '31',
        createdAt: app.clock.now(),
      },
    });
    const expected = [...PUBLISHED].sort();
    const grants = HOLDER_ROLES.map((role) => ({ role, organisationId: organisation.id }));
    for (const grant of [undefined, ...grants]) {
      expect(await seen(grant)).toEqual({ listed: expected, read: expected, envelopes: [], specifications: expected });
    }
  });

  it('filters by state and region, within the same scope', async () => {
    const who = await app.actor();
    const ids = async (query: string): Promise<string[]> =>
      (await app.get<ListBody>(`/v1/calls?${query}`, who)).body.items.map(({ id }) => id).sort();
    expect(await ids('state=DRAFT')).toEqual([]);
    expect(await ids('region=76&state=PUBLISHED')).toEqual([calls['76 PUBLISHED']]);
    expect((await app.get('/v1/calls?state=NOPE', who)).status).toBe(400);
    expect((await app.get('/v1/calls?after=nope', who)).status).toBe(400);
    expect((await app.get('/v1/calls')).status).toBe(401);
  });
});
