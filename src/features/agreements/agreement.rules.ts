// What the guards of an agreement judge, and the guards. Pure.

import { applicationScope } from '../../access/application-scope.js';
import { policyNameOf, ROLE_LABELS } from '../../access/policies.js';
import { servesDepartment, type Actor, type OfficerRole } from '../../kernel/actor.js';
import type { Bilingual, Reason } from '../../kernel/errors.js';
import { addDays, localDate } from '../../kernel/legal-time.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { given, label, reason, written } from '../../kernel/reasons.js';
import type { ApplicationFacts } from '../applications/application-facts.js';
import { isReduced } from '../awards/amount-offer.rules.js';
import type { AwardRecord, Delegation } from '../awards/awards.rules.js';
import { delegationFaults, type NamedDelegation } from '../awards/delegation.rules.js';
import { withinAwardScope, type LegState } from '../awards/leg.rules.js';
import type { AgreementSettings, AgreementTerms } from '../calls/call-settings.js';

export const AGREEMENT_STATES = ['NEW', 'DRAFT', 'SENT', 'SIGNED_BY_HOLDER', 'SIGNED', 'VOIDED'] as const;
export type AgreementState = (typeof AGREEMENT_STATES)[number];
export type AgreementEvent =
  'draft' | 'send' | 'signHolder' | 'signFunder' | 'complete' | 'attachCopy' | 'remind' | 'void' | 'cancel';

/** By a click here; on paper or with a qualified signature elsewhere, of which a copy is then kept. */
export const SIGNATURE_METHODS = ['PLATFORM', 'PAPER', 'QUALIFIED'] as const;
export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];
export const COPY_KINDS = ['SCAN', 'QUALIFIED'] as const;
export type CopyKind = (typeof COPY_KINDS)[number];

/** The copy that proves what was not signed here. */
const PROOF_OF: Readonly<Record<Exclude<SignatureMethod, 'PLATFORM'>, CopyKind>> = { PAPER: 'SCAN', QUALIFIED: 'QUALIFIED' };

export interface PartySignature {
  /** Person. */
  readonly by: string;
  /** Instant, ISO 8601 with an offset, and the day in the zone of the call. */
  readonly at: string;
  readonly on: string;
  readonly method: SignatureMethod;
  readonly name: string;
  readonly capacity: string;
  /** On behalf of whom: the mayor, the prefect, the director of the Caf. */
  readonly authority: string;
  readonly delegation: Delegation | null;
}

/** A funder's side of a party: its leg of the award. */
export interface PartyLeg {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly officerRole: OfficerRole;
  readonly state: LegState;
}

export interface Party {
  /** 0: the holder; the funders follow in the order of the call. */
  readonly number: number;
  /** Parties of one rank sign in any order. */
  readonly rank: number;
  readonly name: string;
  readonly leg: PartyLeg | null;
  readonly signature: PartySignature | null;
}

/** Who may bind the holder: its legal representatives, by right or by a delegation of signature with its deed and dates. */
export interface Representative {
  readonly personId: string;
  readonly name: string;
  readonly startsAt: string;
  readonly endsAt: string | null;
  readonly deed: string | null;
}

/** The dossier's own facts: an agreement is seen by who sees its award. */
export interface AgreementFacts extends ApplicationFacts {
  readonly agreementId: string;
  readonly agreementState: AgreementState;
  readonly awardId: string;
  readonly reminderDays: number;
  readonly waitingSince: Date | null;
  /** In the order of their numbers. */
  readonly parties: readonly Party[];
  readonly offerState: string | null;
  /** Of the call as it is now. */
  readonly settings: AgreementSettings;
  readonly representatives: readonly Representative[];
  readonly copies: readonly CopyKind[];
}

export interface SignInput extends NamedDelegation {
  /** Of an officer: the funder that it signs for. */
  readonly funderCode?: string;
  readonly method: SignatureMethod;
  readonly capacity: string;
  /** Left out: the representative's own organisation. */
  readonly authority?: string;
}
export interface VoidInput {
  readonly reasons?: string;
}

