// What the guards of an award leg judge, and the guards. A leg is one funder's decision on its own share of the award.

import {
  applicationScope,
  BEFORE_AGENDA,
  type ApplicationScope,
  type ScopedApplication,
} from '../../access/application-scope.js';
import { policyNameOf, ROLE_LABELS } from '../../access/policies.js';
import { servesDepartment, type OfficerRole } from '../../kernel/actor.js';
import type { Reason } from '../../kernel/errors.js';
import { localDate } from '../../kernel/legal-time.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { missing, written, type Fields } from '../../kernel/reasons.js';
import type { Aid, AidRegime } from '../holders/aid.rules.js';
import type { AmountOfferState } from './amount-offer.rules.js';
import type { AgreementOwed } from './agreement-owed.rules.js';
import { delegationFaults } from './delegation.rules.js';
import type { LegYear } from './freed-credits.rules.js';

export const LEG_STATES = [
  'PENDING',
  'DECIDED',
  'AGREEMENT_DRAFTED',
  'SENT',
  'SIGNED_BY_HOLDER',
  'SIGNED',
  'ENGAGED',
  'NOTIFIED',
  'ACTIVE',
  'SUSPENDED',
  'COMPLETED',
  'CLOSED',
  'TERMINATED',
  'WITHDRAWN_BY_FUNDER',
  'LAPSED',
  'REFUSED',
  'CANCELLED',
  'RENOUNCED',
] as const;
export type LegState = (typeof LEG_STATES)[number];
/** What the acts of an agreement do to each leg that it covers. */
export const AGREEMENT_STEPS = ['coverByAgreement', 'sendAgreement', 'signByHolder', 'signAgreement', 'voidAgreement'] as const;
export type AgreementStep = (typeof AGREEMENT_STEPS)[number];
/** What ends a share that was under way. */
export const LEG_ENDS = ['complete', 'terminate', 'withdraw'] as const;
export type LegEnd = (typeof LEG_ENDS)[number];
export type LegEvent =
  | 'decide'
  | 'refuse'
  | 'cancel'
  | 'renounce'
  | AgreementStep
  | 'engage'
  | 'notify'
  | 'start'
  | 'suspend'
  | 'resume'
  | 'lapse'
  | LegEnd
  | 'close';

/** Reasons, author, capacity, date and appeal text of a negative answer. */
export interface LegRefusal {
  readonly reasons: string;
  readonly appeal: string;
  /** Person. */
  readonly author: string;
  readonly capacity: string;
  /** Instant, UTC ISO 8601. */
  readonly date: string;
}

export interface OtherLeg {
  readonly id: string;
  readonly funder: { readonly code: string; readonly name: string };
  readonly state: LegState;
  readonly decidedBy: string | null;
  readonly refusal: LegRefusal | null;
}

/** What the ceilings judge; null where the call's grants are no small aids, or the holder is none that they concern. */
export interface StateAid {
  /** Those that the call admits, the one by default first. */
  readonly regimes: readonly AidRegime[];
  /** The whole award, all funders together: the holder receives one aid. */
  readonly awardCents: bigint;
  /** Regime under which another leg of this award was decided. */
  readonly decided: AidRegime | null;
  /** False until the holder, or an agency, declared what it received, were it nothing. */
  readonly declared: boolean;
  /** Declared, and given by the other awards of this system. */
  readonly aids: readonly Aid[];
}

/** Days and numbers that a leg gathers in its life; null until then. */
export interface LegLife {
  /** Agreement that covers the share. */
  readonly agreementId: string | null;
  /** Award order, in the place of an agreement. */
  readonly orderNumber: string | null;
  readonly orderDate: string | null;
  readonly orderAuthority: string | null;
  readonly commitmentNumber: string | null;
  readonly commitmentDate: string | null;
  readonly notifiedOn: string | null;
  readonly startedOn: string | null;
  /** While suspended, or once lapsed. */
  readonly suspensionReasons: string | null;
  /** Day from which the share is over. */
  readonly endedOn: string | null;
  /** Late report for which the system suspended the share; null while it runs, and when an officer did. */
  readonly lateReportId: string | null;
}

/** What stands between a completed share and its closing. */
export interface LegClosing {
  /** Recoveries of this share that are not over. */
  readonly openRecoveries: number;
  /** Years of the award whose report is owed and not accepted. */
  readonly reportsMissing: readonly number[];
  /** Its essential data are owed, and the call does not name its funder for them: they cannot be published. */
  readonly unpublishable: boolean;
}

