import { mock } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';

import { TestApp, type Reply, type TestActor } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { newId } from '../../kernel/ids.js';
import type { Question } from './call-form.js';

interface Item {
  id: string;
  status: string;
  title: string;
}
interface List {
  items: Item[];
  page: { next: string | null };
}
interface Opportunity {
  id: string;
  status: { value: string };
  title: string;
}
interface Opportunities {
  status: number;
  message: string;
  items: Opportunity[];
  paginationInfo: { page: number; pageSize: number; totalItems: number; totalPages: number };
  sortInfo: { sortBy: string; sortOrder: string; errors: string[] };
  filterInfo: { filters: object; errors: string[] };
  code?: string;
}

const QUESTIONS: readonly Question[] = [{ code: 'PLACES', label: 'Places', type: 'NUMBER', required: true }];

describe('what is public', () => {
  let app: TestApp;
  let open: MadeCall;
  let upcoming: MadeCall;
  let elsewhere: MadeCall;
  const hidden: string[] = [];
  let manager: TestActor;
  beforeAll(async () => {
    app = await TestApp.start();
    manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    open = await makeCall(app, {
      envelopeCents: 123_456_789n,
      settings: { questions: QUESTIONS, minCents: 150_000, maxCents: 6_500_005 },
    });
    upcoming = await makeCall(app, {
      state: 'PUBLISHED',
      opensLocal: '2023-07-01T00:00',
      deadlineLocal: '2023-12-31T12:00',
      title: 'Appel à venir 100%',
    });
    elsewhere = await makeCall(app, { region: '11', title: 'Appel francilien', deadlineLocal: '2023-10-15T23:59' });
    for (const state of ['DRAFT', 'CLOSED', 'UNDER_EXAMINATION', 'RESULTS_PUBLISHED', 'FINISHED', 'CANCELLED'] as const) {
      hidden.push((await makeCall(app, { state, title: 'Pas public' })).id);
    }
    // Over, although the clock has not closed it yet.
    hidden.push((await makeCall(app, { title: 'Pas public', deadlineLocal: '2023-06-15T09:00' })).id);
  }, 60_000);
  afterAll(() => app.stop());

  const read = <T>(url: string, headers: Record<string, string> = {}): Promise<Reply<T>> =>
    app.get<T>(url, undefined, { headers });
  const ids = async (query = ''): Promise<string[]> =>
    (await read<List>(`/v1/public/calls${query}`)).body.items.map(({ id }) => id);
  const found = async (body: object): Promise<Opportunities> =>
    (await app.post<Opportunities>('/common-grants/opportunities/search', undefined, { body, key: null })).body;

  it('is the open calls and those to come, with or without a token', async () => {
    expect(await ids()).toEqual([elsewhere.id, upcoming.id, open.id]);
    expect(await ids('?region=76')).toEqual([upcoming.id, open.id]);
    const first = await read<List>('/v1/public/calls?limit=2');
    expect(first.headers.link).toContain('rel="next"');
    expect(await ids(`?limit=2&after=${String(first.body.page.next)}`)).toEqual([open.id]);
    const { body } = await read<List>('/v1/public/calls');
    expect(body.items.map(({ status }) => status)).toEqual(['OPEN', 'UPCOMING', 'OPEN']);
    expect((await app.get(`/v1/public/calls/${open.id}`, manager)).status).toBe(200);
    for (const id of [...hidden, newId(), 'not-a-uuid']) {
      for (const url of [`/v1/public/calls/${id}`, `/v1/public/calls/${id}/questions`, `/common-grants/opportunities/${id}`]) {
        expect([url, (await read(url)).status]).toEqual([url, 404]);
      }
    }
  });

  it('says what a candidate needs, and nothing of the money, the people or the preparation', async () => {
    const detail = await read(`/v1/public/calls/${open.id}`);
    expect(detail.body).toMatchObject({
      status: 'OPEN',
      region: '76',
      funders: [
        { code: 'STATE', name: 'État' },
        { code: 'CNAF', name: 'Cnaf' },
      ],
      questions: QUESTIONS,
      minAmount: { cents: 150_000 },
      maxAmount: { cents: 6_500_005 },
      specification: 1,
      amendments: [],
    });
    const { createdBy } = await app.database.read.call.findUniqueOrThrow({ where: { id: open.id }, select: { createdBy: true } });
    const texts = await Promise.all(
      [
        '/v1/public/calls',
        `/v1/public/calls/${open.id}`,
        '/common-grants/opportunities',
        `/common-grants/opportunities/${open.id}`,
      ].map(async (url) => JSON.stringify((await read(url)).body)),
    );
    for (const text of texts) {
      expect(text).not.toContain('123456789');
      expect(text).not.toContain('1234567.89');
      expect(text).not.toContain(createdBy);
      expect(text).not.toMatch(
        /envelope|reserved|committed|weight|threshold|officerRole|createdBy|frozenBy|progress|completionDays/i,
      );
    }
  });

  it('is previewed by the manager as everyone will see it', async () => {
    const draft = await makeCall(app, { state: 'DRAFT', title: 'En préparation' });
    const preview = await app.get(`/v1/calls/${draft.id}/preview`, manager);
    expect(preview.body).toMatchObject({ title: 'En préparation', specification: 0, updatedAt: null });
    const shown: Reply = await read(`/v1/public/calls/${open.id}`);
    const same = await app.get(`/v1/calls/${open.id}/preview`, manager);
    expect({ ...same.body, updatedAt: shown.body.updatedAt }).toEqual(shown.body);
    const other = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
    expect((await app.get(`/v1/calls/${draft.id}/preview`, other)).status).toBe(404);
    const holder = await app.actor();
    expect((await app.get(`/v1/calls/${draft.id}/preview`, holder)).status).toBe(403);
  });

  it('may be kept a minute by caches, and is sent again only when it changed', async () => {
    for (const url of [
      '/v1/public/calls',
      `/v1/public/calls/${open.id}`,
      `/v1/public/calls/${open.id}/questions`,
      '/common-grants/opportunities',
    ]) {
      const first = await read(url);
      expect(first.headers['cache-control']).toBe('public, max-age=60');
      const tag = String(first.headers.etag);
      const again = await read<string>(url, { 'if-none-match': `"x", ${tag}` });
      expect([again.status, again.body, again.headers.etag]).toEqual([304, '', tag]);
      expect((await read(url, { 'if-none-match': 'W/"other"' })).status).toBe(200);
    }
    expect((await read('/v1/public/calls?limit=x')).headers['cache-control']).toBe('no-store');
    expect((await app.get(`/v1/calls/${open.id}`, manager)).headers['cache-control']).toBe('no-store');
  });

  it('is under the limit of requests per address', async () => {
    const limited = await TestApp.start({ environment: { RATE_LIMIT_PER_MINUTE: '2' } });
    try {
      const statuses = [];
      for (let n = 0; n < 3; n += 1) statuses.push((await limited.get('/v1/public/calls')).status);
      expect(statuses).toEqual([200, 200, 429]);
    } finally {
      await limited.stop();
    }
  });

  it('is read in as many queries whatever the number of calls', async () => {
    const count = async (url: string): Promise<number> => {
      const spy = mock.method(app.database.pool, 'query');
      await read(url);
      const queries = spy.mock.callCount();
      spy.mock.restore();
      return queries;
    };
    expect([await count('/v1/public/calls?limit=1'), await count('/v1/public/calls')]).toEqual([1, 1]);
    expect([await count('/common-grants/opportunities?pageSize=1'), await count('/common-grants/opportunities')]).toEqual([2, 2]);
  });

  it('has the shape of CommonGrants', async () => {
    const { body } = await read<{ status: number; message: string; data: Record<string, unknown> }>(
      `/common-grants/opportunities/${open.id}`,
    );
    expect(body).toMatchObject({ status: 200, message: 'Success' });
    expect(new Ajv2020({ strict: false, validateFormats: false }).validate(OPPORTUNITY, body.data)).toBe(true);
    expect(body.data).toMatchObject({
      status: { value: 'open' },
      funding: {
        minAwardAmount: { amount: '1500.00', currency: 'EUR' },
        maxAwardAmount: { amount: '65000.05', currency: 'EUR' },
      },
      keyDates: {
        closeDate: { eventType: 'singleDate', date: '2023-08-31', time: '23:59:00' },
        otherDates: { openDate: { date: '2023-06-09', time: '00:00:00' } },
      },
      customFields: { region: { name: 'region', fieldType: 'string', value: '76' } },
    });
    const page = await read<Opportunities>('/common-grants/opportunities?page=2&pageSize=2');
    expect(page.body).toMatchObject({ status: 200, paginationInfo: { page: 2, pageSize: 2, totalItems: 3, totalPages: 2 } });
    expect(page.body.items).toHaveLength(1);
    expect((await read('/common-grants/opportunities?pageSize=101')).status).toBe(400);
    expect((await read('/common-grants/opportunities?page=0')).status).toBe(400);
  });

  it('is searched by words, status and closing date; what is not applied is said', async () => {
    expect((await found({ search: 'francilien' })).items.map(({ id }) => id)).toEqual([elsewhere.id]);
    expect((await found({ search: '100%' })).items.map(({ id }) => id)).toEqual([upcoming.id]);
    expect((await found({ search: '%' })).items.map(({ id }) => id)).toEqual([upcoming.id]);
    expect((await found({ filters: { status: { operator: 'in', value: ['forecasted'] } } })).items.map(({ id }) => id)).toEqual([
      upcoming.id,
    ]);
    expect((await found({ filters: { status: { operator: 'notIn', value: ['forecasted'] } } })).items).toHaveLength(2);
    const range = { value: { min: '2023-08-31', max: '2023-10-15' } };
    const closing = { sorting: { sortBy: 'keyDates.closeDate', sortOrder: 'asc' } };
    expect(
      (await found({ filters: { closeDateRange: { operator: 'between', ...range } }, ...closing })).items.map(({ id }) => id),
    ).toEqual([open.id, elsewhere.id]);
    expect((await found({ filters: { closeDateRange: { operator: 'outside', ...range } } })).items.map(({ id }) => id)).toEqual([
      upcoming.id,
    ]);
    for (const sortBy of ['lastModifiedAt', 'createdAt', 'title', 'status.value']) {
      expect((await found({ sorting: { sortBy } })).sortInfo).toEqual({ sortBy, sortOrder: 'desc', errors: [] });
    }
    expect(
      await found({
        sorting: { sortBy: 'funding.maxAwardAmount' },
        filters: { minAwardAmountRange: { operator: 'between' } },
        pagination: { pageSize: 1 },
      }),
    ).toMatchObject({
      items: [{}],
      paginationInfo: { page: 1, pageSize: 1, totalItems: 3, totalPages: 3 },
      sortInfo: { sortBy: 'lastModifiedAt', errors: ['funding.maxAwardAmount: not supported, sorted by lastModifiedAt'] },
      filterInfo: { filters: {}, errors: ['minAwardAmountRange: not supported, ignored'] },
    });
    expect(
      (await found({ filters: { closeDateRange: { operator: 'between', value: { min: '2023-02-30', max: 'x' } } } })).code,
    ).toBe('validation-failed');
    expect((await found({ sql: "'; DROP TABLE call" })).code).toBe('validation-failed');
  });

  it('is nothing else: every other route asks for a token', async () => {
    const { body } = await read<{ paths: Record<string, Record<string, { 'x-access': unknown }>> }>('/v1/openapi.json');
    const open = Object.entries(body.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, operation]) => operation['x-access'] === 'public')
        .map(([method]) => `${method.toUpperCase()} ${path}`),
    );
    const ofTheService =
      /^(GET \/health\/|GET \/metrics$|GET \/docs|GET \/problems\/|GET \/v1\/openapi\.json$|POST \/v1\/auth\/|GET \/v1\/receipts\/)/;
    expect(open.filter((operation) => !ofTheService.test(operation)).sort()).toEqual([
      'GET /common-grants/opportunities',
      'GET /common-grants/opportunities/{id}',
      'GET /v1/public/calls',
      'GET /v1/public/calls/{id}',
      'GET /v1/public/calls/{id}/questions',
      'POST /common-grants/opportunities/search',
    ]);
  });
});

