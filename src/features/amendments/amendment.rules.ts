// What the guards of an amendment judge, and who acts on one. Pure.

import { applicationScope } from '../../access/application-scope.js';
import { policyNameOf, ROLE_LABELS } from '../../access/policies.js';
import { holdsFor, servesDepartment, type Actor, type OfficerRole } from '../../kernel/actor.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import type { Party, Representative } from '../agreements/agreement.rules.js';
import type { AgencyKind, Budget, CalendarStep, YearAmount } from '../applications/application-content.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import type { LegYear } from '../awards/freed-credits.rules.js';
import { withinAwardScope, type DecideInput, type LegState, type StateAid } from '../awards/leg.rules.js';
import type { PlanInForce } from '../awards/plan-in-force.store.js';

/** Dates of the project, budget, lower amount, transfer to another holder, project itself. */
export const AMENDMENT_KINDS = ['DATES', 'BUDGET', 'AMOUNT', 'HOLDER', 'PROJECT'] as const;
export type AmendmentKind = (typeof AMENDMENT_KINDS)[number];
export const AMENDMENT_STATES = ['DRAFT', 'REQUESTED', 'RETURNED', 'AGREED', 'IN_FORCE', 'REFUSED', 'WITHDRAWN'] as const;
export type AmendmentState = (typeof AMENDMENT_STATES)[number];
export type AmendmentEvent =
  | 'edit'
  | 'submit'
  | 'declare'
  | 'giveOpinion'
  | 'return'
  | 'agree'
  | 'settle'
  | 'refuse'
  | 'signHolder'
  | 'signFunder'
  | 'remind'
  | 'takeEffect'
  | 'withdraw'
  | 'cancel';

/** What is asked: the fields of its kind alone. */
export interface AmendmentContent {
  /** DATES: first and last day, YYYY-MM-DD; what is left out stays. */
  readonly startsOn?: string;
  readonly endsOn?: string;
  readonly calendar?: readonly CalendarStep[];
  /** BUDGET, AMOUNT: all the lines, balanced each year with the amounts. */
  readonly budget?: Budget;
  /** AMOUNT: what the funders together give of a year, lower; a year left out stays. */
  readonly years?: readonly YearAmount[];
  /** HOLDER: who takes its place, the deed that says so, and whether the holder exists no more. */
  readonly organisationId?: string;
  readonly deed?: string;
  readonly holderCeased?: boolean;
  /** PROJECT. */
  readonly title?: string;
  readonly summary?: string;
  readonly object?: string;
}

export interface AmendedLeg {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  /** Of the split. */
  readonly position: number;
  readonly weight: number;
  readonly officerRole: OfficerRole;
  readonly state: LegState;
  /** Null: its share is on an award order. */
  readonly agreementId: string | null;
  readonly years: readonly LegYear[];
}

export interface AmendmentOpinion {
  readonly agency: AgencyKind;
  readonly favourable: boolean;
  readonly objectKept: boolean | null;
  readonly text: string;
  readonly by: string;
  /** Instant, ISO 8601 with an offset. */
  readonly at: string;
}

export interface AmendmentDecision {
  readonly legId: string;
  readonly number: string;
  /** Calendar day. */
  readonly date: string;
  readonly authority: string;
  readonly delegation: { readonly reference: string; readonly from: string; readonly to: string } | null;
  readonly by: string;
  readonly at: string;
}

/** A funder under an agreement, the holder, or who takes its place. */
export interface AmendmentParty extends Party {
  readonly organisationId: string | null;
}
export interface PartyRepresentative extends Representative {
  readonly organisationId: string;
}

export interface NewHolder {
  readonly id: string;
  readonly name: string;
  readonly siret: string | null;
  readonly holderType: string;
  readonly rna: string | null;
  /** What the national register said last. */
  readonly siretStatus: string;
  readonly contractHeld: boolean;
  /** Its own small aids beside this award in force; null where the call's grants to it are none. */
  readonly stateAid: StateAid | null;
}

