import { newId } from '../../src/kernel/ids.js';
import type { TestApp } from './app.js';
import type { MadeApplication } from './applications.js';

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