type Rule<I = never> = Guard<AgreementFacts, I>;
/** Whatever has parties that sign in their turn: an agreement, or what amends it. */
type Signed<I = never> = Guard<Pick<AgreementFacts, 'parties' | 'department' | 'call'>, I>;

export const funderParties = ({ parties }: Pick<AgreementFacts, 'parties'>): readonly (Party & { leg: PartyLeg })[] =>
  parties.filter((party): party is Party & { leg: PartyLeg } => party.leg !== null);

/** Its holder sees an agreement once it is sent; the others with the award. */
export const seesAgreement: Policy<AgreementFacts> = {
  name: 'seesAgreement',
  label: label('qui voit l’attribution', 'who sees the award'),
  allows: (actor, facts) => {
    const scope = applicationScope(actor);
    if (!withinAwardScope(scope, facts)) return false;
    const drafting = facts.agreementState === 'NEW' || facts.agreementState === 'DRAFT';
    return scope.all || !drafting || !scope.organisationIds.includes(facts.organisationId);
  },
};

/** The officer of a funder that is a party, in the department, without a recorded interest in the dossier. */
export function officerOfParty(role: OfficerRole): Policy<AgreementFacts> {
  return {
    name: policyNameOf(role),
    label: ROLE_LABELS[role],
    allows: (actor, facts) =>
      funderParties(facts).some(({ leg }) => leg.officerRole === role) &&
      servesDepartment(actor, role, facts.department) &&
      !facts.interestedPersonIds.includes(actor.personId),
  };
}

/** Who may draft an agreement of this award: the rule of the edge, for an agreement that is not there yet. */
export function mayDraft(
  actor: Actor,
  { department, interestedPersonIds, legs }: Pick<AwardRecord, 'department' | 'interestedPersonIds' | 'legs'>,
): boolean {
  const roles = [...legs.map(({ officerRole }) => officerRole), 'CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'] as const;
  return !interestedPersonIds.includes(actor.personId) && roles.some((role) => servesDepartment(actor, role, department));
}

export const legsDecided: Rule = {
  name: 'legsDecided',
  label: label('tous les financeurs ont décidé', 'all funders have decided'),
  check: ({ facts }) =>
    facts.state === 'AWARDED' && funderParties(facts).every(({ leg }) => leg.state === 'DECIDED')
      ? undefined
      : label(
          'Une convention s’établit sur des parts décidées, que rien ne couvre ni n’engage encore : attendez chaque décision, ou annulez la convention en cours.',
          'An agreement is drafted on shares that are decided, not covered and not committed yet: wait for each decision, or void the agreement in progress.',
        ),
};

export const reductionAccepted: Rule = {
  name: 'reductionAccepted',
  label: label('montant réduit accepté', 'lower amount accepted'),
  source: 'Règles du programme, montant inférieur à la demande',
  check: ({ facts }) =>
    !isReduced(facts) || facts.offerState === 'ACCEPTED'
      ? undefined
      : label(
          'Le montant accordé est inférieur à la demande : attendez l’acceptation écrite du porteur et son nouveau plan, ou demandez au jury de renouveler l’offre.',
          'The amount granted is lower than asked: wait for the holder’s written acceptance and new plan, or ask the jury to renew the offer.',
        ),
};

const TERMS: readonly (readonly [keyof AgreementTerms, Bilingual])[] = [
  ['payment', label('les modalités de versement', 'the payment terms')],
  ['use', label('les conditions d’utilisation', 'the conditions of use')],
  ['control', label('les modalités de contrôle', 'the terms of control')],
  ['evaluation', label('les modalités d’évaluation', 'the terms of evaluation')],
  ['unspent', label('le sort d’une somme non employée', 'what becomes of an unspent amount')],
];