/** The dossier's own facts: an amendment is seen by who sees its award. */
export interface AmendmentFacts extends ApplicationFacts {
  readonly amendmentId: string;
  readonly amendmentState: AmendmentState;
  readonly kind: AmendmentKind;
  readonly awardId: string;
  /** Funder's leg that proposes it; null: the holder asks. */
  readonly askedByLeg: string | null;
  readonly change: AmendmentContent;
  readonly round: number;
  /** Sent to the other side once. */
  readonly everSent: boolean;
  readonly timeZone: string;
  /** In the order of the split. */
  readonly legs: readonly AmendedLeg[];
  readonly plan: PlanInForce;
  /** What the funders last agreed. */
  readonly agreedPlan: PlanInForce;
  /** Of this round. */
  readonly opinions: readonly AmendmentOpinion[];
  readonly decisions: readonly AmendmentDecision[];
  readonly parties: readonly AmendmentParty[];
  readonly representatives: readonly PartyRepresentative[];
  readonly newHolder: NewHolder | null;
  /** Since when the pen is in the same hands, or they were last reminded; null before all have agreed. */
  readonly waitingSince: Date | null;
  /** Of the call: days after which they are reminded. */
  readonly reminderDays: number;
}

export interface OpinionInput {
  readonly agency: AgencyKind;
  readonly favourable: boolean;
  readonly objectKept?: boolean;
  readonly text: string;
}
export interface AgreeInput extends DecideInput {
  readonly funderCode: string;
}

export type Rule<I = never> = Guard<AmendmentFacts, I>;
export const label = (fr: string, en: string): Bilingual => ({ fr, en });
export const reason = (rule: string, pointer: string, fr: string, en: string): Reason => ({ rule, pointer, message: { fr, en } });
export const given = (value: string | undefined): boolean => (value ?? '').trim() !== '';

export const RUNNING: readonly LegState[] = ['NOTIFIED', 'ACTIVE', 'SUSPENDED'];

/** Until it is sent, only who asks knows of it; who takes the holder's place, once it is agreed. */
export const seesAmendment: Policy<AmendmentFacts> = {
  name: 'seesAmendment',
  label: label('qui voit l’attribution', 'who sees the award'),
  allows: (actor, facts) => {
    const scope = applicationScope(actor);
    if (scope.all) return true;
    const { newHolder, parties, organisationId } = facts;
    if (newHolder !== null && parties.length > 0 && scope.organisationIds.includes(newHolder.id)) return true;
    if (!withinAwardScope(scope, facts)) return false;
    return facts.everSent || (facts.askedByLeg === null) === scope.organisationIds.includes(organisationId);
  },
};

/** The role in the holder, which asks. */
export function askingHolder(role: 'HOLDER_EDITOR' | 'HOLDER_REPRESENTATIVE'): Policy<AmendmentFacts> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, { askedByLeg, organisationId }) => askedByLeg === null && holdsFor(actor, role, organisationId),
  };
}

const serves = (actor: Actor, role: OfficerRole, facts: AmendmentFacts, legs: readonly AmendedLeg[]): boolean =>
  legs.some(({ officerRole }) => officerRole === role) &&
  servesDepartment(actor, role, facts.department) &&
  !facts.interestedPersonIds.includes(actor.personId);

/** The officer of the funder that proposes it. */
export function askingOfficer(role: OfficerRole): Policy<AmendmentFacts> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) =>
      serves(
        actor,
        role,
        facts,
        facts.legs.filter(({ id }) => id === facts.askedByLeg),
      ),
  };
}

/** The officer of a funder of the award, in the department, without a recorded interest in the dossier. */
export function officerOfAward(role: OfficerRole): Policy<AmendmentFacts> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) => serves(actor, role, facts, facts.legs),
  };
}

/** Representative of the holder, or of who takes its place. */
export const holderToSign: Policy<AmendmentFacts> = {
  name: policyNameOf('HOLDER_REPRESENTATIVE'),
  label: ROLE_LABELS.HOLDER_REPRESENTATIVE,
  allows: (actor, { parties }) =>
    parties.some(({ organisationId }) => organisationId !== null && holdsFor(actor, 'HOLDER_REPRESENTATIVE', organisationId)),
};

/** Whose turn it is to sign; nobody unless it is agreed. */
export function pensOf({
  amendmentState,
  parties,
}: Pick<AmendmentFacts, 'amendmentState' | 'parties'>): readonly AmendmentParty[] {
  if (amendmentState !== 'AGREED') return [];
  const waiting = parties.filter(({ signature }) => signature === null);
  const turn = Math.min(...waiting.map(({ rank }) => rank));
  return waiting.filter(({ rank }) => rank === turn);
}
