// Who knows that an instruction exists, and who reads what is in it. Opinions on compared merits stay secret until the decision
// (CRPA L311-2), and the two agencies examine independently: neither reads the other before both have signed.

import { servesDepartment, type Actor } from '../../kernel/actor.js';
import type { Policy } from '../../kernel/machine.js';
import {
  applicationScope,
  declareFirst,
  withinApplicationScope,
  type ApplicationScope,
  type ScopedApplication,
} from '../../access/application-scope.js';
import { readsFullHistory } from '../applications/disclosure.rules.js';
import type { AgencyKind } from '../applications/application-content.js';
import { AGENCY_KINDS, bothSigned, EXAMINING_ROLE, otherAgency, type InstructionFacts } from './instruction-facts.rules.js';

/** States of a dossier whose decision is taken: from there its holder may read the opinions on it. */
export const DECIDED_STATES = ['AWARDED', 'REFUSED', 'INELIGIBLE', 'DISMISSED'] as const;

/** What says who knows of an examination. */
export type ExaminedDossier = Pick<
  InstructionFacts,
  'organisationId' | 'applicationState' | 'department' | 'everSubmitted' | 'interestedPersonIds' | 'undeclaredPersonIds'
> &
  Partial<Pick<InstructionFacts, 'ofPastExamination'>>;

function scopedOf(row: ExaminedDossier): ScopedApplication {
  const { applicationState: state, organisationId, department, everSubmitted, interestedPersonIds } = row;
  // The instructions in progress are where the declaration is made: they show the reference of the dossier, and are sealed beyond it.
  const undeclaredPersonIds = row.ofPastExamination === true ? row.undeclaredPersonIds : [];
  return { state, organisationId, department, everSubmitted, interestedPersonIds, undeclaredPersonIds };
}

/** Who acts for the holder reads as the holder, whatever other role they have; agents read within the scope of the dossier. */
export function withinInstructionScope(scope: ApplicationScope, row: ExaminedDossier): boolean {
  if (scope.all) return true;
  if (scope.organisationIds.includes(row.organisationId))
    return (DECIDED_STATES as readonly string[]).includes(row.applicationState);
  return withinApplicationScope(scope, scopedOf(row));
}

export const seesInstruction: Policy<ExaminedDossier> = {
  name: 'seesInstruction',
  label: { fr: 'qui voit l’instruction', en: 'who sees the instruction' },
  allows: (actor, facts) => withinInstructionScope(applicationScope(actor), facts),
  tells: (actor, facts) => declareFirst(applicationScope(actor), scopedOf(facts)),
};

export interface SealViewer {
  readonly personId: string;
  /** Reads everything. */
  readonly auditor: boolean;
  /** Agencies for which the viewer examines in the department of the dossier. */
  readonly agencyKinds: readonly AgencyKind[];
}

export function sealViewer(actor: Actor, department: string): SealViewer {
  return {
    personId: actor.personId,
    auditor: actor.grants.some((grant) => grant.role === 'AUDITOR'),
    agencyKinds: AGENCY_KINDS.filter((kind) => servesDepartment(actor, EXAMINING_ROLE[kind], department)),
  };
}

/**
 * Whether score, opinion, reasons, amounts and comments are hidden. Own agency reads its own row. A person who serves both agencies would
 * carry the opinion of one to the other: such a person reads only the row that is theirs to examine, and the examiner of one row never
 * reads the other, even after moving to the other agency.
 */
export function sealed(
  viewer: SealViewer,
  row: Pick<InstructionFacts, 'agencyKind' | 'examinerId' | 'otherExaminerId'>,
  bothAreSigned: boolean,
): boolean {
  if (viewer.auditor || bothAreSigned) return false;
  if (!viewer.agencyKinds.includes(row.agencyKind)) return true;
  if (viewer.personId === row.otherExaminerId) return true;
  return viewer.agencyKinds.includes(otherAgency(row.agencyKind)) && viewer.personId !== row.examinerId;
}

export function isSealed(actor: Actor, facts: InstructionFacts): boolean {
  return sealed(sealViewer(actor, facts.department), facts, bothSigned(facts));
}

export interface HistoryReading {
  /** Who acted. The holder and the committee's members read what happened and when, as on the dossier. */
  readonly people: boolean;
  /** On which facts, and with what content. */
  readonly content: boolean;
  /** What ties an examiner to the dossier is between that person and the agency. */
  readonly interests: boolean;
}

export function historyReading(actor: Actor, facts: InstructionFacts): HistoryReading {
  const people = readsFullHistory(actor, facts.organisationId);
  // What an earlier examiner found is in the facts of the acts.
  const undeclared = facts.undeclaredPersonIds?.includes(actor.personId) === true;
  const content = people && !undeclared && !isSealed(actor, facts);
  const { auditor, agencyKinds } = sealViewer(actor, facts.department);
  return { people, content, interests: content && (auditor || agencyKinds.includes(facts.agencyKind)) };
}
