// An award as read in one query, and what follows from it. Pure.

import type { Bilingual } from '../../kernel/errors.js';
import { owesRepublicanContract } from '../holders/holder.rules.js';
import type { LegFacts, LegRefusal, LegState, OfficerRole } from './leg.rules.js';

export interface LegRecord {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly position: number;
  readonly weight: number;
  readonly officerRole: OfficerRole;
  readonly state: LegState;
  readonly version: number;
  readonly decisionNumber: string | null;
  readonly decisionDate: string | null;
  readonly authority: string | null;
  /** Person who decided or refused. */
  readonly decidedBy: string | null;
  /** Instant, ISO 8601 with an offset. */
  readonly decidedAt: string | null;
  readonly refusal: LegRefusal | null;
  readonly years: readonly { readonly year: number; readonly cents: bigint }[];
}

export interface AwardRecord {
  readonly id: string;
  readonly applicationId: string;
  readonly applicationNumber: string | null;
  readonly applicationState: string;
  readonly everSubmitted: boolean;
  readonly interestedPersonIds: readonly string[];
  readonly title: string;
  readonly holder: string;
  readonly organisationId: string;
  readonly department: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly holderType: string;
  readonly rna: string | null;
  /** A contract recorded for the organisation, or attested by its representative in the dossier as submitted. */
  readonly contractHeld: boolean;
  readonly totalCents: bigint;
  readonly createdAt: Date;
  /** In the order of the funders' positions. */
  readonly legs: readonly LegRecord[];
}

/** The part of a record that says who may see it. */
export function scopedApplication(award: AwardRecord): {
  state: string;
  department: string;
  organisationId: string;
  everSubmitted: boolean;
  interestedPersonIds: readonly string[];
} {
  const { applicationState: state, department, organisationId, everSubmitted, interestedPersonIds } = award;
  return { state, department, organisationId, everSubmitted, interestedPersonIds };
}

export function factsOf(award: AwardRecord, leg: LegRecord): LegFacts {
  return {
    ...scopedApplication(award),
    awardId: award.id,
    applicationId: award.applicationId,
    callId: award.callId,
    timeZone: award.timeZone,
    funder: { code: leg.code, name: leg.name, officerRole: leg.officerRole },
    years: leg.years,
    republicanContract: !owesRepublicanContract(award.holderType, award.rna)
      ? 'NOT_OWED'
      : award.contractHeld
        ? 'HELD'
        : 'MISSING',
    others: award.legs
      .filter((other) => other.id !== leg.id)
      .map(({ id, code, name, state, decidedBy, refusal }) => ({ id, funder: { code, name }, state, decidedBy, refusal })),
  };
}

export function allDecided(award: AwardRecord): boolean {
  return award.legs.every((leg) => leg.state === 'DECIDED');
}

/** AWARDED once every leg is decided; STOPPED while a refused leg waits for the jury; CANCELLED with its application. */
export function statusOf(award: AwardRecord): 'PENDING' | 'STOPPED' | 'AWARDED' | 'CANCELLED' {
  if (award.applicationState === 'AWARDED') return 'AWARDED';
  if (award.applicationState !== 'SHORTLISTED') return 'CANCELLED';
  return refusedLeg(award) === undefined ? 'PENDING' : 'STOPPED';
}

/** The first refusal: the one that stopped the award. */
export function refusedLeg(award: AwardRecord): LegRecord | undefined {
  return award.legs
    .filter((leg) => leg.state === 'REFUSED')
    .sort((a, b) => (a.refusal?.date ?? '').localeCompare(b.refusal?.date ?? ''))[0];
}

/** Who holds the next move on the award; nobody once awarded or cancelled. */
export function awardWaitingOn(award: AwardRecord): Bilingual | null {
  const status = statusOf(award);
  if (status === 'STOPPED') return { fr: 'le jury régional', en: 'the regional jury' };
  if (status !== 'PENDING') return null;
  const names = award.legs.filter((leg) => leg.state === 'PENDING').map((leg) => leg.name);
  return { fr: `la décision de : ${names.join(', ')}`, en: `the decision of: ${names.join(', ')}` };
}
