// Who is asked, what they see and until when. The expert is an outside person with no role: the request alone opens the few files that it
// lists. An opinion has no score: it is not sealed between the agencies, and both read it as soon as it is given.

import { seesApplication } from '../../access/application-scope.js';
import { ROLE_LABELS } from '../../access/policies.js';
import { hasRole, servesDepartment, type Actor } from '../../kernel/actor.js';
import type { Guard, Policy } from '../../kernel/machine.js';
import { given, label, reason, written } from '../../kernel/reasons.js';
import { EXAMINING_ROLE } from '../instruction/instruction-facts.rules.js';
import type {
  AcceptInput,
  DeclineInput,
  ExpertRequestFacts,
  ExpertRequestState,
  GiveInput,
  RequestInput,
  RevokeInput,
} from './expert-request-facts.js';

type Rule<I = never> = Guard<ExpertRequestFacts, I>;

/** States of a dossier on which an opinion may still serve: from its submission to the agenda. */
const EXAMINED_BY_AGENCIES = ['SUBMITTED', 'INCOMPLETE', 'COMPLETE', 'UNDER_EXAMINATION', 'EXAMINED'];

/** The person asked, without a recorded interest. */
export const expert: Policy<ExpertRequestFacts> = {
  name: 'expert',
  label: { fr: 'expert sollicité', en: 'expert asked' },
  allows: (actor, facts) =>
    actor.system !== true && actor.personId === facts.expertId && !facts.interestedPersonIds.includes(actor.personId),
};

const ofAgency = (kind: 'CAF' | 'DDETS', own: boolean): Policy<ExpertRequestFacts> => ({
  name: kind === 'CAF' ? 'cafInstructor' : 'ddetsInstructor',
  label: ROLE_LABELS[EXAMINING_ROLE[kind]],
  allows: (actor, facts) =>
    (!own || facts.agencyKind === kind) &&
    servesDepartment(actor, EXAMINING_ROLE[kind], facts.department) &&
    seesApplication.allows(actor, facts),
});
const eitherAgency = [ofAgency('CAF', false), ofAgency('DDETS', false)];
/** Those of the agency that asks. */
export const askingAgency = [ofAgency('CAF', true), ofAgency('DDETS', true)];

export const seesExpertRequest: Policy<ExpertRequestFacts> = {
  name: 'seesExpertRequest',
  label: { fr: 'l’expert sollicité et les deux services', en: 'the expert asked and both agencies' },
  allows: (actor, facts) => expert.allows(actor, facts) || eitherAgency.some((agency) => agency.allows(actor, facts)),
  tells: (actor, facts) => seesApplication.tells?.(actor, facts),
};

/** Auditors read what they do not take part in. */
export const readsExpertRequest: Policy<ExpertRequestFacts> = {
  ...seesExpertRequest,
  name: 'readsExpertRequest',
  allows: (actor, facts) => hasRole(actor, 'AUDITOR') || seesExpertRequest.allows(actor, facts),
};

export const readsAsExpert = (actor: Actor, { expertId }: Pick<ExpertRequestFacts, 'expertId'>): boolean =>
  actor.personId === expertId;

/** Whether the files are open to the expert: from the declaration of no interest to the deadline. */
export const filesOpen = (state: ExpertRequestState, { dueAt }: Pick<ExpertRequestFacts, 'dueAt'>, now: Date): boolean =>
  state === 'ACCEPTED' && now < dueAt;

export const dossierInExamination: Rule = {
  name: 'dossierInExamination',
  label: { fr: 'le dossier est en instruction', en: 'the application is under examination' },
  check: ({ facts }) =>
    EXAMINED_BY_AGENCIES.includes(facts.state)
      ? undefined
      : {
          fr: 'Demandez un avis entre le dépôt du dossier et son inscription à l’ordre du jour.',
          en: 'Ask for an opinion between the submission of the application and the agenda.',
        },
};

