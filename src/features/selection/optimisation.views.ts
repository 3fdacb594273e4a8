import {
  AnyJson,
  Bool,
  Instant,
  Int,
  Nested,
  NestedList,
  OneOf,
  Pattern,
  Text,
  TextList,
  Uuid,
} from '../../platform/http/fields.js';
import { MoneyView, PageInfo, say, viewMoney } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';
import { constraintSentence, explanationSentences, missingSentence } from './constraint-sentences.rules.js';
import type { Run, RunHead, RunLine } from './optimisations.reader.js';
import { envelopeKey } from './portfolio-amounts.rules.js';
import { leftAfter } from './portfolio-check.rules.js';
import type { Alternative, Explanation } from './portfolio-explain.rules.js';
import { CONSTRAINT_KINDS, RUN_STATUSES, type ConstraintRef, type RunStatus } from './portfolio.js';
import type { RunRequest } from './problem.rules.js';
import { PlannedYearView } from './simulation.views.js';

const VALUE = { min: -(2 ** 53), max: 2 ** 53 } as const;
const FOUND = ['FOUND', 'IMPOSSIBLE', 'OUT_OF_TIME'] as const;

export class RunHeadView {
  @Uuid()
  id!: string;
  @Text({ max: 100 })
  name!: string;
  @OneOf(RUN_STATUSES, {
    description:
      'OPTIMAL: proven, and verified in whole numbers. TIME_LIMIT: verified, perhaps not the best. INFEASIBLE: proven that nothing meets the constraints. UNVERIFIED: the solver’s answer did not hold.',
  })
  status!: RunStatus;
  @Int({ ...VALUE, nullable: true, description: 'Value of the selection.' })
  objective!: number | null;
  @Int({ ...VALUE, nullable: true, description: 'No selection is worth more: proven.' })
  bound!: number | null;
  @Int({ ...VALUE, nullable: true, description: 'Bound less value; 0 or less when optimal.' })
  gap!: number | null;
  @Int({ min: 0, max: 2 ** 31 - 1, description: 'Nodes of the search tree.' })
  nodes!: number;
  @Int({ min: 0, max: 2 ** 31 - 1 })
  milliseconds!: number;
  @Text({ max: 100, example: 'HiGHS 1.15.1 (04024d7)' })
  solver!: string;
  @Pattern({ pattern: /^[0-9a-f]{64}$/, max: 64, description: 'SHA-256 of the canonical JSON of the problem, as it was posed.' })
  problemHash!: string;
  @Text({ max: 300 })
  author!: string;
  @Instant()
  requestedAt!: string;
  @Bool({ description: 'Reference of the call: one departs from it with a reason.' })
  isReference!: boolean;
}

export class RunListView {
  @NestedList(() => RunHeadView, { max: 100 })
  items!: RunHeadView[];
  @Nested(() => PageInfo)
  page!: PageInfo;
}

export class ConstraintView {
  @OneOf(CONSTRAINT_KINDS)
  kind!: (typeof CONSTRAINT_KINDS)[number];
  @Text({ max: 100, nullable: true, description: '"STATE 2023", a department, an axis, a dossier that one sees.' })
  key!: string | null;
  @Text({ max: 300 })
  sentence!: string;
}

export class MissingView {
  @Text({ max: 40 })
  funderCode!: string;
  @Int({ min: 2000, max: 2100 })
  year!: number;
  @Nested(() => MoneyView)
  amount!: MoneyView;
  @Text({ max: 300 })
  sentence!: string;
}

export class RunLineView {
  @Uuid()
  applicationId!: string;
  @Text({ max: 40, nullable: true })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
  @Text({ max: 3 })
  department!: string;
  @Bool()
  taken!: boolean;
  @Bool({ description: 'Taken for less than it asks.' })
  reduced!: boolean;
  @Int({ min: 0, max: 2 ** 53, description: 'What it brings, in the unit of the objective.' })
  value!: number;
  @NestedList(() => PlannedYearView, { max: 20, description: 'Granted when taken, asked otherwise.' })
  years!: PlannedYearView[];
  @NestedList(() => MissingView, { max: 200, description: 'What each envelope lacks to add it, as it asks, to the selection.' })
  missing!: MissingView[];
  @NestedList(() => ConstraintView, {
    max: 300,
    description: 'Left out: what adding it would break. Taken: that it is forced in.',
  })
  because!: ConstraintView[];
}

