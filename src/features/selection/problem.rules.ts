// From what the jury asks to the problem that is solved, or to the faults of what it asks, each with its pointer. Pure.

import type { Reason } from '../../kernel/errors.js';
import { label, reason } from '../../kernel/reasons.js';
import { FINEST_OBJECTIVE, objectiveRange } from '../../platform/optimiser/milp.rules.js';
import type { YearAmount } from '../applications/application-content.js';
import { isPriority } from '../calls/priority.rules.js';
import type { Board, BoardDossier } from './board.js';
import { exactUnit, totalCents, valueOf } from './portfolio-amounts.rules.js';
import type { Bounds, Candidate, Objective, PortfolioProblem } from './portfolio.rules.js';
import { isSelected, isUndecided } from './simulation.rules.js';

const OBJECTIVES: readonly Objective[] = ['score', 'beneficiaries', 'places', 'projects'];

/** What is asked, in the shape of the request's body. */
export interface RunRequest {
  readonly basis?: 'REQUESTED' | 'PROPOSED';
  readonly objective: PortfolioProblem['objective'];
  readonly opinions?: readonly string[];
  readonly departments?: readonly (Bounds & { readonly department: string })[];
  readonly axes?: readonly (Bounds & { readonly axis: string })[];
  readonly priority?: { readonly min?: number; readonly percent?: number };
  readonly forcedIn?: readonly string[];
  readonly forcedOut?: readonly string[];
  readonly exclusive?: readonly { readonly applicationIds: readonly string[] }[];
  readonly minimumObjective?: number;
  readonly reduction?: {
    readonly floorPercent: number;
    readonly floors?: readonly { readonly applicationId: string; readonly cents: number }[];
  };
  readonly stepCents: number;
}

/** The dossiers that the jury has not decided, with what each may be granted and what it brings. */
export function problemOf(board: Board, request: RunRequest): PortfolioProblem {
  const { reduction, opinions } = request;
  const priorityOf = ({ department, answer }: BoardDossier): boolean =>
    isPriority(board.priority ?? undefined, department, answer);
  const floors = new Map((reduction?.floors ?? []).map(({ applicationId, cents }) => [applicationId, cents]));
  const candidates = board.dossiers.filter(isUndecided).flatMap((dossier): Candidate[] => {
    const { id, department, axes, score, beneficiaries, places } = dossier;
    const years = amountsOf(dossier, request.basis);
    if (totalCents(years) === 0n) return [];
    const floorCents = floors.get(id);
    const own = { id, department, axes, priority: priorityOf(dossier), years, score, beneficiaries, places };
    return [floorCents === undefined ? own : { ...own, floorCents }];
  });
  const opinionOf = new Map(board.dossiers.map(({ id, committeeOpinion }) => [id, committeeOpinion]));
  const setAside = candidates
    .filter(({ id }) => opinions !== undefined && !opinions.includes(opinionOf.get(id) ?? ''))
    .map(({ id }) => id);
  const { departments = [], axes = [], priority, forcedIn = [], forcedOut = [], exclusive = [], minimumObjective } = request;
  return {
    funders: board.funders.map(({ code, position, weight, family }) => ({ code, position, weight, family })),
    envelopes: board.envelopes.map(({ funderCode, year, left }) => ({ funderCode, year, leftCents: left })),
    candidates,
    settled: board.dossiers.filter(isSelected).map((dossier) => ({
      department: dossier.department,
      axes: dossier.axes,
      priority: priorityOf(dossier),
    })),
    objective: Object.fromEntries(
      OBJECTIVES.map((criterion) => [criterion, request.objective[criterion]]),
    ) as PortfolioProblem['objective'],
    constraints: {
      departments,
      axes,
      ...(priority !== undefined && { priority }),
      forcedIn,
      forcedOut: [...new Set([...forcedOut, ...setAside])],
      exclusive: exclusive.map(({ applicationIds }) => applicationIds),
      ...(minimumObjective !== undefined && { minimumObjective }),
    },
    stepCents: request.stepCents,
    ...(reduction !== undefined && { reduction: { floorPercent: reduction.floorPercent } }),
  };
}

