import type { Tx } from '../../platform/database/tx.js';
import type { SimulationLine } from './board.js';

export interface NewSimulation {
  readonly id: string;
  readonly callId: string;
  readonly name: string;
  readonly note: string | null;
  readonly copiedFrom: string | null;
  readonly optimisationId: string | null;
  readonly by: string;
  readonly now: Date;
}

/** 0 when the call has `most` of them already; the call, locked by the caller, makes two creations wait for each other. */
export function insertSimulation(tx: Tx, simulation: NewSimulation, most: number): Promise<number> {
  const { id, callId, name, note, copiedFrom, optimisationId, by, now } = simulation;
  return tx.db.$executeRaw`
    INSERT INTO selection_simulation (id, call_id, name, note, copied_from, optimisation_id, created_by, created_at, updated_by, updated_at)
    SELECT ${id}::uuid, ${callId}::uuid, ${name}, ${note}, ${copiedFrom}::uuid, ${optimisationId}::uuid, ${by}::uuid, ${now}::timestamptz,
           ${by}::uuid, ${now}::timestamptz
    WHERE (SELECT count(*) FROM selection_simulation WHERE call_id = ${callId}::uuid AND archived_at IS NULL) < ${most}::int`;
}

export async function copyLines(tx: Tx, id: string, from: string): Promise<void> {
  await tx.db.$executeRaw`
    INSERT INTO selection_simulation_line (simulation_id, application_id, status, reserve_rank, years, cents)
    SELECT ${id}::uuid, application_id, status, reserve_rank, years, cents FROM selection_simulation_line WHERE simulation_id = ${from}::uuid`;
}

/** The selection of a run, as lines; how many dossiers it takes. */
export function takeFromRun(tx: Tx, id: string, optimisationId: string): Promise<number> {
  return tx.db.$executeRaw`
    INSERT INTO selection_simulation_line (simulation_id, application_id, status, years, cents)
    SELECT ${id}::uuid, application_id, 'IN', years, cents FROM selection_optimisation_line
    WHERE optimisation_id = ${optimisationId}::uuid AND taken`;
}

export interface SimulationEdit {
  readonly id: string;
  readonly version: number;
  readonly name?: string;
  readonly note?: string;
  readonly archive?: true;
  readonly by: string;
  readonly now: Date;
}

/** 0 when the version moved, or the simulation is archived. */
export function updateSimulation(tx: Tx, { id, version, name, note, archive, by, now }: SimulationEdit): Promise<number> {
  return tx.db.$executeRaw`
    UPDATE selection_simulation SET version = version + 1, updated_by = ${by}::uuid, updated_at = ${now}::timestamptz,
      name = coalesce(${name ?? null}, name), note = coalesce(${note ?? null}, note),
      archived_at = CASE WHEN ${archive === true}::boolean THEN ${now}::timestamptz ELSE archived_at END
    WHERE id = ${id}::uuid AND version = ${version}::int AND archived_at IS NULL`;
}

/** In one statement, so that ranks may be exchanged. */
export async function setLines(tx: Tx, id: string, lines: readonly SimulationLine[]): Promise<void> {
  if (lines.length === 0) return;
  const rows = lines.map(({ applicationId, status, reserveRank, years }) => ({
    application_id: applicationId,
    status,
    reserve_rank: reserveRank,
    years: years.map(({ year }) => year),
    cents: years.map(({ cents }) => cents),
  }));
  await tx.db.$executeRaw`
    INSERT INTO selection_simulation_line AS l (simulation_id, application_id, status, reserve_rank, years, cents)
    SELECT ${id}::uuid, r.application_id, r.status, r.reserve_rank, r.years, r.cents
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r (application_id uuid, status text, reserve_rank int, years int[], cents bigint[])
    ON CONFLICT (simulation_id, application_id) DO UPDATE SET status = EXCLUDED.status, reserve_rank = EXCLUDED.reserve_rank,
      years = EXCLUDED.years, cents = EXCLUDED.cents`;
}
