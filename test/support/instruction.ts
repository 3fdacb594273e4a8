import type { AgencyKind } from '../../src/features/applications/application-content.js';
import type { Grid } from '../../src/features/calls/call-settings.js';
import { subCriteria, totalOf, type Score } from '../../src/features/instruction/grid.rules.js';
import { AGENCY_KINDS, type InstructionState } from '../../src/features/instruction/instruction-facts.rules.js';
import { joinOpinions, type Opinion } from '../../src/features/instruction/joint.rules.js';
import { newId } from '../../src/kernel/ids.js';
import { allocate, cents } from '../../src/kernel/money.js';
import type { TestApp } from './app.js';
import type { MadeApplication } from './applications.js';
import type { MadeCall } from './calls.js';

export interface MakeInstruction {
  /** PENDING unless given. */
  readonly state?: InstructionState;
  /** A new id unless given, in every state but PENDING and CLOSED. */
  readonly examinerId?: string;
  /** Of a SIGNED row; FAVOURABLE unless given. */
  readonly opinion?: Opinion;
  readonly reasons?: string;
  readonly reserves?: string;
  /** Proposed per year; what is asked unless given, nothing when unfavourable. */
  readonly years?: readonly { readonly year: number; readonly cents: number }[];
  /** Of a row IN_PROGRESS or SIGNED; complete, all met unless given when SIGNED. */
  readonly scores?: readonly Score[];
}

export type MadeInstructions = Readonly<
  Record<AgencyKind, { readonly id: string; readonly examinerId: string | null; readonly version: number }>
>;

export const fullScores = (grid: Grid, met: (code: string) => boolean = () => true): Score[] =>
  subCriteria(grid).map(({ code }) => ({ code, met: met(code), comment: `Constat ${code}` }));

/** Both rows of a dossier, in any states, written directly; both SIGNED also writes the joint outcome on the application. */
export async function makeInstructions(
  app: TestApp,
  call: MadeCall,
  application: MadeApplication,
  given: { readonly CAF?: MakeInstruction; readonly DDETS?: MakeInstruction } = {},
): Promise<MadeInstructions> {
  const made = {
    CAF: await makeOne(app, call, application, 'CAF', given.CAF ?? {}),
    DDETS: await makeOne(app, call, application, 'DDETS', given.DDETS ?? {}),
  };
  if (AGENCY_KINDS.every((kind) => given[kind]?.state === 'SIGNED')) {
    const joint = joinOpinions(given.CAF?.opinion ?? 'FAVOURABLE', given.DDETS?.opinion ?? 'FAVOURABLE');
    await app.database.read.application.update({ where: { id: application.id }, data: joint });
  }
  return made;
}

async function makeOne(
  app: TestApp,
  call: MadeCall,
  application: MadeApplication,
  agencyKind: AgencyKind,
  options: MakeInstruction,
): Promise<MadeInstructions[AgencyKind]> {
  const { state = 'PENDING', opinion = 'FAVOURABLE', reasons = `Avis motivé de la ${agencyKind}.` } = options;
  const db = app.database.read;
  const now = app.clock.now();
  const id = newId();
  const examinerId = options.examinerId ?? (state === 'PENDING' || state === 'CLOSED' ? null : newId());
  const signed = state === 'SIGNED';
  const scores = options.scores ?? (signed ? fullScores(call.settings.grid) : undefined);
  const sheet = scores === undefined ? undefined : { gridVersion: call.settings.grid.version, scores };
  await db.instruction.create({
    data: {
      id,
      applicationId: application.id,
      callId: call.id,
      department: application.department,
      agencyKind,
      state,
      examinerId,
      assignedAt: examinerId === null ? null : now,
      createdAt: now,
      ...(sheet !== undefined && {
        scores: JSON.parse(JSON.stringify(sheet)) as object,
        scoreTotal: totalOf(call.settings.grid, sheet),
      }),
      ...(signed && { opinion, reasons, reserves: options.reserves ?? null, signedAt: now, signedBy: examinerId }),
    },
  });
  const years = options.years ?? (opinion === 'UNFAVOURABLE' ? [] : application.years);
  if (signed && examinerId !== null) {
    await db.applicationAmount.createMany({
      data: years.flatMap((line) => {
        const shares = allocate(
          cents(line.cents),
          call.funders.map(({ weight }) => weight),
        );
        return call.funders.map(({ code }, index) => ({
          applicationId: application.id,
          stage: `PROPOSED_${agencyKind}`,
          revision: 1,
          year: line.year,
          funderCode: code,
          cents: shares[index] ?? 0n,
          recordedAt: now,
          recordedBy: examinerId,
        }));
      }),
    });
  }
  return { id, examinerId, version: 1 };
}

/** Proposed by the Caf, not answered; written directly. */
export async function makeJointScore(
  app: TestApp,
  call: MadeCall,
  application: MadeApplication,
  proposedBy: string,
): Promise<string> {
  const { grid } = call.settings;
  const sheet = { gridVersion: grid.version, scores: fullScores(grid) };
  const { id } = await app.database.read.jointScore.create({
    data: {
      id: newId(),
      applicationId: application.id,
      examination: 1,
      agencyKind: 'CAF',
      state: 'PROPOSED',
      scores: JSON.parse(JSON.stringify(sheet)) as object,
      total: totalOf(grid, sheet),
      proposedBy,
      proposedAt: app.clock.now(),
    },
  });
  return id;
}

/** Of a dossier that the DDETS opposes, with a record of the Caf that the DDETS has not answered; written directly. */
export async function makeDivergence(app: TestApp, application: MadeApplication, recordedBy: string): Promise<string> {
  const db = app.database.read;
  const now = app.clock.now();
  const id = newId();
  const opinions = { cafOpinion: 'FAVOURABLE', ddetsOpinion: 'UNFAVOURABLE' };
  await db.divergence.create({
    data: { id, applicationId: application.id, examination: 1, state: 'TO_CONFIRM', openedAt: now, ...opinions },
  });
  await db.conciliation.create({
    data: {
      id: newId(),
      divergenceId: id,
      heldOn: now,
      means: 'MEETING',
      participants: ['Essai'],
      summary: 'Essai',
      outcome: 'PERSISTENT',
      agencyKind: 'CAF',
      recordedBy,
      recordedAt: now,
    },
  });
  return id;
}
