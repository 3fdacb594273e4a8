// What the guards of an appeal judge, and the guards.

import type { ScopedApplication } from '../../access/application-scope.js';
import type { InRegion } from '../../access/policies.js';
import type { Role } from '../../kernel/actor.js';
import { formatLegal } from '../../kernel/legal-time.js';
import type { Guard } from '../../kernel/machine.js';
import { label, written } from '../../kernel/reasons.js';
import type { AgencyKind } from '../applications/application-content.js';
import { agenciesOf } from '../applications/processing.rules.js';
import type { AppealSettings } from '../calls/call-settings.js';
import { appealLimit, placeOf, type Limit } from './appeal-limit.rules.js';

export const APPEAL_KINDS = ['GRACIEUX', 'HIERARCHIQUE'] as const;
export type AppealKind = (typeof APPEAL_KINDS)[number];

/** Final negative answers: what an appeal may be against. */
export const APPEALABLE = ['REFUSED', 'INELIGIBLE', 'DISMISSED', 'LATE'] as const;

export const APPEAL_STATES = [
  'DRAFT',
  'FILED',
  'UNDER_REVIEW',
  'UPHELD',
  'REJECTED',
  'IMPLICITLY_REJECTED',
  'WITHDRAWN',
  'MOOT',
] as const;
export type AppealState = (typeof APPEAL_STATES)[number];
export type AppealEvent = 'file' | 'propose' | 'uphold' | 'reject' | 'rejectBySilence' | 'withdraw' | 'moot';