export const expertIsOutside: Rule = {
  name: 'expertIsOutside',
  label: {
    fr: 'l’expert est extérieur et sans intérêt au dossier',
    en: 'the expert is an outsider without interest in the dossier',
  },
  source: 'Loi 2013-907 art. 2; CRPA R133-6, R133-12',
  check: ({ facts: { serves, disabled, actsForHolder, expertId, interestedPersonIds, requestedBy } }) =>
    serves || disabled || actsForHolder || expertId === requestedBy || interestedPersonIds.includes(expertId)
      ? [
          reason(
            'expertIsOutside',
            '/email',
            label(
              'Sollicitez une autre personne : celle-ci prend part à la décision, agit pour le porteur, a un intérêt au dossier ou n’a plus de compte.',
              'Ask another person: this one takes part in the decision, acts for the holder, has an interest in the dossier or has no account any more.',
            ),
          ),
        ]
      : undefined,
};

export const dueInFuture: Rule = {
  name: 'dueInFuture',
  label: { fr: 'la date limite est à venir', en: 'the deadline is to come' },
  check: ({ facts, now }) =>
    facts.dueAt > now
      ? undefined
      : [reason('dueInFuture', '/dueAt', label('Donnez une date limite à venir.', 'Give a deadline to come.'))],
};

export const questionAsked: Rule<RequestInput> = written('question', {
  name: 'questionAsked',
  label: { fr: 'une question est posée', en: 'a question is asked' },
  message: label('Dites sur quoi porte l’avis demandé.', 'Say what the opinion is to be about.'),
});

export const documentsOfDossier: Rule<RequestInput> = {
  name: 'documentsOfDossier',
  label: { fr: 'les pièces montrées sont du dossier', en: 'the files shown are the dossier’s' },
  needsInput: true,
  check: ({ facts, input }) =>
    input.documentIds.flatMap((id, index) =>
      facts.documentIds.includes(id)
        ? []
        : [
            reason(
              'documentsOfDossier',
              `/documentIds/${index}`,
              label(
                'Choisissez un fichier déposé et conservé au dossier.',
                'Choose a file that was sent and kept in the application.',
              ),
            ),
          ],
    ),
};

export const beforeDeadline: Rule = {
  name: 'beforeDeadline',
  label: { fr: 'avant la date limite', en: 'before the deadline' },
  check: ({ facts, now }) =>
    now < facts.dueAt
      ? undefined
      : {
          fr: 'La date limite est passée : le service peut vous adresser une nouvelle demande.',
          en: 'The deadline has passed: the agency may ask you again.',
        },
};

export const deadlinePassed: Rule = {
  name: 'deadlinePassed',
  label: { fr: 'la date limite est passée', en: 'the deadline has passed' },
  check: ({ facts, now }) =>
    now >= facts.dueAt ? undefined : { fr: 'La date limite n’est pas passée.', en: 'The deadline has not passed.' },
};

export const noInterestDeclared: Rule<AcceptInput> = {
  name: 'noInterestDeclared',
  label: { fr: 'l’expert déclare n’avoir aucun intérêt au dossier', en: 'the expert declares no interest in the dossier' },
  source: 'Loi 2013-907 art. 2',
  needsInput: true,
  check: ({ input }) =>
    input.noInterest
      ? undefined
      : [
          reason(
            'noInterestDeclared',
            '/noInterest',
            label(
              'Déclarez n’avoir aucun intérêt au dossier, ou refusez la demande en le disant.',
              'Declare that you have no interest in the dossier, or decline and say so.',
            ),
          ),
        ],
};

export const interestExplained: Rule<DeclineInput> = {
  name: 'interestExplained',
  label: { fr: 'l’intérêt est expliqué', en: 'the interest is explained' },
  needsInput: true,
  check: ({ input }) =>
    input.interest === true && !given(input.reason)
      ? [
          reason(
            'interestExplained',
            '/reason',
            label('Dites quel est votre lien avec le dossier.', 'Say what ties you to the dossier.'),
          ),
        ]
      : undefined,
};

export const opinionWritten: Rule<GiveInput> = written('opinion', {
  name: 'opinionWritten',
  label: { fr: 'l’avis est écrit', en: 'the opinion is written' },
  message: label('Écrivez votre avis.', 'Write your opinion.'),
});

export const revocationExplained: Rule<RevokeInput> = written('reasons', {
  name: 'revocationExplained',
  label: { fr: 'le retrait de la demande est motivé', en: 'the revocation is explained' },
  message: label('Dites pourquoi l’avis n’est plus demandé.', 'Say why the opinion is no longer asked for.'),
});
