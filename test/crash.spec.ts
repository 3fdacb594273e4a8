// kill -9 between the commit and the reply, then a retry with the same key: one effect, and the client gets its answer.

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { TestApp, type TestActor } from './support/app.js';
import { makeApplication } from './support/applications.js';
import { makeCall } from './support/calls.js';

const support = join(dirname(fileURLToPath(import.meta.url)), 'support');

describe('a process killed between commit and reply', () => {
  let app: TestApp;
  let applicationId: string;
  let draftId: string;
  let holder: TestActor;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    app = await TestApp.start({ now: new Date().toISOString() });
    const call = await makeCall(app, { state: 'OPEN', deadlineLocal: '2039-12-31T23:59:00' });
    const application = await makeApplication(app, { call, state: 'DRAFT' });
    applicationId = application.id;
    holder = await app.actor({ role: 'HOLDER_REPRESENTATIVE', organisationId: application.organisationId });
    const { organisationId, department } = application;
    const organisation = { id: organisationId, name: '', holderType: 'COMMUNE', department };
    draftId = (await makeApplication(app, { call, organisation, state: 'DRAFT', content: {} })).id;
  });
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await app.stop();
  });

  async function serve(pauseAt?: string): Promise<{ child: ChildProcess; address: string }> {
    const child = fork(join(support, 'pausing-server.ts'), {
      execArgv: ['--import', join(support, 'swc-loader.mjs')],
      stdio: 'inherit',
    });
    children.push(child);
    const environment = {
      JWT_SECRET: app.config.secret,
      LOG_LEVEL: 'silent',
      JOBS_IN_API: 'false',
      DATA_DIR: app.config.dataDir,
    };
    child.send({ url: app.testDatabase.url, environment, pauseAt });
    const [{ address }] = (await once(child, 'message')) as [{ address: string }];
    return { child, address };
  }

  const submit = (address: string): Promise<Response> =>
    fetch(`${address}/v1/applications/${applicationId}/submit`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${holder.token}`,
        'idempotency-key': 'the-same-key-for-the-retry',
        'content-type': 'application/json',
      },
      body: '{}',
    });

  it('submits once, and answers the retry with the first answer', async () => {
    const first = await serve('/submit');
    const lost = submit(first.address).then(
      () => 'answered',
      () => 'cut',
    );
    const [signal] = (await once(first.child, 'message')) as [string];
    expect(signal).toBe('committed');
    first.child.kill('SIGKILL');
    expect(await lost).toBe('cut');

    const second = await serve();
    const reply = await submit(second.address);
    expect(reply.status).toBe(200);
    expect(reply.headers.get('idempotent-replayed')).toBe('true');
    expect(((await reply.json()) as { state: string }).state).toBe('SUBMITTED');

    const [counts] = await app.database.read.$queryRaw<{ versions: bigint; acts: bigint }[]>`
      SELECT (SELECT count(*) FROM application_version WHERE application_id = ${applicationId}::uuid) AS versions,
             (SELECT count(*) FROM audit_entry WHERE aggregate_id = ${applicationId}::uuid AND event = 'submit') AS acts`;
    expect(counts).toEqual({ versions: 1n, acts: 1n });
  }, 60_000);

  it('saves an edit once, and merges its retry with what another typed meanwhile', async () => {
    const edit = (address: string): Promise<Response> =>
      fetch(`${address}/v1/applications/${draftId}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${holder.token}`, 'if-match': '"1"', 'content-type': 'application/merge-patch+json' },
        body: JSON.stringify({ summary: 'Tapé une fois.' }),
      });
    const first = await serve(draftId);
    const lost = edit(first.address).then(
      () => 'answered',
      () => 'cut',
    );
    expect(((await once(first.child, 'message')) as [string])[0]).toBe('committed');
    first.child.kill('SIGKILL');
    expect(await lost).toBe('cut');

    const elsewhere = await app.patch(`/v1/applications/${draftId}`, holder, { ifMatch: 2, body: { partners: 'PMI' } });
    expect(elsewhere.status).toBe(200);
    const second = await serve();
    const reply = await edit(second.address);
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ version: 3, content: { summary: 'Tapé une fois.', partners: 'PMI' } });
    expect(await app.database.read.applicationDraftVersion.count({ where: { applicationId: draftId } })).toBe(3);
  }, 60_000);
});
