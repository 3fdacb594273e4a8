import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import type { Tx } from '../../platform/database/tx.js';
import type { DossierFact } from './portfolio-facts.rules.js';
import type { PortfolioAnswer, PortfolioProblem } from './portfolio.rules.js';

export interface NewRun {
  readonly id: string;
  readonly callId: string;
  readonly name: string;
  readonly request: unknown;
  readonly problem: PortfolioProblem;
  readonly answer: PortfolioAnswer;
  readonly facts: readonly DossierFact[];
  readonly solver: string;
  readonly by: string;
  readonly now: Date;
}

/** The run, and what it says of each dossier; kept as they are. */
export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  const { id, callId, name, request, answer, facts, solver, by, now } = run;
  const problem = canonicalJson(run.problem);
  const { status, objective, bound, nodes, seconds, conflict } = answer;
  await tx.db.$executeRaw`
    INSERT INTO selection_optimisation (id, call_id, name, request, problem, problem_hash, status, objective, bound, nodes, milliseconds, solver,
      conflict, requested_by, requested_at)
    VALUES (${id}::uuid, ${callId}::uuid, ${name}, ${JSON.stringify(request)}::jsonb, ${problem}::jsonb, ${sha256Hex(problem)}, ${status},
      ${objective}::bigint, ${bound}::bigint, ${nodes}::int, ${Math.round(seconds * 1000)}::int, ${solver},
      ${conflict === null ? null : JSON.stringify(conflict)}::jsonb, ${by}::uuid, ${now}::timestamptz)`;
  const rows = facts.map(({ id: applicationId, taken, reduced, years, value, because, missing }) => ({
    application_id: applicationId,
    taken,
    reduced,
    years: years.map(({ year }) => year),
    cents: years.map(({ cents }) => cents),
    value,
    because,
    missing: missing.map((lack) => ({ ...lack, cents: Number(lack.cents) })),
  }));
  await tx.db.$executeRaw`
    INSERT INTO selection_optimisation_line (optimisation_id, application_id, taken, reduced, years, cents, value, because, missing)
    SELECT ${id}::uuid, r.application_id, r.taken, r.reduced, r.years, r.cents, r.value, r.because, r.missing
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r (application_id uuid, taken boolean, reduced boolean, years int[], cents bigint[], value bigint, because jsonb, missing jsonb)`;
}
