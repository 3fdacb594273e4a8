// An award as read in one query, and what follows from it. Pure.

import type { OfficerRole } from '../../kernel/actor.js';
import type { Bilingual } from '../../kernel/errors.js';
import type { AgreementSettings } from '../calls/call-settings.js';
import { owesRepublicanContract } from '../holders/holder.rules.js';
import { agreementOwed } from './agreement-owed.rules.js';
import type { AmountOfferState } from './amount-offer.rules.js';
import type { LegYear } from './freed-credits.rules.js';
import { isCommitted } from './leg-life.rules.js';
import type { LegClosing, LegFacts, LegLife, LegRefusal, LegState, StateAid } from './leg.rules.js';

export interface Delegation {
  readonly reference: string;
  readonly from: string;
  readonly to: string;
}

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
  /** Of who decided by delegation of signature; days YYYY-MM-DD. */
  readonly delegation: Delegation | null;
  /** Person who decided or refused. */
  readonly decidedBy: string | null;
  /** Instant, ISO 8601 with an offset. */
  readonly decidedAt: string | null;
  readonly refusal: LegRefusal | null;
  readonly life: LegLife;
  /** Of the agreement that covers the leg; null: none does. */
  readonly agreementState: string | null;
  readonly years: readonly LegYear[];
  readonly closing: LegClosing;
}

/** Back on the reserve list, from which another amount may be selected; left to other funds; or the end. */
export const AWARD_OUTCOMES = ['RESERVE', 'OTHER_FUNDING', 'REFUSED'] as const;
export type AwardOutcome = (typeof AWARD_OUTCOMES)[number];

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
  /** Of the call as it is now. */
  readonly agreementSettings: AgreementSettings | null;
  readonly totalCents: bigint;
  /** Where the call's grants are small aids and the holder is concerned. */
  readonly stateAid: StateAid | null;
  readonly createdAt: Date;
  /** Put before the holder when the amount is lower than asked; `dueAt` an instant, ISO 8601 with an offset. */
  readonly offer: { readonly id: string; readonly state: AmountOfferState; readonly dueAt: string } | null;
  /** What the jury made of it, once a funder or the holder had refused. */
  readonly outcome: {
    readonly outcome: AwardOutcome;
    readonly reasons: string;
    readonly by: string;
    readonly at: string;
  } | null;
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
    decisionDate: leg.decisionDate,
    life: leg.life,
    owed: agreementOwed({ holderType: award.holderType, years: leg.years, settings: award.agreementSettings }),
    agreement:
      leg.life.agreementId === null || leg.agreementState === null
        ? null
        : { id: leg.life.agreementId, state: leg.agreementState },
    years: leg.years,
    offerState: award.offer?.state ?? null,
    republicanContract: !owesRepublicanContract(award.holderType, award.rna)
      ? 'NOT_OWED'
      : award.contractHeld
        ? 'HELD'
        : 'MISSING',
    stateAid: award.stateAid,
    closing: leg.closing,
    others: award.legs
      .filter((other) => other.id !== leg.id)
      .map(({ id, code, name, state, decidedBy, refusal }) => ({ id, funder: { code, name }, state, decidedBy, refusal })),
  };
}

export function allDecided(award: AwardRecord): boolean {
  return award.legs.every((leg) => isCommitted(leg.state));
}

/** The holder declined the lower amount, or let its time pass. */
function offerFailed({ offer }: AwardRecord): boolean {
  return offer?.state === 'DECLINED' || offer?.state === 'LAPSED';
}

/** The jury must rule on the dossier again: a funder refused its share, or the holder the lower amount. */
function stopped(award: AwardRecord): boolean {
  return refusedLeg(award) !== undefined || offerFailed(award);
}

/** AWARDED once every leg is decided; STOPPED while a refused leg or offer waits for the jury; CANCELLED with its application. */
export function statusOf(award: AwardRecord): 'PENDING' | 'STOPPED' | 'AWARDED' | 'CANCELLED' {
  if (award.applicationState === 'AWARDED') return 'AWARDED';
  if (award.applicationState !== 'SHORTLISTED') return 'CANCELLED';
  return stopped(award) ? 'STOPPED' : 'PENDING';
}

/** The first refusal: the one that stopped the award. */
export function refusedLeg(award: AwardRecord): LegRecord | undefined {
  return award.legs
    .filter((leg) => leg.state === 'REFUSED')
    .sort((a, b) => (a.refusal?.date ?? '').localeCompare(b.refusal?.date ?? ''))[0];
}

/** What stopping the dossier makes of its award; nothing where nobody had refused the amount. */
export function outcomeOf(
  award: AwardRecord,
  { name, input }: { readonly name: string; readonly input: unknown },
): { readonly outcome: AwardOutcome; readonly reasons: string } | undefined {
  const returned = name === 'application.onReserve';
  if (!stopped(award) || (!returned && name !== 'application.refused')) return undefined;
  const { reasons = '', outcome = 'REFUSED' } = (input ?? {}) as { reasons?: string; outcome?: 'OTHER_FUNDING' | 'REFUSED' };
  return { outcome: returned ? 'RESERVE' : outcome, reasons };
}

/** Who holds the next move on the award; nobody once awarded or cancelled. */
export function awardWaitingOn(award: AwardRecord): Bilingual | null {
  const status = statusOf(award);
  if (status === 'STOPPED') return { fr: 'le jury régional', en: 'the regional jury' };
  if (status !== 'PENDING') return null;
  if (award.offer?.state === 'OFFERED') {
    return { fr: 'le porteur, à qui un montant réduit est offert', en: 'the holder, to whom a lower amount is offered' };
  }
  const names = award.legs.filter((leg) => leg.state === 'PENDING').map((leg) => leg.name);
  return { fr: `la décision de : ${names.join(', ')}`, en: `the decision of: ${names.join(', ')}` };
}