export class RunEnvelopeView {
  @Text({ max: 40 })
  funderCode!: string;
  @Int({ min: 2000, max: 2100 })
  year!: number;
  @Nested(() => MoneyView, { description: 'Left for the dossiers considered, when it was computed.' })
  before!: MoneyView;
  @Nested(() => MoneyView, { description: 'Left after the selection.' })
  after!: MoneyView;
}

export class ConflictView {
  @NestedList(() => ConstraintView, { max: 2000, description: 'No selection meets these together.' })
  constraints!: ConstraintView[];
  @Bool({ description: 'Without any one of them some selection exists; false when the time did not allow to tell.' })
  minimal!: boolean;
}

export class RunView extends RunHeadView {
  @Uuid()
  callId!: string;
  @AnyJson({ description: 'What was asked, in the shape of the request’s body.' })
  request!: object;
  @Int({ min: 0, max: 2000, description: 'Dossiers considered, those one does not see included.' })
  considered!: number;
  @Int({ min: 0, max: 2000 })
  taken!: number;
  @NestedList(() => RunEnvelopeView, { max: 200 })
  envelopes!: RunEnvelopeView[];
  @NestedList(() => RunLineView, { max: 2000, description: 'Every dossier considered that one may see.' })
  lines!: RunLineView[];
  @Nested(() => ConflictView, { nullable: true })
  conflict!: ConflictView | null;
}

export class DossierRefView {
  @Uuid()
  applicationId!: string;
  @Text({ max: 40, nullable: true })
  number!: string | null;
  @Text({ max: 300 })
  title!: string;
}

export class ContraryView {
  @OneOf(FOUND, { description: 'IMPOSSIBLE: proven that no selection does it. OUT_OF_TIME: not told.' })
  status!: (typeof FOUND)[number];
  @Int({ ...VALUE, nullable: true })
  objective!: number | null;
  @Int({ ...VALUE, nullable: true, description: 'What the best selection loses by it; 0: another one is worth as much.' })
  cost!: number | null;
  @NestedList(() => DossierRefView, { max: 2000 })
  entering!: DossierRefView[];
  @NestedList(() => DossierRefView, { max: 2000 })
  leaving!: DossierRefView[];
  @Int({ min: 0, max: 2000, description: 'Entering or leaving, that one does not see.' })
  hidden!: number;
}

export class ExplanationView {
  @Uuid()
  applicationId!: string;
  @Bool()
  taken!: boolean;
  @Int({ min: 0, max: 2 ** 53 })
  value!: number;
  @Nested(() => ContraryView, { description: 'The best selection without it when it is taken, with it when it is left out.' })
  contrary!: ContraryView;
  @Int({ min: 0, max: 2 ** 53, nullable: true, description: 'Value that it lacks to be in every best selection.' })
  missingValue!: number | null;
  @NestedList(() => MissingView, {
    max: 200,
    nullable: true,
    description: 'Least credits, in whole steps, for a selection with it that is worth the best one.',
  })
  growth!: MissingView[] | null;
  @NestedList(() => PlannedYearView, {
    max: 20,
    nullable: true,
    description: 'Most that it may ask, in whole steps, and be in a selection worth the best one.',
  })
  largest!: PlannedYearView[] | null;
  @TextList({ max: 250, itemMax: 300 })
  sentences!: string[];
}

type Head = { [K in keyof RunHeadView]: RunHeadView[K] };

export function viewRunHead(run: RunHead): Head {
  const { id, name, status, objective, bound, nodes, milliseconds, solver, problemHash, author, isReference } = run;
  const gap = objective === null || bound === null ? null : bound - objective;
  const requestedAt = new Date(run.requestedAt).toISOString();
  return { id, name, status, objective, bound, gap, nodes, milliseconds, solver, problemHash, author, requestedAt, isReference };
}

const viewYears = (years: RunLine['years']): PlannedYearView[] =>
  years.map(({ year, cents }) => ({ year, amount: viewMoney(BigInt(cents)) }));

/** The dossiers of a run that its reader may see, by id. */
const visibleIn = (lines: readonly RunLine[]): Map<string, RunLine> =>
  new Map(lines.filter(({ visible }) => visible).map((line) => [line.applicationId, line]));

const OF_DOSSIER: readonly ConstraintRef['kind'][] = ['FORCED_IN', 'FORCED_OUT'];