export const OUTCOMES = ['UPHELD', 'REJECTED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** First agency's position on an appeal that two agencies decide together. */
export interface Proposal {
  readonly agency: AgencyKind;
  readonly by: string;
  readonly outcome: Outcome;
  readonly reasons: string;
  readonly at: string;
}

/** `state` is the application's. */
export interface AppealFacts extends ScopedApplication, InRegion {
  readonly applicationId: string;
  readonly callId: string;
  readonly timeZone: string;
  readonly settings: AppealSettings | undefined;
  readonly kind: AppealKind;
  /** Decision that it is against; the application's state when it is filed. */
  readonly against: string;
  readonly examination: number;
  /** Persons who took that decision. */
  readonly authors: readonly string[];
  /** Others who could decide this appeal today. */
  readonly alternatives: number;
  /** First sending of that decision to the holder; null: none is recorded. */
  readonly notice: { readonly notifiedAt: Date; readonly statesAppeal: boolean } | null;
  readonly holderDepartment: string;
  readonly silenceAt: Date;
  readonly proposal: Proposal | null;
}

export interface DecisionInput {
  readonly reasons?: string;
}
export interface ProposalInput extends DecisionInput {
  readonly outcome: Outcome;
}

type Rule<I = never> = Guard<AppealFacts, I>;

/** An informal appeal is for who decided; a hierarchical one, and any on a late dossier, for the manager of the call. */
export function decidingRoles({ kind, against }: Pick<AppealFacts, 'kind' | 'against'>): readonly Role[] {
  if (kind === 'HIERARCHIQUE' || against === 'LATE') return ['CALL_MANAGER'];
  if (against === 'REFUSED') return ['REGIONAL_JURY'];
  return against === 'DISMISSED' ? ['CAF_INSTRUCTOR'] : ['CAF_INSTRUCTOR', 'DDETS_INSTRUCTOR'];
}

/** An ineligibility was confirmed by both agencies: both answer the appeal to them. */
export const decidedTogether = (facts: Pick<AppealFacts, 'kind' | 'against'>): boolean =>
  facts.kind === 'GRACIEUX' && facts.against === 'INELIGIBLE';

/** Undefined: no limit runs, because the decision was not sent, or did not state the ways of appeal (CJA R421-5). */
export function limitOf(facts: AppealFacts): Limit | undefined {
  const { notice, timeZone, settings, holderDepartment, department } = facts;
  if (notice?.statesAppeal !== true) return undefined;
  const place = placeOf({ settings, department, holder: holderDepartment });
  return appealLimit(notice.notifiedAt, { timeZone, settings, place });
}

export const negativeDecisionTaken: Rule = {
  name: 'negativeDecisionTaken',
  label: label('décision défavorable prise', 'negative decision taken'),
  source: 'CRPA L411-2',
  check: ({ facts }) =>
    (APPEALABLE as readonly string[]).includes(facts.state)
      ? undefined
      : label(
          'Aucune décision défavorable n’a été prise sur ce dossier : il n’y a rien à contester.',
          'No negative decision was taken on this application: there is nothing to challenge.',
        ),
};

export const withinAppealLimit: Rule = {
  name: 'withinAppealLimit',
  label: label('délai de recours non expiré', 'time limit of appeal not over'),
  source: 'CRPA L411-2, CJA R421-1, R421-5, R421-7',
  check: ({ facts, now }) => {
    const limit = limitOf(facts);
    if (limit === undefined || now <= limit.until) return undefined;
    const at = (language: 'fr' | 'en'): string => formatLegal(limit.until, facts.timeZone, language);
    return label(
      `Le délai de recours a expiré le ${at('fr')} : la décision ne peut plus être contestée.`,
      `The time limit of appeal ended on ${at('en')}: the decision can no longer be challenged.`,
    );
  },
};

export const reasonsGiven: Rule<DecisionInput> = written('reasons', {
  name: 'reasonsGiven',
  label: label('motifs écrits', 'reasons given'),
  source: 'CRPA L211-5, L211-7',
  message: label('Écrivez les motifs.', 'Give the reasons.'),
});

/** Whoever took the decision answers the appeal only where nobody else may. */
export const notTheAuthor: Rule = {
  name: 'notTheAuthor',
  label: label('une autre personne que l’auteur de la décision', 'another person than the author of the decision'),
  check: ({ facts, actor }) =>
    facts.authors.includes(actor.personId) && facts.alternatives > 0
      ? label(
          'Vous avez pris la décision contestée : une autre personne compétente doit répondre.',
          'You took the decision that is challenged: another competent person must answer.',
        )
      : undefined,
};

/** From the silence on, the appeal is rejected whether the clock has said so or not. */
export const answeredInTime: Rule = {
  name: 'answeredInTime',
  label: label('moins de deux mois de silence', 'less than two months of silence'),
  source: 'CRPA L411-7',
  check: ({ facts, now }) =>
    now <= facts.silenceAt
      ? undefined
      : label(
          `Le silence vaut rejet depuis le ${formatLegal(facts.silenceAt, facts.timeZone, 'fr')}.`,
          `Silence has rejected it since ${formatLegal(facts.silenceAt, facts.timeZone, 'en')}.`,
        ),
};

export const silencePassed: Rule = {
  name: 'silencePassed',
  label: label('deux mois de silence écoulés', 'two months of silence passed'),
  source: 'CRPA L411-7',
  check: ({ facts, now }) =>
    now > facts.silenceAt ? undefined : label('Le délai de réponse court encore.', 'The time to answer still runs.'),
};

/** The funders alone admit a late dossier: upholding such an appeal would do without them. */
export const notLate: Rule = {
  name: 'notLate',
  label: label('dossier tardif : par l’exception des financeurs', 'late application: by the exception of the funders'),
  source: 'Règles du programme, dossiers tardifs',
  check: ({ facts }) =>
    facts.against === 'LATE'
      ? label(
          'Un dossier tardif n’est admis que par une exception signée de tous les financeurs : demandez-la, le recours deviendra sans objet.',
          'A late application is admitted only by an exception signed by all the funders: ask for it, the appeal then has no object.',
        )
      : undefined,
};

export const otherAgencyAgrees = (outcome: Outcome): Rule => ({
  name: outcome === 'UPHELD' ? 'otherAgencyUpholds' : 'otherAgencyRejects',
  label: label('inéligibilité : même position de l’autre administration', 'ineligibility: same position of the other agency'),
  source: 'Cahier des charges FIPE, instruction conjointe',
  check: ({ facts, actor }) => {
    if (!decidedTogether(facts)) return undefined;
    const { proposal, department } = facts;
    const other = agenciesOf(actor, department).some((agency) => agency !== proposal?.agency);
    if (proposal?.outcome === outcome && proposal.by !== actor.personId && other) return undefined;
    return label(
      'L’inéligibilité a été constatée par deux administrations : l’autre doit d’abord proposer la même réponse.',
      'Two agencies found the ineligibility: the other one must first propose the same answer.',
    );
  },
});
