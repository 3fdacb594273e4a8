import type { ApplicationState } from '../../src/features/applications/application-facts.js';
import { newId } from '../../src/kernel/ids.js';
import type { TestActor, TestApp } from './app.js';
import { declareInterest, makeApplication, makeContent, type MadeApplication } from './applications.js';
import type { MadeCall } from './calls.js';

/** Both agencies' signed instructions with these points, written directly. */
export async function signScores(app: TestApp, application: MadeApplication, points: readonly [number, number]): Promise<void> {
  const { id: applicationId, callId, department } = application;
  const now = app.clock.now();
  await app.database.read.instruction.createMany({
    data: (['CAF', 'DDETS'] as const).map((agencyKind, index) => {
      const examinerId = newId();
      return {
        id: newId(),
        applicationId,
        callId,
        department,
        agencyKind,
        state: 'SIGNED',
        examinerId,
        scores: {},
        scoreTotal: points[index],
        opinion: 'FAVOURABLE',
        reasons: 'Bon projet',
        signedAt: now,
        signedBy: examinerId,
        createdAt: now,
      };
    }),
  });
}

export interface MakeJuryDossier {
  /** Asked for 2023 alone. */
  readonly euros: number;
  readonly points: number;
  readonly department?: string;
  /** COMMITTEE_FAVOURABLE unless given. */
  readonly state?: ApplicationState;
  readonly brings?: { readonly beneficiaries?: number; readonly placesCreated?: number };
}

/** A dossier before the jury, with signed scores. */
export async function makeJuryDossier(
  app: TestApp,
  call: MadeCall,
  { euros, points, department = '31', state = 'COMMITTEE_FAVOURABLE', brings }: MakeJuryDossier,
): Promise<MadeApplication> {
  const content = { ...makeContent(call, { years: [{ year: 2023, cents: euros * 100 }] }), ...brings };
  const application = await makeApplication(app, { call, department, state, content });
  await signScores(app, application, [points, 0]);
  return application;
}

/** A juror of Occitanie with a recorded interest in the dossier. */
export async function makeInterestedJuror(app: TestApp, application: MadeApplication): Promise<TestActor> {
  const juror = await app.actor({ role: 'REGIONAL_JURY', territory: 'REG-76' });
  await declareInterest(app, application.id, juror);
  return juror;
}