/** `state` and `interestedPersonIds` are the application's: a leg is seen by who sees its application. */
export interface LegFacts extends ScopedApplication {
  readonly awardId: string;
  readonly applicationId: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly funder: { readonly code: string; readonly name: string; readonly officerRole: OfficerRole };
  /** Day of this funder's decision; null before it. */
  readonly decisionDate: string | null;
  readonly life: LegLife;
  /** Whether the law or the call asks for an agreement with this funder, and why. */
  readonly owed: AgreementOwed;
  /** The agreement that covers this leg now; null: none, or the last one was voided. */
  readonly agreement: { readonly id: string; readonly state: string } | null;
  /** This leg's share per budget year, in cents. */
  readonly years: readonly LegYear[];
  /** Of the lower amount put before the holder; null when there is none. */
  readonly offerState: AmountOfferState | null;
  readonly others: readonly OtherLeg[];
  readonly stateAid: StateAid | null;
  readonly closing: LegClosing;
  /** Republican commitment contract: what the holder owes, and whether it is signed, deemed satisfied or attested in the dossier. */
  readonly republicanContract: 'NOT_OWED' | 'HELD' | 'MISSING';
}

export interface DecideInput {
  readonly decisionNumber: string;
  /** Calendar day, YYYY-MM-DD. */
  readonly decisionDate: string;
  /** Who signs: the prefect of the department, the board of the Caf. */
  readonly authority: string;
  /** Of who signs by delegation: all three, or none. */
  readonly delegationReference?: string;
  readonly delegationFrom?: string;
  readonly delegationTo?: string;
  /** Regime of small aids, where the call's grants are; that of the other legs, or the call's first, when left out. */
  readonly aidRegime?: AidRegime;
}
export interface RefuseInput {
  readonly reasons: string;
  readonly appeal: string;
}

/** Like the application, but for its holder once AWARDED: until then the funders' positions are preparatory (CRPA L311-2). */
export function withinAwardScope(scope: ApplicationScope, facts: ScopedApplication): boolean {
  if (scope.all) return true;
  // Whoever acts for the holder reads as the holder, whatever other role the same person has.
  if (scope.organisationIds.includes(facts.organisationId)) return facts.state === 'AWARDED';
  if (!facts.everSubmitted || facts.interestedPersonIds.includes(scope.personId)) return false;
  if (scope.departments.includes(facts.department)) return true;
  return scope.agendaDepartments.includes(facts.department) && !(BEFORE_AGENDA as readonly string[]).includes(facts.state);
}

export const seesAward: Policy<ScopedApplication> = {
  name: 'seesAward',
  label: { fr: 'qui voit l’attribution', en: 'who sees the award' },
  allows: (actor, facts) => withinAwardScope(applicationScope(actor), facts),
};

/** The officer of this leg's own funder, in the department, without a recorded interest in the dossier. */
export function officerOf(role: OfficerRole): Policy<LegFacts> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) =>
      facts.funder.officerRole === role &&
      servesDepartment(actor, role, facts.department) &&
      !facts.interestedPersonIds.includes(actor.personId),
  };
}

export const applicationShortlisted: Guard<LegFacts> = {
  name: 'applicationShortlisted',
  label: { fr: 'Le dossier est retenu par le jury', en: 'The application is selected by the jury' },
  check: ({ facts }) =>
    facts.state === 'SHORTLISTED'
      ? undefined
      : {
          fr: 'Le dossier n’est plus parmi les projets retenus : aucun financeur n’a plus à se prononcer.',
          en: 'The application is no longer selected: no funder has a decision to take.',
        },
};

export const noOtherLegRefused: Guard<LegFacts> = {
  name: 'noOtherLegRefused',
  label: { fr: 'Aucun autre financeur n’a refusé sa part', en: 'No other funder has refused its share' },
  check: ({ facts }) => {
    const reasons: Reason[] = facts.others
      .filter((leg) => leg.state === 'REFUSED')
      .map((leg) => ({
        rule: 'noOtherLegRefused',
        message: {
          fr: `« ${leg.funder.name} » a refusé sa part (${leg.refusal?.reasons ?? ''}) : l’attribution est arrêtée, le jury doit se prononcer sur le dossier.`,
          en: `"${leg.funder.name}" refused its share (${leg.refusal?.reasons ?? ''}): the award is stopped, the jury must rule on the application.`,
        },
      }));
    return reasons.length === 0 ? undefined : reasons;
  },
};

/** No award to an association that has not signed it, unless it is deemed to have (case 8 and 9 of the programme). */
export const republicanContractHeld: Guard<LegFacts> = {
  name: 'republicanContractHeld',
  label: { fr: 'Le contrat d’engagement républicain est souscrit', en: 'The republican commitment contract is signed' },
  source: 'Loi 2000-321, art. 10-1',
  check: ({ facts }) =>
    facts.republicanContract === 'MISSING'
      ? {
          fr: 'Demandez à l’association de souscrire le contrat d’engagement républicain, ou constatez son agrément ou son utilité publique, avant toute attribution.',
          en: 'Ask the association to sign the republican commitment contract, or record its approval or public utility, before any award.',
        }
      : undefined,
};

export const oneLegPerPerson: Guard<LegFacts> = {
  name: 'oneLegPerPerson',
  label: { fr: 'Une personne ne décide que pour un financeur', en: 'One person decides for one funder only' },
  check: ({ facts, actor }) => {
    const own = facts.others.find((leg) => leg.decidedBy === actor.personId);
    return own === undefined
      ? undefined
      : {
          fr: `Vous vous êtes déjà prononcé pour « ${own.funder.name} » : une autre personne doit décider pour ce financeur.`,
          en: `You already decided for "${own.funder.name}": another person must decide for this funder.`,
        };
  },
};

