import { TestApp, type TestActor } from '../../../test/support/app.js';
import { makeApplication, makeOrganisation, type MadeApplication } from '../../../test/support/applications.js';
import { makeCall } from '../../../test/support/calls.js';
import { makeInstructions } from '../../../test/support/instruction.js';
import type { Actor, ActiveGrant } from '../../kernel/actor.js';
import { newId } from '../../kernel/ids.js';
import { Executor } from '../../platform/workflow/executor.js';
import { ApplicationBinding } from '../applications/application.binding.js';
import type { ApplicationEvent } from '../applications/application.machine.js';
import { CallBinding } from '../calls/call.binding.js';

describe('what instructions do when a dossier or its call moves', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-07-20T08:00:00Z' });
  });
  afterAll(() => app.stop());

  const person = (...grants: ActiveGrant[]): Actor => ({ personId: newId(), grants });
  const caf = person({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  const ddets = person({ role: 'DDETS_INSTRUCTOR', territory: 'DEP-31' });
  const fire = (id: string, event: ApplicationEvent, actor: Actor, input: unknown = {}) =>
    app.database.transaction((tx) =>
      app.app
        .get(Executor)
        .fire(tx, app.app.get(ApplicationBinding), id, event, { actor, input, now: app.clock.now(), requestId: 'spec' }),
    );
  const states = async (applicationId: string): Promise<string[]> =>
    (await app.database.read.instruction.findMany({ where: { applicationId }, orderBy: { agencyKind: 'asc' } })).map(
      ({ agencyKind, state }) => `${agencyKind} ${state}`,
    );
  const applicationState = async ({ id }: MadeApplication): Promise<string> =>
    (await app.database.read.application.findUniqueOrThrow({ where: { id } })).state;

  it('opens two rows at the submission, and closes them when the holder withdraws', async () => {
    const call = await makeCall(app);
    const organisation = await makeOrganisation(app);
    const application = await makeApplication(app, { call, department: '31', state: 'DRAFT', organisation });
    const holder = person({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id });
    await fire(application.id, 'submit', holder);
    expect(await states(application.id)).toEqual(['CAF PENDING', 'DDETS PENDING']);
    await fire(application.id, 'withdraw', holder, { reasons: 'Essai' });
    expect(await states(application.id)).toEqual(['CAF CLOSED', 'DDETS CLOSED']);
    const closed = await app.database.read.auditEntry.findMany({
      where: { aggregate: 'instruction', event: 'close', capacity: 'system' },
    });
    expect(closed.map(({ actorId }) => actorId)).toEqual([holder.personId, holder.personId]);
  });

  it('withdraws a draft that was never submitted: nothing to close', async () => {
    const organisation = await makeOrganisation(app);
    const application = await makeApplication(app, { call: await makeCall(app), state: 'DRAFT', organisation });
    await fire(application.id, 'withdraw', person({ role: 'HOLDER_REPRESENTATIVE', organisationId: organisation.id }));
    expect(await states(application.id)).toEqual([]);
  });

  it('keeps a signed opinion when the dossier ends, and closes the other row', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
    await makeInstructions(app, call, application, { CAF: { state: 'SIGNED' }, DDETS: { state: 'IN_PROGRESS' } });
    await fire(application.id, 'findIneligible', caf, { rule: 'axes', reasons: 'Hors du champ.' });
    expect(await states(application.id)).toEqual(['CAF SIGNED', 'DDETS IN_PROGRESS']);
    await fire(application.id, 'confirmIneligible', ddets, { rule: 'axes', reasons: 'Hors du champ.' });
    expect(await states(application.id)).toEqual(['CAF SIGNED', 'DDETS CLOSED']);
  });

  it('closes both rows of a dismissed dossier', async () => {
    const call = await makeCall(app, { state: 'CLOSED' });
    const completion = {
      items: [{ code: 'RIB', label: 'RIB' }],
      dueOn: '2023-07-10',
      dueAt: '2023-07-10T21:59:59.999Z',
      askedAt: '2023-07-01T08:00:00.000Z',
      askedBy: newId(),
      remindedAt: '2023-07-08T08:00:00.000Z',
    };
    const application = await makeApplication(app, { call, department: '31', state: 'INCOMPLETE', columns: { completion } });
    await makeInstructions(app, call, application, { DDETS: { state: 'ASSIGNED' } });
    await fire(application.id, 'dismiss', caf, { reasons: 'Sans réponse.' });
    expect(await states(application.id)).toEqual(['CAF CLOSED', 'DDETS CLOSED']);
  });

  it('starts the examination when the dossier is complete and both agencies have an examiner, in either order', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const assign = async (id: string, actor: TestActor): Promise<number> =>
      (await app.post(`/v1/instructions/${id}/assign`, actor, { body: { examinerId: actor.personId } })).status;
    const cafExaminer = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    const ddetsExaminer = await app.actor({ role: 'DDETS_INSTRUCTOR', territory: 'REG-76' });

    const early = await makeApplication(app, { call, department: '31', state: 'SUBMITTED' });
    const rows = await makeInstructions(app, call, early);
    expect([await assign(rows.CAF.id, cafExaminer), await assign(rows.DDETS.id, ddetsExaminer)]).toEqual([200, 200]);
    expect(await applicationState(early)).toBe('SUBMITTED');
    await fire(early.id, 'acceptCompleteness', caf);
    expect(await applicationState(early)).toBe('UNDER_EXAMINATION');

    const ready = await makeApplication(app, { call, department: '31', state: 'COMPLETE' });
    const late = await makeInstructions(app, call, ready, { CAF: { state: 'SIGNED' } });
    expect(await assign(late.DDETS.id, ddetsExaminer)).toBe(200);
    expect(await applicationState(ready)).toBe('UNDER_EXAMINATION');
  });

  it('closes every examination under way of a cancelled call', async () => {
    const call = await makeCall(app, { state: 'UNDER_EXAMINATION' });
    const applications: MadeApplication[] = [];
    for (let index = 0; index < 5; index += 1) {
      const application = await makeApplication(app, { call, department: '31', state: 'UNDER_EXAMINATION' });
      await makeInstructions(app, call, application, {
        CAF: { state: 'IN_PROGRESS' },
        DDETS: { state: index === 0 ? 'SIGNED' : 'PENDING' },
      });
      applications.push(application);
    }
    const manager = person({ role: 'CALL_MANAGER', territory: 'REG-76' });
    const options = { actor: manager, input: { reasons: 'Crédits annulés.' }, now: app.clock.now(), requestId: 'spec' };
    await app.database.transaction((tx) => app.app.get(Executor).fire(tx, app.app.get(CallBinding), call.id, 'cancel', options));
    const found = await Promise.all(applications.map(({ id }) => states(id)));
    expect(found).toEqual(applications.map((_, index) => ['CAF CLOSED', index === 0 ? 'DDETS SIGNED' : 'DDETS CLOSED']));
  });
});