/** The required fields and types of `OpportunityBase`, read in the protocol's OpenAPI description of version 0.2.0. */
const EVENT = {
  type: 'object',
  required: ['name', 'eventType', 'date'],
  properties: { eventType: { const: 'singleDate' }, time: { pattern: '^\\d\\d:\\d\\d:\\d\\d$' } },
};
const MONEY = {
  type: 'object',
  required: ['amount', 'currency'],
  properties: { amount: { type: 'string', pattern: '^-?[0-9]+\\.?[0-9]*$' } },
};
const OPPORTUNITY = {
  type: 'object',
  required: ['id', 'title', 'status', 'description', 'createdAt', 'lastModifiedAt'],
  properties: {
    status: { type: 'object', required: ['value'], properties: { value: { enum: ['forecasted', 'open', 'closed', 'custom'] } } },
    description: { type: 'string' },
    funding: { properties: { minAwardAmount: MONEY, maxAwardAmount: MONEY } },
    keyDates: { properties: { postDate: EVENT, closeDate: EVENT, otherDates: { additionalProperties: EVENT } } },
    acceptedApplicantTypes: { type: 'array', items: { required: ['value'] } },
    source: { type: 'string', pattern: '^https?://' },
    customFields: {
      additionalProperties: {
        required: ['name', 'fieldType', 'value'],
        properties: { fieldType: { enum: ['string', 'number', 'integer', 'boolean', 'object', 'array'] } },
      },
    },
  },
};
