import {
  makeApplication,
  makeOrganisation,
  type MadeApplication,
  type MakeCompletion,
} from '../../../test/support/applications.js';
import { TestApp } from '../../../test/support/app.js';
import { makeCall, type MadeCall } from '../../../test/support/calls.js';
import { CompletionClock } from './completion.clock.js';

describe('the reminder before the time to complete ends', () => {
  let app: TestApp;
  let call: MadeCall;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-06-15T08:00:00Z' });
    call = await makeCall(app);
  });
  afterAll(() => app.stop());

  const tick = (now: string): Promise<number> => app.app.get(CompletionClock).tick(new Date(now));
  const incomplete = (completion: MakeCompletion = {}, of = call): Promise<MadeApplication> =>
    makeApplication(app, {
      call: of,
      state: 'INCOMPLETE',
      completion: { items: [{ code: 'BUDGET' }], dueOn: '2023-06-30', ...completion },
    });
  const letters = async ({ id }: MadeApplication): Promise<number> =>
    app.database.read.outbox.count({ where: { payload: { equals: { message: 'application.reminded', subjectId: id } } } });
  const reminded = async ({ id }: MadeApplication): Promise<string[]> =>
    (await app.database.read.auditEntry.findMany({ where: { aggregateId: id } })).map(
      ({ event, capacity }) => `${event} ${capacity}`,
    );

  it('goes five days before, on the call’s own calendar, once', async () => {
    const paris = await incomplete();
    const reunion = await incomplete({}, await makeCall(app, { region: '04', timeZone: 'Indian/Reunion' }));
    expect(await tick('2023-06-24T19:59:59.999Z')).toBe(0);
    expect(await tick('2023-06-24T20:00:00.000Z')).toBe(1);
    expect([await letters(paris), await letters(reunion)]).toEqual([0, 1]);
    expect(await tick('2023-06-24T22:00:00.000Z')).toBe(1);
    expect(await tick('2023-06-25T08:00:00.000Z')).toBe(0);
    expect([await letters(paris), await letters(reunion)]).toEqual([1, 1]);
    expect(await reminded(paris)).toEqual(['remindByClock system']);
    const events = await app.database.read.completionEvent.findMany({ where: { round: { applicationId: paris.id } } });
    expect(events.map(({ kind, by }) => [kind, by === null])).toEqual([['ASKED', false], ['REMINDED_BY_CLOCK', true]]); // prettier-ignore
  });

  it('waits as the call says, and never reminds on the day of the request', async () => {
    const early = await incomplete({}, await makeCall(app, { settings: { reminderDays: 12 } }));
    const short = await incomplete({ dueOn: '2023-06-17' });
    expect(await tick('2023-06-15T12:00:00Z')).toBe(0);
    expect(await tick('2023-06-16T12:00:00Z')).toBe(1);
    expect(await letters(short)).toBe(1);
    expect(await tick('2023-06-18T12:00:00Z')).toBe(1);
    expect(await letters(early)).toBe(1);
  });

  it('leaves alone who was reminded, who has sent all, who is done, and what was accepted', async () => {
    const at = '2023-06-16T08:00:00.000Z';
    await incomplete({ remindedAt: at });
    await incomplete({ items: [{ code: 'BUDGET', sent: { at, by: 'x' } }] });
    await incomplete({ items: [{ code: 'BUDGET', settlement: { accepted: true, agency: 'CAF', at } }] });
    await makeApplication(app, { call, state: 'DISMISSED', completion: { items: [{ code: 'BUDGET' }], dueOn: '2023-06-30' } });
    expect(await tick('2023-06-29T08:00:00Z')).toBe(0);
  });

  it('sends one letter when several processes tick together', async () => {
    const dossiers = await Promise.all(Array.from({ length: 5 }, () => incomplete()));
    const sent = await Promise.all(Array.from({ length: 4 }, () => tick('2023-06-28T08:00:00Z')));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(5);
    expect(await Promise.all(dossiers.map(letters))).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts as the reminder that a dismissal wants', async () => {
    const organisation = await makeOrganisation(app, { department: '11' });
    const caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-11' });
    const { id } = await makeApplication(app, { call, organisation, department: '11' });
    await app.post(`/v1/applications/${id}/declare-incomplete`, caf, {
      body: { items: [{ code: 'BUDGET', label: 'Budget' }], dueOn: '2023-06-30' },
    });
    expect(await tick('2023-06-26T08:00:00Z')).toBe(1);
    app.clock.set(new Date('2023-07-01T08:00:00Z'));
    const dismissed = await app.post(`/v1/applications/${id}/dismiss`, caf, { body: { reasons: 'Sans réponse.' } });
    expect(dismissed.body.state).toBe('DISMISSED');
  });
});