const FIELDS: Fields<keyof DecideInput> = [
  ['decisionNumber', { fr: 'Indiquez le numéro de la décision.', en: 'Give the number of the decision.' }],
  ['decisionDate', { fr: 'Indiquez la date de la décision.', en: 'Give the date of the decision.' }],
  ['authority', { fr: 'Indiquez l’autorité qui décide.', en: 'Name the authority that decides.' }],
];

export const decisionIdentified: Guard<unknown, Partial<DecideInput> | undefined> = {
  name: 'decisionIdentified',
  label: { fr: 'La décision a un numéro, une date et une autorité', en: 'The decision has a number, a date and an authority' },
  source: 'CRPA L212-1',
  needsInput: true,
  check: ({ input }) => missing('decisionIdentified', FIELDS, input),
};

export const decisionNotInTheFuture: Guard<Pick<LegFacts, 'timeZone'>, Partial<DecideInput> | undefined> = {
  name: 'decisionNotInTheFuture',
  label: { fr: 'La décision est déjà prise', en: 'The decision is already taken' },
  needsInput: true,
  check: ({ facts, input, now }) => {
    const date = input?.decisionDate;
    if (date === undefined || date <= localDate(now, facts.timeZone)) return undefined;
    return [
      {
        rule: 'decisionNotInTheFuture',
        pointer: '/decisionDate',
        message: {
          fr: 'La date de la décision est à venir : enregistrez-la une fois prise.',
          en: 'The decision is dated in the future: record it once taken.',
        },
      },
    ];
  },
};

/** Who signs by delegation names it, and it is in force that day. */
export const decisionDelegated: Guard<unknown, Partial<DecideInput> | undefined> = {
  name: 'decisionDelegated',
  label: { fr: 'La délégation de signature vaut ce jour-là', en: 'The delegation of signature is in force that day' },
  source: 'CRPA L212-1',
  needsInput: true,
  check: ({ input }) => delegationFaults('decisionDelegated', input ?? {}, input?.decisionDate),
};

export const reasonsGiven: Guard<unknown, Partial<RefuseInput> | undefined> = written('reasons', {
  name: 'reasonsGiven',
  label: { fr: 'Le refus est motivé', en: 'The refusal has reasons' },
  // A duty of the Caf by law; asked of the State too, so that a holder never receives one half of a refusal without its reasons.
  source: 'CRPA L211-7',
  message: { fr: 'Écrivez les motifs du refus.', en: 'Write the reasons of the refusal.' },
});

export const appealTextGiven: Guard<unknown, Partial<RefuseInput> | undefined> = written('appeal', {
  name: 'appealTextGiven',
  label: { fr: 'Les voies et délais de recours sont indiqués', en: 'The means and time of appeal are stated' },
  source: 'CJA R421-5',
  message: { fr: 'Indiquez les voies et délais de recours.', en: 'State the means and time of appeal.' },
});

/** Where the call asks so, the offer opens with the selection; otherwise there is none before the decisions. */
export const reducedAmountAccepted: Guard<LegFacts> = {
  name: 'reducedAmountAccepted',
  label: { fr: 'Le porteur a accepté le montant réduit', en: 'The holder has accepted the lower amount' },
  source: 'Règles du programme, montant inférieur à la demande',
  check: ({ facts: { offerState } }) =>
    offerState === null || offerState === 'ACCEPTED'
      ? undefined
      : {
          fr: 'Le montant retenu est inférieur à la demande : attendez l’acceptation écrite du porteur et son nouveau plan.',
          en: 'The amount selected is lower than asked: wait for the holder’s written acceptance and new plan.',
        },
};

/** A leg is only ever cancelled with its application: a decision taken is not undone otherwise. */
export const applicationStopped: Guard<LegFacts> = {
  name: 'applicationStopped',
  label: {
    fr: 'Le dossier est retiré, refusé ou de nouveau en réserve',
    en: 'The application is withdrawn, refused or on reserve again',
  },
  check: ({ facts }) =>
    facts.state === 'WITHDRAWN' || facts.state === 'REFUSED' || facts.state === 'RESERVE'
      ? undefined
      : {
          fr: 'Le dossier n’est ni retiré, ni refusé, ni en réserve.',
          en: 'The application is neither withdrawn, refused nor on reserve.',
        },
};

export const applicationWithdrawn: Guard<LegFacts> = {
  name: 'applicationWithdrawn',
  label: { fr: 'Le porteur a renoncé à l’attribution', en: 'The holder renounced the award' },
  check: ({ facts }) =>
    facts.state === 'WITHDRAWN'
      ? undefined
      : { fr: 'Le porteur n’a pas renoncé à l’attribution.', en: 'The holder has not renounced the award.' },
};