/** What the committee proposed never goes above what is asked: a decision could not. */
function amountsOf({ requested, proposed }: BoardDossier, basis: RunRequest['basis']): YearAmount[] {
  if (basis !== 'PROPOSED' || proposed.length === 0) return [...requested];
  return requested.map(({ year, cents }) => ({
    year,
    cents: Math.min(cents, proposed.find((own) => own.year === year)?.cents ?? 0),
  }));
}

/** A dossier that the person who asks may not see does not exist for them. */
export function requestFaults(board: Board, request: RunRequest): Reason[] {
  const unit = exactUnit(board.funders);
  const problem = problemOf(board, request);
  const sought = OBJECTIVES.some((criterion) => request.objective[criterion] > 0);
  const finest = objectiveRange(problem.candidates.map((candidate) => valueOf(problem, candidate)));
  return [
    ...(sought
      ? []
      : [
          reason(
            'objectiveGiven',
            '/objective',
            label('Donnez un poids à un critère au moins.', 'Give a weight to one criterion at least.'),
          ),
        ]),
    ...(finest <= FINEST_OBJECTIVE
      ? []
      : [
          reason(
            'objectiveTooFine',
            '/objective',
            label(
              'Réduisez les poids : l’optimum ne se prouverait pas à l’unité près.',
              'Lower the weights: the optimum could not be proven to the unit.',
            ),
          ),
        ]),
    ...(request.stepCents % unit === 0
      ? []
      : [
          reason(
            'stepSplits',
            '/stepCents',
            label(
              `Choisissez un multiple de ${unit} centimes : le pas doit se partager sans reste.`,
              `Choose a multiple of ${unit} cents: the step must split exactly.`,
            ),
          ),
        ]),
    ...(problem.candidates.length > 0
      ? []
      : [
          reason(
            'candidatesPresent',
            '',
            label('Aucun dossier n’attend la décision du jury.', 'No application waits for the jury’s decision.'),
          ),
        ]),
    ...(request.departments ?? []).flatMap(({ department, ...bounds }, index) => [
      ...known('departmentOfCall', board.departments, department, `/departments/${index}/department`),
      ...ordered(bounds, `/departments/${index}/max`),
    ]),
    ...(request.axes ?? []).flatMap(({ axis, ...bounds }, index) => [
      ...known(
        'axisOfCall',
        board.axes.map(({ code }) => code),
        axis,
        `/axes/${index}/axis`,
      ),
      ...ordered(bounds, `/axes/${index}/max`),
    ]),
    ...dossierFaults(board, problem, request),
  ];
}

function known(rule: string, all: readonly string[], code: string, pointer: string): Reason[] {
  return all.includes(code)
    ? []
    : [reason(rule, pointer, label(`« ${code} » n’est pas de cet appel.`, `"${code}" is not of this call.`))];
}

function ordered({ min = 0, max = Infinity }: Bounds, pointer: string): Reason[] {
  return min <= max
    ? []
    : [
        reason(
          'limitsOrdered',
          pointer,
          label('Le maximum doit être au moins égal au minimum.', 'The maximum must be at least the minimum.'),
        ),
      ];
}

/** Each dossier named is a candidate that the person sees. */
function dossierFaults(board: Board, { candidates }: PortfolioProblem, request: RunRequest): Reason[] {
  const visible = new Set(board.dossiers.filter((dossier) => dossier.visible).map(({ id }) => id));
  const usable = new Set(candidates.map(({ id }) => id).filter((id) => visible.has(id)));
  const named = [
    ...(request.forcedIn ?? []).map((id, index) => [id, `/forcedIn/${index}`] as const),
    ...(request.forcedOut ?? []).map((id, index) => [id, `/forcedOut/${index}`] as const),
    ...(request.exclusive ?? []).flatMap(({ applicationIds }, list) =>
      applicationIds.map((id, index) => [id, `/exclusive/${list}/applicationIds/${index}`] as const),
    ),
    ...(request.reduction?.floors ?? []).map(
      ({ applicationId }, index) => [applicationId, `/reduction/floors/${index}/applicationId`] as const,
    ),
  ];
  return named.flatMap(([id, pointer]) =>
    usable.has(id)
      ? []
      : [
          reason(
            'dossierBeforeJury',
            pointer,
            label('Ce dossier n’attend pas la décision du jury.', 'It does not wait for the jury’s decision.'),
          ),
        ],
  );
}
