// Rows and facts → wire.

import type { Actor } from '../../kernel/actor.js';
import { formatLegal } from '../../kernel/legal-time.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { say, viewActions } from '../../platform/http/views.js';
import type { RequestContext } from '../../platform/workflow/request.js';
import { readsAsHolder } from '../applications/disclosure.rules.js';
import { appealMachine } from './appeal.machine.js';
import type { AppealFacts } from './appeal.rules.js';
import type { AppealRow } from './appeal.store.js';
import { lateExceptionMachine } from './late-exception.machine.js';
import type { LateExceptionFacts } from './late-exception.rules.js';
import type { LateExceptionRow } from './late-exception.store.js';
import type { AppealSummaryView, AppealView, LateExceptionView, TimeLimitsView } from './remedies.views.js';
import type { TimeLimits } from './time-limits.rules.js';

type Reader = Pick<RequestContext, 'actor' | 'now' | 'locale'>;

const holder = (actor: Actor, facts: { readonly organisationId: string }): boolean => readsAsHolder(actor, facts.organisationId);

export function viewException(
  row: LateExceptionRow,
  facts: LateExceptionFacts,
  { actor, now, locale }: Reader,
): LateExceptionView {
  const asHolder = holder(actor, facts);
  const waiting = waitingOn(lateExceptionMachine, row.state);
  return {
    id: row.id,
    applicationId: row.applicationId,
    state: row.state,
    stateLabel: say(lateExceptionMachine.states[row.state], locale),
    version: row.version,
    reasons: asHolder ? null : row.reasons,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    rejectionReasons: row.rejection?.reasons ?? null,
    signatures: facts.funders.map(({ code, name }) => {
      const signature = row.signatures.find(({ funderCode }) => funderCode === code);
      return {
        funderCode: code,
        funderName: name,
        signedAt: signature === undefined ? null : new Date(signature.signedAt).toISOString(),
        signedBy: asHolder ? null : (signature?.signedBy ?? null),
      };
    }),
    actions: viewActions(actions(lateExceptionMachine, row.state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

export function viewAppealSummary(row: AppealRow): Pick<AppealSummaryView, keyof AppealSummaryView> {
  const { id, version, applicationId, applicationNumber, title, callId, department, kind, against, examination, state } = row;
  return {
    id,
    version,
    applicationId,
    applicationNumber,
    title,
    callId,
    department,
    kind,
    against,
    examination,
    state,
    filedAt: row.filedAt.toISOString(),
    silenceAt: row.silenceAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
  };
}

export function viewAppeal(row: AppealRow, facts: AppealFacts, { actor, now, locale }: Reader): AppealView {
  const { proposal, decision } = row;
  const waiting = waitingOn(appealMachine, row.state);
  return {
    ...viewAppealSummary(row),
    stateLabel: say(appealMachine.states[row.state], locale),
    grounds: row.grounds,
    proposal:
      proposal === null || holder(actor, facts)
        ? null
        : { agency: proposal.agency, outcome: proposal.outcome, reasons: proposal.reasons, at: proposal.at },
    decision: decision && {
      outcome: decision.outcome,
      reasons: decision.reasons,
      appeal: decision.appeal,
      capacity: decision.capacity,
      date: decision.date,
    },
    actions: viewActions(actions(appealMachine, row.state, facts, actor, now), locale),
    waitingOn: waiting === undefined ? null : say(waiting, locale),
  };
}

interface Shown {
  readonly limits: TimeLimits;
  readonly timeZone: string;
  readonly recordedAt: Date | null;
  readonly notifiedAt: Date | undefined;
  readonly appeals: readonly AppealRow[];
}

export function viewTimeLimits(shown: Shown, { locale }: Reader): TimeLimitsView {
  const { limits, timeZone, recordedAt, notifiedAt, appeals } = shown;
  const { silence, court } = limits;
  const legal = (instant: Date | undefined): string | null =>
    instant === undefined ? null : formatLegal(instant, timeZone, locale);
  return {
    silence: {
      state: silence.state,
      expiresAt: silence.expiresAt?.toISOString() ?? null,
      legalTime: legal(silence.expiresAt),
      suspensions: silence.suspensions.map(({ from, to }) => ({ from: from.toISOString(), to: to?.toISOString() ?? null })),
      recordedAt: recordedAt?.toISOString() ?? null,
      why: silence.why === undefined ? null : say(silence.why, locale),
    },
    court: {
      state: court.state,
      from: court.from?.toISOString() ?? null,
      until: court.until?.toISOString() ?? null,
      legalTime: legal(court.until),
      overseasMonth: court.overseasMonth,
      explanation: say(court.explanation, locale),
    },
    notifiedAt: notifiedAt?.toISOString() ?? null,
    appeals: appeals.map(viewAppealSummary),
  };
}