function viewConstraint(ref: ConstraintRef, visible: ReadonlyMap<string, RunLine>, locale: Locale): ConstraintView {
  const shown = ref.key !== '' && (!OF_DOSSIER.includes(ref.kind) || visible.has(ref.key));
  return { kind: ref.kind, key: shown ? ref.key : null, sentence: say(constraintSentence(ref), locale) };
}

export function viewRun(run: Run, locale: Locale): RunView {
  const { callId, problem, lines, conflict } = run;
  const visible = visibleIn(lines);
  const taken = lines.filter((line) => line.taken).map(({ applicationId: id, years, reduced }) => ({ id, years, reduced }));
  const after = leftAfter(problem, taken);
  const constraints = (refs: readonly ConstraintRef[]): ConstraintView[] =>
    refs.map((ref) => viewConstraint(ref, visible, locale));
  return {
    ...viewRunHead(run),
    callId,
    request: shownRequest(run.request, visible),
    considered: problem.candidates.length,
    taken: taken.length,
    envelopes: problem.envelopes.map((envelope) => ({
      funderCode: envelope.funderCode,
      year: envelope.year,
      before: viewMoney(BigInt(envelope.leftCents)),
      after: viewMoney(after.get(envelopeKey(envelope)) ?? 0n),
    })),
    lines: [...visible.values()].map(
      ({ applicationId, number, title, department, reduced, value, years, missing, because, taken: isTaken }) => ({
        applicationId,
        number,
        title,
        department,
        taken: isTaken,
        reduced,
        value,
        years: viewYears(years),
        missing: missing.map((lack) => viewMissing(lack, locale)),
        because: constraints(because),
      }),
    ),
    conflict: conflict && { constraints: constraints(conflict.constraints), minimal: conflict.minimal },
  };
}

function viewMissing(lack: RunLine['missing'][number], locale: Locale): MissingView {
  const { funderCode, year, cents } = lack;
  return { funderCode, year, amount: viewMoney(BigInt(cents)), sentence: say(missingSentence(lack), locale) };
}

/** What was asked, less the dossiers that the reader does not see. */
function shownRequest(request: RunRequest, visible: ReadonlyMap<string, RunLine>): object {
  const { forcedIn, forcedOut, exclusive, reduction } = request;
  const seen = (ids: readonly string[]): string[] => ids.filter((id) => visible.has(id));
  const floors = reduction?.floors?.filter(({ applicationId }) => visible.has(applicationId));
  return {
    ...request,
    ...(forcedIn && { forcedIn: seen(forcedIn) }),
    ...(forcedOut && { forcedOut: seen(forcedOut) }),
    ...(exclusive && { exclusive: exclusive.map(({ applicationIds }) => ({ applicationIds: seen(applicationIds) })) }),
    ...(reduction && { reduction: { ...reduction, ...(floors && { floors }) } }),
  };
}

function viewContrary(contrary: Alternative, visible: ReadonlyMap<string, RunLine>): ContraryView {
  const { status, objective, cost, entering, leaving } = contrary;
  const seen = (ids: readonly string[]): DossierRefView[] =>
    ids.flatMap((id) => {
      const line = visible.get(id);
      return line === undefined ? [] : [{ applicationId: id, number: line.number, title: line.title }];
    });
  const shown = { entering: seen(entering), leaving: seen(leaving) };
  const hidden = entering.length + leaving.length - shown.entering.length - shown.leaving.length;
  return { status, objective, cost, ...shown, hidden };
}

export function viewExplanation(explanation: Explanation, lines: readonly RunLine[], locale: Locale): ExplanationView {
  const { id, taken, value, contrary, missingValue, growth, largest } = explanation;
  const grown = growth?.status === 'FOUND' ? [...growth.cents].filter(([, cents]) => cents > 0) : null;
  return {
    applicationId: id,
    taken,
    value,
    contrary: viewContrary(contrary, visibleIn(lines)),
    missingValue,
    growth:
      grown?.map(([key, cents]) => {
        const [funderCode = '', year = ''] = key.split(' ');
        return viewMissing({ funderCode, year: Number(year), cents }, locale);
      }) ?? null,
    largest: largest?.status === 'FOUND' ? viewYears(largest.years.filter(({ cents }) => cents > 0)) : null,
    sentences: explanationSentences(explanation).map((sentence) => say(sentence, locale)),
  };
}