/** Loi 2000-321, article 10: object, amount, payment terms, conditions of use, control and evaluation, unspent amount. */
export const contentsComplete: Rule = {
  name: 'contentsComplete',
  label: label('contenu exigé par la loi', 'contents that the law asks for'),
  source: 'Loi 2000-321, art. 10',
  check: ({ facts: { settings, content } }) => {
    const missing: Reason[] = TERMS.filter(([term]) => !given(settings.terms?.[term])).map(([term, what]) =>
      reason(
        'contentsComplete',
        `/settings/agreement/terms/${term}`,
        label(`Indiquez dans les réglages de l’appel ${what.fr}.`, `Give ${what.en} in the settings of the call.`),
      ),
    );
    if (!given(content.summary))
      missing.push(
        reason(
          'contentsComplete',
          '/summary',
          label(
            'Le dossier ne décrit pas son projet : l’objet manque.',
            'The application does not describe its project: the object is missing.',
          ),
        ),
      );
    return missing.length === 0 ? undefined : missing;
  },
};

export const documentWritten: Rule = {
  name: 'documentWritten',
  label: label('convention écrite', 'agreement written'),
  check: ({ facts }) =>
    facts.state === 'AWARDED'
      ? undefined
      : label(
          'L’attribution n’est plus en vigueur : annulez la convention.',
          'The award is no longer in force: void the agreement.',
        ),
};

const inForce = ({ startsAt, endsAt }: Representative, now: Date): boolean =>
  Date.parse(startsAt) <= now.getTime() && (endsAt === null || Date.parse(endsAt) > now.getTime());

/** The grant by which a person binds the holder now: by right rather than by delegation. */
export function powerOf(
  { representatives }: Pick<AgreementFacts, 'representatives'>,
  personId: string,
  now: Date,
): Representative | undefined {
  const held = representatives.filter((grant) => grant.personId === personId && inForce(grant, now));
  return held.find(({ deed }) => deed === null) ?? held[0];
}

export const holderBound: Rule = {
  name: 'holderBound',
  label: label('pouvoir du signataire du porteur', 'power of the holder’s signatory'),
  needsInput: true,
  check: ({ facts, actor, now }) =>
    powerOf(facts, actor.personId, now) !== undefined
      ? undefined
      : label(
          'Vous n’avez pas aujourd’hui le pouvoir d’engager le porteur : faites signer le représentant légal, ou un délégataire en exercice.',
          'You have no power to bind the holder today: have the legal representative sign, or a delegate in office.',
        ),
};

/** Party of the funder that an input signs for. */
export const partyNamed = (
  facts: Pick<AgreementFacts, 'parties'>,
  input: Partial<SignInput>,
): (Party & { leg: PartyLeg }) | undefined => funderParties(facts).find(({ leg }) => leg.code === input.funderCode);

export const ownFunder: Signed<Partial<SignInput>> = {
  name: 'ownFunder',
  label: label('l’ordonnateur signe pour son financeur', 'the officer signs for the own funder'),
  needsInput: true,
  check: ({ facts, input, actor }) => {
    const party = partyNamed(facts, input);
    if (party === undefined)
      return [
        reason(
          'ownFunder',
          '/funderCode',
          label('Ce financeur n’est pas partie à cet acte.', 'This funder is no party of this act.'),
        ),
      ];
    if (servesDepartment(actor, party.leg.officerRole, facts.department)) return undefined;
    return [
      reason(
        'ownFunder',
        '/funderCode',
        label(`Seul l’ordonnateur de « ${party.name} » signe pour lui.`, `Only the officer of "${party.name}" signs for it.`),
      ),
    ];
  },
};

export const signedOnce: Signed<Partial<SignInput>> = {
  name: 'signedOnce',
  label: label('une signature par partie', 'one signature a party'),
  needsInput: true,
  check: ({ facts, input }) => {
    const party = partyNamed(facts, input);
    return party === undefined || party.signature === null
      ? undefined
      : label(`« ${party.name} » a déjà signé.`, `"${party.name}" has signed already.`);
  },
};

export const onePartyPerPerson: Rule = {
  name: 'onePartyPerPerson',
  label: label('une personne signe pour une seule partie', 'one person signs for one party only'),
  check: ({ facts, actor }) => {
    const own = facts.parties.find(({ signature }) => signature?.by === actor.personId);
    return own === undefined
      ? undefined
      : label(
          `Vous avez signé pour « ${own.name} » : une autre personne signe pour cette partie.`,
          `You signed for "${own.name}": another person signs for this party.`,
        );
  },
};

