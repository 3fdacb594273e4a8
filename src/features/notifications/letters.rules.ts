// What the letters say, in French and English. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import { formatEuros, type Cents } from '../../kernel/money.js';
import type { ApplicationFacts, CallFacts, InstructionFacts, SessionFacts } from './letter-facts.reader.js';
import type { CompletionLetterName, KeptLetter, LetterName, RemedyLetterName, SelectionLetterName } from './mail-plan.js';

export type Language = 'fr' | 'en';
export interface Written {
  readonly subject: string;
  readonly body: readonly (string | readonly string[])[];
}
/** Picks the text of the reader's language. */
type Say = (fr: string, en: string) => string;

const sayIn =
  (language: Language): Say =>
  (fr, en) =>
    language === 'fr' ? fr : en;

const paragraphs = (...parts: (string | readonly string[] | null | undefined | false)[]): (string | readonly string[])[] =>
  parts.filter((part): part is string | readonly string[] =>
    typeof part === 'object' ? part !== null : typeof part === 'string',
  );

type ApplicationLetter = Exclude<
  LetterName,
  | CompletionLetterName
  | KeptLetter
  | 'assigned'
  | 'convocation'
  | 'callOpened'
  | 'callClosed'
  | 'callPostponed'
  | 'callAmended'
  | RemedyLetterName
  | SelectionLetterName
>;

export function writeApplicationLetter(letter: ApplicationLetter, facts: ApplicationFacts, language: Language): Written {
  const say = sayIn(language);
  const name = facts.number === null ? `« ${facts.title} »` : `${facts.number} « ${facts.title} »`;
  const about = say(
    `Dossier ${name}, appel à projets « ${facts.callTitle} ».`,
    `Application ${name}, call for projects "${facts.callTitle}".`,
  );
  const reasons = facts.reasons && say(`Motifs : ${facts.reasons}`, `Reasons: ${facts.reasons}`);
  const appeal =
    facts.appeal && say(`Voies et délais de recours : ${facts.appeal}`, `Ways and time limits of appeal: ${facts.appeal}`);
  const titled = (fr: string, en: string): string => `${say(fr, en)} — ${facts.number ?? facts.title}`;
  switch (letter) {
    case 'newMessage':
      return {
        subject: titled('Nouveau message', 'New message'),
        body: paragraphs(
          about,
          say(
            'Un message vous attend sur ce dossier : lisez-le dans l’application.',
            'A message is waiting for you on this application: read it there.',
          ),
        ),
      };
    case 'newComment':
      return {
        subject: titled('Nouveau commentaire', 'New comment'),
        body: paragraphs(
          about,
          say(
            'Un commentaire entre services vous attend : lisez-le dans l’application.',
            'A comment between the agencies is waiting for you: read it there.',
          ),
        ),
      };
    case 'newApplication':
      return {
        subject: titled('Nouveau dossier à instruire', 'New application to examine'),
        body: paragraphs(
          about,
          say(
            `Porteur : ${facts.organisation}, département ${facts.department}.`,
            `Holder: ${facts.organisation}, department ${facts.department}.`,
          ),
        ),
      };
    case 'consultation':
      return {
        subject: titled('Votre avis est demandé sur un dossier', 'Your opinion is asked on an application'),
        body: paragraphs(
          about,
          say(
            `Ce projet concerne aussi votre département ; le département ${facts.department} l’instruit.`,
            `This project also concerns your department; department ${facts.department} examines it.`,
          ),
          say(
            'Rendez un avis écrit une fois le dossier complet et tant qu’il est en instruction.',
            'Give a written opinion once the application is complete and while it is under examination.',
          ),
        ),
      };
    case 'consultationGiven':
      return {
        subject: titled('Avis d’un département consulté', 'Opinion of a consulted department'),
        body: paragraphs(
          about,
          say(
            'Une administration d’un autre département du projet a rendu son avis : lisez-le dans le dossier.',
            'An agency of another department of the project has given its opinion: read it in the application.',
          ),
        ),
      };
    case 'renounced':
      return {
        subject: titled('Renonciation enregistrée', 'Renunciation recorded'),
        body: paragraphs(
          about,
          say(
            'Le porteur renonce à l’aide attribuée : les crédits des deux financeurs sont libérés.',
            'The holder renounces the award: the credits of both funders are free again.',
          ),
        ),
      };
    case 'admitted':
      return {
        subject: titled('Dossier tardif admis', 'Late application admitted'),
        body: paragraphs(
          about,
          say(
            'Par exception signée de tous les financeurs, votre dossier reçu hors délai est admis à l’instruction. Il garde son numéro et son accusé de réception.',
            'By an exception signed by all the funders, your late application is admitted. It keeps its number and its receipt.',
          ),
        ),
      };
    case 'reopened':
      return {
        subject: titled('Dossier rouvert pour un nouvel examen', 'Application re-opened for a new examination'),
        body: paragraphs(
          about,
          say(
            'Un recours a été accueilli : désignez un instructeur pour le nouvel examen.',
            'An appeal was upheld: assign an examiner for the new examination.',
          ),
        ),
      };
    case 'silence':
      return {
        subject: titled('Silence de deux mois', 'Two months of silence'),
        body: paragraphs(
          about,
          say(
            'Deux mois se sont écoulés sans décision : ce silence vaut refus (CRPA, article L231-4). L’instruction continue et une décision expresse peut encore intervenir.',
            'Two months have passed without a decision: this silence is a refusal (CRPA, article L231-4). The examination goes on and an express decision may still come.',
          ),
          say(`Voies et délais de recours : ${facts.appealText}`, `Ways and time limits of appeal: ${facts.appealText}`),
        ),
      };
    case 'ineligible':
      return { subject: titled('Dossier inéligible', 'Application ineligible'), body: paragraphs(about, reasons, appeal) };
    case 'refused':
      return { subject: titled('Dossier non retenu', 'Application not selected'), body: paragraphs(about, reasons, appeal) };
    case 'onReserve':
      return {
        subject: titled('Dossier en liste complémentaire', 'Application on the reserve list'),
        body: paragraphs(
          about,
          facts.reserveRank !== null && say(`Rang : ${facts.reserveRank}.`, `Rank: ${facts.reserveRank}.`),
          facts.reserveExpiresAt !== null &&
            say(
              `La liste vaut jusqu’au ${formatLegal(facts.reserveExpiresAt, facts.timeZone, 'fr')}.`,
              `The list holds until ${formatLegal(facts.reserveExpiresAt, facts.timeZone, 'en')}.`,
            ),
        ),
      };
    case 'awarded': {
      const amount = facts.awardedCents === null ? null : formatEuros(facts.awardedCents as Cents);
      return {
        subject: titled('Dossier retenu', 'Application selected'),
        body: paragraphs(
          about,
          say('Les deux financeurs ont décidé de soutenir votre projet.', 'Both funders have decided to support your project.'),
          amount && say(`Montant accordé : ${amount}.`, `Amount granted: ${amount}.`),
        ),
      };
    }
  }
}

