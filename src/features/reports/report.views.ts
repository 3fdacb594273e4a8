// Records → wire.

import { holdsFor, hasRole, type Actor } from '../../kernel/actor.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions, viewMoney } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import type { ReportContent } from './report-content.js';
import type {
  FiguresView,
  GapView,
  ReportDecisionView,
  ReportIndicatorView,
  ReportRowView,
  ReportSummaryView,
  ReportTotalsView,
  ReportView,
} from './report-views.dto.js';
import {
  gapPercent,
  tableOf,
  plannedLines,
  totalsOf,
  type Figures,
  type ReportTotals,
  type TableRow,
} from './report-table.rules.js';
import { kindOf, tableIn } from './report-version.rules.js';
import { reportMachine } from './report.machine.js';
import { isLate, rowsOf, type ReportFacts } from './report.rules.js';
import type { ReportDecisionRow, ReportRecord } from './report.store.js';
import type { ReportListRow } from './reports.reader.js';

type Viewer = Pick<RequestContext, 'actor' | 'now' | 'locale'>;

/** A draft is its holder's own business until it is submitted; auditors read all. */
const readsDraft = (actor: Actor, { organisationId }: ReportFacts): boolean =>
  holdsFor(actor, 'HOLDER_EDITOR', organisationId) ||
  holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId) ||
  hasRole(actor, 'AUDITOR');

function shownTo(actor: Actor, facts: ReportFacts): { readonly content: ReportContent; readonly rows: readonly TableRow[] } {
  if (readsDraft(actor, facts)) return { content: facts.content, rows: rowsOf(facts) };
  const { submitted, budget, year, legs } = facts;
  if (submitted === null) return { content: {}, rows: tableOf(plannedLines(budget, year, legs)) };
  return { content: submitted.content, rows: tableIn(submitted) };
}

const viewGap = (figures: Figures): GapView => ({
  cents: viewMoney(figures.realisedCents - figures.plannedCents).cents,
  currency: 'EUR',
  percent: gapPercent(figures),
});

const viewFigures = (figures: Figures): FiguresView => ({
  planned: viewMoney(figures.plannedCents),
  realised: viewMoney(figures.realisedCents),
  gap: viewGap(figures),
});

function viewRow({ planned, cents, realisedCents, ...row }: TableRow): ReportRowView {
  const { position, side, heading, nature, family, funderCode, label, eligible } = row;
  return {
    position,
    side,
    heading,
    nature,
    family,
    funderCode,
    label,
    eligible,
    inPlan: planned,
    planned: viewMoney(cents),
    realised: realisedCents === null ? null : viewMoney(realisedCents),
    gap: realisedCents === null ? null : viewGap({ plannedCents: cents, realisedCents }),
  };
}

function viewTotals(totals: ReportTotals): ReportTotalsView {
  return {
    charges: viewFigures(totals.charges),
    directCharges: viewFigures(totals.directCharges),
    indirectCharges: viewFigures(totals.indirectCharges),
    products: viewFigures(totals.products),
    inKind: viewFigures(totals.inKind),
    headings: totals.headings.map((total) => Object.assign(viewFigures(total), { heading: total.heading })),
    families: totals.families.map((total) => Object.assign(viewFigures(total), { family: total.family })),
  };
}

/** Those of the application, then those that the holder adds. */
function viewIndicators({ indicators }: ReportFacts, { indicators: reported = [] }: ReportContent): ReportIndicatorView[] {
  const told = new Map(reported.map((one) => [one.label, one]));
  const aimed = new Set(indicators.map(({ label }) => label));
  const value = (label: string) => ({ value: told.get(label)?.value ?? null, comment: told.get(label)?.comment ?? null });
  return [
    ...indicators.map(({ label, unit = null, baseline = null, target }) => ({ label, unit, baseline, target, ...value(label) })),
    ...reported
      .filter(({ label }) => !aimed.has(label))
      .map(({ label }) => ({ label, unit: null, baseline: null, target: null, ...value(label) })),
  ];
}

function viewDecision({ eligibleCents, otherPublicCents, setAside, at, ...decision }: ReportDecisionRow): ReportDecisionView {
  return {
    ...decision,
    setAside: [...setAside],
    eligible: eligibleCents === null ? null : viewMoney(BigInt(eligibleCents)),
    otherPublic: otherPublicCents === null ? null : viewMoney(BigInt(otherPublicCents)),
    at: new Date(at).toISOString(),
  };
}

export function viewSummary(
  row: ReportListRow,
  { now, locale }: Pick<Viewer, 'now' | 'locale'>,
): Pick<ReportSummaryView, keyof ReportSummaryView> {
  const { final, timeZone, submittedAt, ...rest } = row;
  return {
    ...rest,
    kind: kindOf({ final }),
    stateLabel: say(reportMachine.states[row.state], locale),
    late: isLate({ ...row, timeZone }, now),
    submittedAt: submittedAt?.toISOString() ?? null,
  };
}

export function viewReport(
  { facts, version, versions, applicationNumber, title, holder }: ReportRecord,
  viewer: Viewer,
): ReportView {
  const { actor, now, locale } = viewer;
  const { id, awardId, applicationId, callId, department, year, state, dueOn, awaitedOn, final, timeZone } = facts;
  const { content, rows } = shownTo(actor, facts);
  const waiting = waitingOn(reportMachine, state);
  const last = versions.at(-1);
  const summary = { id, awardId, applicationId, callId, applicationNumber, title, holder, department, year, state, version };
  return {
    ...viewSummary(
      {
        ...summary,
        final,
        dueOn,
        awaitedOn,
        timeZone,
        submittedAt: last === undefined ? null : new Date(last.submittedAt),
      },
      viewer,
    ),
    content: content as ReportView['content'],
    table: rows.map(viewRow),
    totals: viewTotals(totalsOf(rows)),
    targets: [...facts.targets],
    indicators: viewIndicators(facts, content),
    versions: versions.map(({ number, hash, submittedAt, submittedBy, decision }) => ({
      number,
      hash,
      submittedAt: new Date(submittedAt).toISOString(),
      submittedBy,
      decision: decision && viewDecision(decision),
    })),
    actions: viewActions(actions(reportMachine, state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}
