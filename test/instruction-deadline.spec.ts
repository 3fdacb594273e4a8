import { TestApp, type TestActor } from './support/app.js';
import { declareInterest, makeApplication } from './support/applications.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { makeInstructions, type MadeInstructions } from './support/instruction.js';
import { RecipientsReader } from '../src/features/notifications/recipients.reader.js';
import { Letters } from '../src/features/notifications/letters.service.js';
import { InstructionClock } from '../src/features/instruction/instruction.clock.js';
import type { InstructionView } from '../src/features/instruction/instruction.views.js';

describe('the deadline to sign', () => {
  let app: TestApp;
  let call: MadeCall;
  let caf: TestActor;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-09-01T08:00:00Z' });
    call = await timed({ signDays: 15 });
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
  });
  afterAll(() => app.stop());

  const timed = (instruction: object, more: object = {}): Promise<MadeCall> =>
    makeCall(app, { state: 'UNDER_EXAMINATION', settings: { instruction }, ...more });
  const tick = (now: string): Promise<number> => app.app.get(InstructionClock).tick(new Date(now));
  /** Both in progress since now. */
  const examining = async (of = call): Promise<MadeInstructions> => {
    const application = await makeApplication(app, { call: of, department: of.departments.includes('31') ? '31' : undefined, state: 'UNDER_EXAMINATION' }); // prettier-ignore
    return makeInstructions(app, of, application, {
      CAF: { state: 'IN_PROGRESS', examinerId: caf.personId },
      DDETS: { state: 'SIGNED' },
    });
  };
  const told = async (id: string): Promise<string[]> => {
    const entries = await app.database.read.auditEntry.findMany({ where: { aggregateId: id }, orderBy: { version: 'asc' } });
    return entries.map(({ event, capacity }) => `${event} ${capacity}`);
  };
  const letters = (id: string, message: string): Promise<number> =>
    app.database.read.outbox.count({ where: { payload: { equals: { message, subjectId: id } } } });

  it('is shown on the instruction and in the worklist of who is to sign', async () => {
    const { CAF } = await examining();
    expect((await app.get<InstructionView>(`/v1/instructions/${CAF.id}`, caf)).body.dueAt).toBe('2023-09-16T21:59:59.999Z');
    const { body } = await app.get<{ items: { id: string; until: string }[] }>('/v1/desk/worklist?limit=100', caf);
    expect(body.items.find(({ id }) => id === CAF.id)?.until).toBe('2023-09-16T21:59:59.999Z');
    const free = await examining(await timed({}));
    expect((await app.get<InstructionView>(`/v1/instructions/${free.CAF.id}`, caf)).body.dueAt).toBeNull();
    await app.database.read.instruction.updateMany({ where: { id: { in: [CAF.id, free.CAF.id] } }, data: { state: 'CLOSED' } });
  });

  it('reminds the examiner five days before and tells the managers three days after, on the call’s calendar, once each', async () => {
    const { CAF, DDETS } = await examining();
    const reunion = await examining(await timed({ signDays: 15 }, { region: '04', timeZone: 'Indian/Reunion' }));
    expect(await tick('2023-09-10T19:59:59.999Z')).toBe(0);
    expect(await tick('2023-09-10T20:00:00Z')).toBe(1);
    expect(await tick('2023-09-10T22:00:00Z')).toBe(1);
    expect(await tick('2023-09-18T08:00:00Z')).toBe(0);
    expect(await tick('2023-09-19T08:00:00Z')).toBe(2);
    expect(await tick('2023-10-19T08:00:00Z')).toBe(0);
    for (const { id } of [CAF, reunion.CAF]) {
      expect(await told(id)).toEqual(['remindExaminer system', 'escalate system']);
      expect([await letters(id, 'instruction.reminded'), await letters(id, 'instruction.escalated')]).toEqual([1, 1]);
    }
    // The agency that has signed is left alone.
    expect(await told(DDETS.id)).toEqual([]);
  });

  it('sends once when several processes tick together, and nothing of what is signed or not timed', async () => {
    const rows = await Promise.all(Array.from({ length: 5 }, () => examining()));
    await examining(await timed({}));
    const sent = await Promise.all(Array.from({ length: 4 }, () => tick('2023-09-12T08:00:00Z')));
    expect(sent.reduce((sum, count) => sum + count, 0)).toBe(5);
    for (const { CAF } of rows) expect(await letters(CAF.id, 'instruction.reminded')).toBe(1);
    await expect(
      app.database.read.$executeRaw`DELETE FROM instruction_reminder WHERE instruction_id = ${rows[0]!.CAF.id}::uuid`,
    ).rejects.toThrow(/permission denied/);
  });

  it('follows the days that the call sets, and tells of a row that nobody took', async () => {
    const strict = await timed({ signDays: 4, reminderDays: 4, escalationDays: 1 });
    const application = await makeApplication(app, { call: strict, department: '31', state: 'UNDER_EXAMINATION' });
    const { CAF, DDETS } = await makeInstructions(app, strict, application, {
      DDETS: { state: 'ASSIGNED', examinerId: caf.personId },
    });
    expect(await tick('2023-09-02T08:00:00Z')).toBe(1);
    expect(await tick('2023-09-06T08:00:00Z')).toBe(2);
    expect([await told(CAF.id), await told(DDETS.id)]).toEqual([
      ['escalate system'],
      ['remindExaminer system', 'escalate system'],
    ]);
  });

  it('writes to the examiner, and to the call managers of the region without an interest in the dossier', async () => {
    const { CAF } = await examining();
    const { applicationId } = await app.database.read.instruction.findUniqueOrThrow({ where: { id: CAF.id } });
    const manager = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    const interested = await app.actor({ role: 'CALL_MANAGER', territory: 'REG-76' });
    await app.actor({ role: 'CALL_MANAGER', territory: 'REG-11' });
    await declareInterest(app, applicationId, interested);
    const to = (audience: 'examiner' | 'callManagers'): Promise<string[]> =>
      app.app.get(RecipientsReader).find(app.database.read, audience, CAF.id, app.clock.now());
    expect([await to('examiner'), await to('callManagers')]).toEqual([[caf.personId], [manager.personId]]);
    const written = async (letter: 'signReminder' | 'signOverdue', locale: string): Promise<string> =>
      JSON.stringify(
        await app.app
          .get(Letters)
          .write(letter, CAF.id, { id: caf.personId, email: 'x@example.org', name: 'X', locale }, app.clock.now()),
      );
    expect(await written('signReminder', 'fr')).toMatch(/Rappel : avis à signer.*16 septembre 2023 à 23:59 \(heure de Paris\)/);
    expect(await written('signOverdue', 'fr')).toMatch(/Avis en retard.*16 septembre 2023.*département 31/);
    expect(await written('signOverdue', 'en')).toMatch(/Opinion overdue.*16 September 2023/);
  });
});
