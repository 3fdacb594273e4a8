// What a simulation comes to: totals by funder and year, what is left, how many projects of which department and axis. Exact, to the cent.

import type { Reason } from '../../kernel/errors.js';
import { cents, formatEuros } from '../../kernel/money.js';
import { label, reason } from '../../kernel/reasons.js';
import type { YearAmount } from '../applications/application-content.js';
import { isPriority } from '../calls/priority.rules.js';
import type { Board, BoardDossier, BoardEnvelope, LineStatus, SimulationLine } from './board.js';
import { envelopeKey, perEnvelopeKey } from './portfolio-amounts.rules.js';

/** Decided already: its money is out of the envelopes, whatever a simulation says of it. */
const SELECTED: readonly string[] = ['SHORTLISTED', 'AWARDED'];
const CLOSED: readonly string[] = [...SELECTED, 'REFUSED'];

export const isSelected = ({ state }: Pick<BoardDossier, 'state'>): boolean => SELECTED.includes(state);
export const isUndecided = ({ state }: Pick<BoardDossier, 'state'>): boolean => !CLOSED.includes(state);

export interface EnvelopeTotal extends BoardEnvelope {
  /** Simulated for the dossiers that the jury has not decided. */
  readonly planned: bigint;
  /** What would be left; negative: overdrawn. */
  readonly leftAfter: bigint;
}

export interface SimulationTotals {
  readonly envelopes: readonly EnvelopeTotal[];
  readonly overdrawn: boolean;
  /** Of the projects selected, those that the jury has selected already included. */
  readonly projects: number;
  readonly alreadySelected: number;
  readonly onReserve: number;
  readonly score: number;
  readonly beneficiaries: number;
  readonly places: number;
  readonly priority: number;
  readonly byDepartment: ReadonlyMap<string, number>;
  readonly byAxis: ReadonlyMap<string, number>;
}

/** Every dossier of the board counts, whether its reader sees it or not: a total that left some out would be wrong. */
export function totalsOf(board: Board, lines: readonly SimulationLine[]): SimulationTotals {
  const byId = new Map(lines.map((line) => [line.applicationId, line]));
  const statusOf = ({ id }: BoardDossier): LineStatus => byId.get(id)?.status ?? 'OUT';
  const simulated = board.dossiers.filter((dossier) => isUndecided(dossier) && statusOf(dossier) === 'IN');
  const already = board.dossiers.filter(isSelected);
  const selected = [...already, ...simulated];
  const planned = perEnvelopeKey(
    simulated.map(({ id }) => byId.get(id)?.years ?? []),
    board.funders,
  );
  const envelopes = board.envelopes.map((envelope): EnvelopeTotal => {
    const sum = planned.get(envelopeKey(envelope)) ?? 0n;
    return { ...envelope, planned: sum, leftAfter: BigInt(envelope.left) - sum };
  });
  const sumOf = (count: (dossier: BoardDossier) => number): number => selected.reduce((sum, dossier) => sum + count(dossier), 0);
  return {
    envelopes,
    overdrawn: envelopes.some(({ leftAfter }) => leftAfter < 0n),
    projects: selected.length,
    alreadySelected: already.length,
    onReserve: board.dossiers.filter((dossier) => isUndecided(dossier) && statusOf(dossier) === 'RESERVE').length,
    score: sumOf(({ score }) => score),
    beneficiaries: sumOf(({ beneficiaries }) => beneficiaries),
    places: sumOf(({ places }) => places),
    priority: sumOf(({ department, answer }) => (isPriority(board.priority ?? undefined, department, answer) ? 1 : 0)),
    byDepartment: countBy(selected.map(({ department }) => department)),
    byAxis: countBy(selected.flatMap(({ axes }) => axes)),
  };
}

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of [...keys].sort()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

export interface GivenLine {
  readonly applicationId: string;
  readonly status: LineStatus;
  readonly reserveRank?: number;
  readonly years?: readonly YearAmount[];
}

/** The line as it is kept: a dossier taken in without amounts is taken in for what it asks. */
export function lineOf(board: Board, { applicationId, status, reserveRank, years }: GivenLine): SimulationLine {
  const asked = board.dossiers.find(({ id }) => id === applicationId)?.requested ?? [];
  const kept = [...(years ?? asked)].sort((a, b) => a.year - b.year);
  return { applicationId, status, reserveRank: reserveRank ?? null, years: status === 'IN' ? kept : [] };
}

/** Faults of the lines given, with their pointers: a simulation promises nothing that the jury could not decide, overdrafts apart. */
export function lineFaults(board: Board, given: readonly GivenLine[]): Reason[] {
  return given.flatMap((line, index): Reason[] => {
    const at = `/lines/${index}`;
    const dossier = board.dossiers.find(({ id, visible }) => id === line.applicationId && visible);
    if (dossier === undefined) {
      return [
        reason(
          'dossierBeforeJury',
          `${at}/applicationId`,
          label('Ce dossier n’est pas devant le jury.', 'It is not before the jury.'),
        ),
      ];
    }
    if (given.findIndex((other) => other.applicationId === line.applicationId) !== index) {
      return [reason('dossierOnce', `${at}/applicationId`, label('Ce dossier est donné deux fois.', 'It is given twice.'))];
    }
    if ((line.status === 'RESERVE') !== (line.reserveRank !== undefined)) {
      return [
        reason(
          'rankOfReserve',
          `${at}/reserveRank`,
          label('Un rang va avec la liste de réserve.', 'A rank goes with the reserve list.'),
        ),
      ];
    }
    if (line.status !== 'IN') return [];
    return (line.years ?? []).flatMap(({ year, cents: amount }, position) => {
      const asked = dossier.requested.find((own) => own.year === year)?.cents ?? 0;
      const twice = line.years?.findIndex((other) => other.year === year) !== position;
      if (amount <= asked && !twice) return [];
      const text = formatEuros(cents(asked));
      const pointer = `${at}/years/${position}/${twice ? 'year' : 'cents'}`;
      return twice
        ? [reason('yearOnce', pointer, label(`${year} est donnée deux fois.`, `${year} is given twice.`))]
        : [reason('notMoreThanRequested', pointer, label(`${year} : ${text} demandés.`, `${year}: ${text} requested.`))];
    });
  });
}