export function writeAssignment(facts: InstructionFacts, language: Language): Written {
  const say = sayIn(language);
  const name = facts.number ?? facts.title;
  return {
    subject: `${say('Instruction confiée', 'Examination assigned')} — ${name}`,
    body: [
      say(
        `L’instruction ${facts.agency} du dossier ${name} « ${facts.title} » (« ${facts.callTitle} ») vous est confiée.`,
        `The ${facts.agency} examination of application ${name} "${facts.title}" ("${facts.callTitle}") is assigned to you.`,
      ),
      say(
        'Commencez par déclarer si vous avez un intérêt dans ce dossier.',
        'Start by declaring whether you have an interest in this application.',
      ),
    ],
  };
}

export function writeConvocation(facts: SessionFacts, language: Language): Written {
  const say = sayIn(language);
  const when = formatLegal(facts.scheduledAt, facts.timeZone, language);
  return {
    subject: `${say('Convocation', 'Convocation')} — ${facts.committee}`,
    body: paragraphs(
      say(
        `Vous êtes convoqué à la séance de « ${facts.committee} » du ${when}.`,
        `You are called to the meeting of "${facts.committee}" on ${when}.`,
      ),
      say(`Lieu : ${facts.place}`, `Place: ${facts.place}`),
      facts.second
        ? say(
            'Le quorum n’ayant pas été atteint à la séance précédente, le comité délibérera valablement sans condition de quorum, sur le même ordre du jour (CRPA, article R133-10).',
            'As the previous meeting had no quorum, the committee will deliberate validly without one, on the same agenda (CRPA, article R133-10).',
          )
        : facts.quorum !== null && say(`Quorum : ${facts.quorum} membres.`, `Quorum: ${facts.quorum} members.`),
      say('Ordre du jour :', 'Agenda:'),
      facts.agenda,
    ),
  };
}

export function writeCallLetter(
  letter: 'callOpened' | 'callClosed' | 'callPostponed' | 'callAmended',
  facts: CallFacts,
  language: Language,
): Written {
  const say = sayIn(language);
  const deadline = formatLegal(facts.deadlineAt, facts.timeZone, language);
  const limit = say(`Date limite de dépôt : ${deadline}.`, `Deadline: ${deadline}.`);
  const [fr, en] = {
    callOpened: ['Appel à projets ouvert', 'Call for projects open'],
    callClosed: ['Appel à projets clos', 'Call for projects closed'],
    callPostponed: ['Date limite reportée', 'Deadline postponed'],
    callAmended: ['Appel à projets modifié', 'Call for projects amended'],
  }[letter] as [string, string];
  const amended = letter === 'callAmended' && [
    facts.amendmentReasons && say(`Motif : ${facts.amendmentReasons}`, `Reasons: ${facts.amendmentReasons}`),
    say(
      'Ouvrez votre brouillon : il dit ce que cette modification vous demande de compléter, s’il y a lieu. Ce que vous avez écrit est conservé.',
      'Open your draft: it says what this change asks you to complete, if anything. What you wrote is kept.',
    ),
  ];
  const subject = `${say(fr, en)} — ${facts.title}`;
  return { subject, body: paragraphs(say(`« ${facts.title} »`, `"${facts.title}"`), ...(amended || []), limit) };
}
