import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { RemediesClock } from '../src/features/remedies/remedies.clock.js';
import { TestApp, type TestActor } from './support/app.js';
import { makeDeciders, type Deciders } from './support/awards.js';
import { makeCall, type MadeCall } from './support/calls.js';
import { takeMails, type Mail } from './support/mails.js';
import { makeDossier, type MadeDossier } from './support/remedies.js';

describe('letters on remedies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cofund-remedies-'));
  let app: TestApp;
  let people: Deciders;
  let caf: TestActor;
  let call: MadeCall;
  beforeAll(async () => {
    app = await TestApp.start({ now: '2023-11-20T09:00:00Z', environment: { DATA_DIR: folder } });
    people = await makeDeciders(app);
    caf = await app.actor({ role: 'CAF_INSTRUCTOR', territory: 'DEP-31' });
    call = await makeCall(app, { state: 'UNDER_SELECTION', settings: { committeeRequired: false } });
    await app.jobs.start();
  });
  afterAll(async () => {
    await app.stop();
    rmSync(folder, { recursive: true });
  });

  /** Mails written since the last look. */
  async function received(): Promise<Mail[]> {
    await app.jobs.drain();
    return takeMails(folder);
  }
  const to = ({ personId }: TestActor, mails: readonly Mail[]) => mails.filter((mail) => mail.to === personId);
  const noticeOf = ({ id }: MadeDossier) => app.database.read.decisionNotice.findMany({ where: { subjectId: id } });

  it('tell each step of an appeal, and the sending of a refusal is what starts its time limit', async () => {
    const dossier = await makeDossier(app, { call, state: 'COMMITTEE_UNFAVOURABLE' });
    const { representative } = dossier;
    const url = `/v1/applications/${dossier.id}`;
    await app.post(`${url}/refuse`, people.jury, { body: { reasons: 'Besoin non établi.' }, ifMatch: 1 });
    interface Limits {
      court: { state: string; until: string | null };
      notifiedAt: string | null;
    }
    expect((await app.get<Limits>(`${url}/time-limits`, representative)).body).toMatchObject({
      court: { state: 'NOT_RUNNING' },
      notifiedAt: null,
    });
    const refusal = to(representative, await received());
    expect(refusal.map(({ subject }) => subject)).toEqual([`Dossier non retenu — ${String(dossier.number)}`]);
    expect(await noticeOf(dossier)).toMatchObject([{ decision: 'REFUSED', examination: 1, statesAppeal: true }]);
    expect((await app.get<Limits>(`${url}/time-limits`, representative)).body).toMatchObject({
      court: { state: 'RUNNING', until: '2024-01-22T22:59:59.999Z' },
    });

    const appeal = await app.post<{ id: string; version: number }>(`${url}/appeals`, representative, {
      body: { kind: 'HIERARCHIQUE', grounds: 'Le besoin est établi.' },
    });
    const filing = await received();
    expect(to(representative, filing)[0]?.text).toContain('Votre recours hiérarchique a été reçu le 20 novembre 2023');
    expect(to(representative, filing)[0]?.text).toContain('20 janvier 2024 à 23:59');
    expect(to(people.manager, filing)[0]?.subject).toContain('Recours à examiner');
    expect(to(people.jury, filing)).toEqual([]);

    await app.post(`/v1/appeals/${appeal.body.id}/reject`, people.manager, {
      body: { reasons: 'Aucun élément nouveau.' },
      ifMatch: appeal.body.version,
    });
    const [rejection] = to(representative, await received());
    expect(rejection?.text).toContain('Motifs : Aucun élément nouveau.');
    expect(rejection?.text).toContain('Voies et délais de recours');
    expect(await app.database.read.decisionNotice.findMany({ where: { subjectId: appeal.body.id } })).toMatchObject([
      { decision: 'REJECTED', statesAppeal: true },
    ]);
  });

  it('tell of an appeal upheld or rejected by silence, and of silence on a dossier', async () => {
    const [upheld, silent] = [
      await makeDossier(app, { call, state: 'DISMISSED' }),
      await makeDossier(app, { call, state: 'REFUSED' }),
    ];
    const file = async ({ id, representative }: MadeDossier) =>
      (
        await app.post<{ id: string; version: number }>(`/v1/applications/${id}/appeals`, representative, {
          body: { kind: 'GRACIEUX', grounds: 'La pièce y était.' },
        })
      ).body;
    const appeal = await file(upheld);
    await file(silent);
    await received();
    await app.post(`/v1/appeals/${appeal.id}/uphold`, caf, { body: { reasons: 'La pièce figurait.' }, ifMatch: appeal.version });
    const mails = await received();
    expect(to(upheld.representative, mails)[0]?.text).toContain('un nouvel examen');
    expect(to(caf, mails)[0]?.subject).toContain('nouvel examen');
    await app.app.get(RemediesClock).tick(new Date('2024-01-21T08:00:00Z'));
    const later = await received();
    expect(to(silent.representative, later)[0]?.subject).toContain('Recours rejeté par le silence');

    const quiet = await makeDossier(app, { call, state: 'COMPLETE' });
    await app.app.get(RemediesClock).tick(new Date('2024-01-21T09:00:00Z'));
    const told = await received();
    expect(to(quiet.representative, told)[0]?.text).toContain('ce silence vaut refus');
    expect(to(caf, told)[0]?.text).toContain('ce silence vaut refus');
  });

  it('tell of an exception asked, rejected and granted, and of a renunciation', async () => {
    const late = await makeDossier(app, { call, state: 'LATE' });
    const ask = async () =>
      (
        await app.post<{ id: string }>(`/v1/applications/${late.id}/late-exceptions`, people.manager, {
          body: { reasons: 'Panne.' },
        })
      ).body.id;
    const first = await ask();
    const asked = await received();
    for (const officer of [people.state, people.cnaf]) expect(to(officer, asked)[0]?.subject).toContain('Exception à signer');
    expect(to(late.representative, asked)).toEqual([]);
    await app.post(`/v1/late-exceptions/${first}/reject`, people.cnaf, { body: { reasons: 'Aucune panne.' } });
    expect(to(late.representative, await received())[0]?.text).toContain('Motifs : Aucune panne.');
    const second = await ask();
    for (const officer of [people.state, people.cnaf])
      await app.post(`/v1/late-exceptions/${second}/sign`, officer, { body: {} });
    const granted = await received();
    expect(to(late.representative, granted)[0]?.text).toContain('Il garde son numéro');
    expect(to(caf, granted)[0]?.subject).toContain('Nouveau dossier à instruire');

    const award = await makeDossier(app, { call, state: 'AWARDED' });
    await app.post(`/v1/applications/${award.id}/renounce`, award.representative, { body: { reasons: 'Abandon.' }, ifMatch: 1 });
    expect(to(award.representative, await received())[0]?.subject).toContain('Renonciation enregistrée');
  });
});
