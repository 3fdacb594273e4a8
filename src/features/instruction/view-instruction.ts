import type { Actor } from '../../kernel/actor.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { viewActions, viewMoney } from '../../platform/http/views.js';
import type { Locale } from '../../platform/workflow/request.js';
import type { InstructionView, ProposedYearView } from './instruction.views.js';
import { instructionMachine } from './instruction.machine.js';
import { factsOf, type InstructionRow } from './instruction.store.js';
import { viewSheet } from './scoring.views.js';
import { isSealed } from './sealing.rules.js';
import { signingDeadline } from './signing-deadline.rules.js';

/** An instruction as this person may read it: what is sealed is null, and `sealed` says so. */
export function viewInstruction(row: InstructionRow, actor: Actor, now: Date, locale: Locale): InstructionView {
  const facts = factsOf(row);
  const hidden = isSealed(actor, facts);
  const read = <T>(value: T): T | null => (hidden ? null : value);
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    agencyKind: row.agencyKind,
    callId: row.callId,
    department: row.department,
    application: {
      id: row.applicationId,
      number: row.applicationNumber,
      title: row.applicationTitle,
      state: row.applicationState,
      organisation: row.organisationName,
    },
    examiner: row.examinerId === null ? null : { id: row.examinerId, name: row.examinerName ?? '' },
    assignedAt: row.assignedAt?.toISOString() ?? null,
    signedAt: row.signedAt?.toISOString() ?? null,
    dueAt: signingDeadline(facts)?.dueAt.toISOString() ?? null,
    sealed: hidden,
    score: read(row.sheet && viewSheet(row.grid, row.sheet)),
    opinion: read(row.opinion),
    reasons: read(row.reasons),
    reserves: read(row.reserves),
    years: read(row.state === 'SIGNED' ? viewYears(row) : null),
    actions: viewActions(actions(instructionMachine, row.state, facts, actor, now), locale),
    waitingOn: waitingOn(instructionMachine, row.state)?.[locale] ?? null,
  };
}

function viewYears({ proposed, yearReasons }: InstructionRow): ProposedYearView[] {
  return [...new Set(proposed.map(({ year }) => year))].map((year) => {
    const shares = proposed
      .filter((share) => share.year === year)
      .map((share) => ({ funder: share.funderCode, cents: BigInt(share.cents) }));
    return {
      year,
      amount: viewMoney(shares.reduce((sum, share) => sum + share.cents, 0n)),
      shares: shares.map(({ funder, cents }) => ({ funder, amount: viewMoney(cents) })),
      reason: yearReasons.find((line) => line.year === year)?.reason ?? null,
    };
  });
}