export const inTurn: Signed<Partial<SignInput>> = {
  name: 'inTurn',
  label: label('ordre des signatures', 'order of the signatures'),
  needsInput: true,
  check: ({ facts, input }) => {
    const party = partyNamed(facts, input);
    const before = facts.parties.filter(({ rank, signature }) => party !== undefined && rank < party.rank && signature === null);
    if (before.length === 0) return undefined;
    const names = before.map(({ name }) => name).join(', ');
    return label(`Signent d’abord : ${names}.`, `First signs: ${names}.`);
  },
};

/** Who signs says in which capacity; by delegation, with one in force that day. */
export const powerStated: Signed<Partial<SignInput>> = {
  name: 'powerStated',
  label: label('pouvoir du signataire', 'power of the signatory'),
  source: 'CRPA L212-1',
  needsInput: true,
  check: ({ facts, input, now }) => {
    const missing: Reason[] = [];
    if (!given(input.capacity))
      missing.push(reason('powerStated', '/capacity', label('Indiquez votre qualité.', 'Give your capacity.')));
    if (input.funderCode !== undefined && !given(input.authority))
      missing.push(
        reason(
          'powerStated',
          '/authority',
          label('Indiquez l’autorité au nom de laquelle vous signez.', 'Name the authority for which you sign.'),
        ),
      );
    const faults = [...missing, ...(delegationFaults('powerStated', input, localDate(now, facts.call.timeZone)) ?? [])];
    return faults.length === 0 ? undefined : faults;
  },
};

export const signatureProven: Rule<Partial<SignInput>> = {
  name: 'signatureProven',
  label: label('copie de ce qui est signé ailleurs', 'copy of what is signed elsewhere'),
  needsInput: true,
  check: ({ facts: { copies }, input: { method = 'PLATFORM' } }) =>
    method === 'PLATFORM' || copies.includes(PROOF_OF[method])
      ? undefined
      : [
          reason(
            'signatureProven',
            '/method',
            label('Déposez d’abord la copie signée de la convention.', 'First upload the signed copy of the agreement.'),
          ),
        ],
};

export const allSigned: Signed = {
  name: 'allSigned',
  label: label('toutes les parties ont signé', 'all parties have signed'),
  check: ({ facts: { parties } }) =>
    parties.every(({ signature }) => signature !== null)
      ? undefined
      : label('Une partie n’a pas signé.', 'A party has not signed.'),
};

/** Day from which whoever holds the pen is reminded, of an agreement or of its amendment. */
export const reminderDue: Guard<Pick<AgreementFacts, 'waitingSince' | 'reminderDays' | 'call'>> = {
  name: 'reminderDue',
  label: label('délai de rappel écoulé', 'time of the reminder over'),
  check: ({ facts: { waitingSince, reminderDays, call }, now }) =>
    waitingSince !== null && localDate(now, call.timeZone) >= addDays(localDate(waitingSince, call.timeZone), reminderDays)
      ? undefined
      : label('Le rappel n’est pas dû.', 'The reminder is not due.'),
};

export const voidExplained: Guard<unknown, VoidInput> = written('reasons', {
  name: 'voidExplained',
  label: label('motifs écrits', 'reasons given'),
  message: label('Écrivez les motifs.', 'Give the reasons.'),
});

export const awardRenounced: Rule = {
  name: 'awardRenounced',
  label: label('le porteur a renoncé', 'the holder renounced'),
  check: ({ facts: { state } }) =>
    state === 'WITHDRAWN'
      ? undefined
      : label('Le porteur n’a pas renoncé à l’attribution.', 'The holder has not renounced the award.'),
};

/** Whose turn it is to sign; nobody before it is sent, nor once all have. */
export function pensOf({ agreementState, parties }: Pick<AgreementFacts, 'agreementState' | 'parties'>): readonly Party[] {
  if (agreementState !== 'SENT' && agreementState !== 'SIGNED_BY_HOLDER') return [];
  const waiting = parties.filter(({ signature }) => signature === null);
  const turn = Math.min(...waiting.map(({ rank }) => rank));
  return waiting.filter(({ rank }) => rank === turn);
}
