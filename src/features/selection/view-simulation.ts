import { viewMoney } from '../../platform/http/views.js';
import type { Board, BoardDossier, Simulation, SimulationLine } from './board.js';
import { totalCents } from './portfolio-amounts.rules.js';
import { isUndecided, totalsOf, type SimulationTotals } from './simulation.rules.js';
import type {
  ComparedDossierView,
  ComparedLineView,
  ComparisonView,
  CountView,
  SimulationHeadView,
  SimulationLineView,
  SimulationTotalsView,
  SimulationView,
} from './simulation.views.js';

function viewTotals(totals: SimulationTotals): SimulationTotalsView {
  const counts = (of: ReadonlyMap<string, number>): CountView[] => [...of].map(([code, projects]) => ({ code, projects }));
  return {
    ...totals,
    envelopes: totals.envelopes.map(({ funderCode, year, amount, planned, leftAfter }) => ({
      funderCode,
      year,
      envelope: viewMoney(BigInt(amount)),
      planned: viewMoney(planned),
      left: viewMoney(leftAfter),
      overdrawn: leftAfter < 0n,
    })),
    byDepartment: counts(totals.byDepartment),
    byAxis: counts(totals.byAxis),
  };
}

/** A plain value, which the views that extend it spread. */
type Head = { [K in keyof SimulationHeadView]: SimulationHeadView[K] };

export function viewHead(simulation: Omit<Simulation, 'lines'>): Head {
  const { id, name, note, author, version, copiedFrom, optimisationId, createdAt, updatedAt, archivedAt } = simulation;
  const at = (instant: string): string => new Date(instant).toISOString();
  return {
    id,
    name,
    note,
    author,
    version,
    copiedFrom,
    optimisationId,
    createdAt: at(createdAt),
    updatedAt: at(updatedAt),
    archivedAt: archivedAt === null ? null : at(archivedAt),
  };
}

const OUT: Omit<SimulationLine, 'applicationId'> = { status: 'OUT', reserveRank: null, years: [] };

function lineFor(simulation: Simulation, { id }: BoardDossier): Omit<SimulationLine, 'applicationId'> {
  return simulation.lines.find(({ applicationId }) => applicationId === id) ?? OUT;
}

export function viewSimulation(board: Board, simulation: Simulation): SimulationView {
  const lines = board.dossiers
    .filter(({ visible }) => visible)
    .map((dossier): SimulationLineView => {
      const { id, number, title, holder, department, state, version, score, requested } = dossier;
      const { status, reserveRank, years } = lineFor(simulation, dossier);
      return {
        applicationId: id,
        number,
        title,
        holder,
        department,
        state,
        version,
        score,
        status,
        reserveRank,
        decided: !isUndecided(dossier),
        requested: viewMoney(totalCents(requested)),
        years: years.map(({ year, cents }) => ({ year, amount: viewMoney(BigInt(cents)) })),
      };
    });
  return { ...viewHead(simulation), callId: board.callId, lines, totals: viewTotals(totalsOf(board, simulation.lines)) };
}

export function viewComparison(board: Board): ComparisonView {
  const { simulations, dossiers } = board;
  return {
    simulations: simulations.map((simulation) => ({
      ...viewHead(simulation),
      totals: viewTotals(totalsOf(board, simulation.lines)),
    })),
    dossiers: dossiers
      .filter(({ visible }) => visible)
      .map((dossier): ComparedDossierView => {
        const { id, number, title, department, score, state } = dossier;
        const lines = simulations.map((simulation): ComparedLineView => {
          const { status, reserveRank, years } = lineFor(simulation, dossier);
          return { status, reserveRank, amount: status === 'IN' ? viewMoney(totalCents(years)) : null };
        });
        const differs = new Set(lines.map((line) => JSON.stringify(line))).size > 1;
        return { applicationId: id, number, title, department, score, state, differs, lines };
      }),
  };
}
