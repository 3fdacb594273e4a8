import { say, viewMoney } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';
import { constraintSentence, explanationSentences, missingSentence } from './constraint-sentences.rules.js';
import type { DossierRefView, PlannedYearView } from './dossier.views.js';
import type { ConstraintView, ContraryView, ExplanationView, MissingView, RunHeadView, RunView } from './optimisation.views.js';
import type { Run, RunHead, RunLine } from './optimisations.reader.js';
import { envelopeKey } from './portfolio-amounts.rules.js';
import { leftAfter } from './portfolio-check.rules.js';
import type { Alternative, Explanation } from './portfolio-explain.rules.js';
import type { ConstraintRef } from './portfolio.rules.js';
import type { RunRequest } from './problem.rules.js';

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
      return line === undefined
        ? []
        : [{ applicationId: id, number: line.number, title: line.title, department: line.department }];
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
