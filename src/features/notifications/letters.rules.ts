// What the letters say, in French and English. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import type { ApplicationFacts, CallFacts, SessionFacts } from './letter-facts.reader.js';
import type {
  AgreementLetterName,
  AmendmentLetterName,
  ArchivedLetterName,
  CompletionLetterName,
  ExpertLetterName,
  InstructionLetterName,
  KeptLetter,
  LegLetterName,
  LetterName,
  MeasureLetterName,
  RemedyLetterName,
  PaymentLetterName,
  ReportLetterName,
  BalanceLetterName,
  RecoveryLetterName,
  SelectionLetterName,
} from './mail-plan.js';

export type Language = 'fr' | 'en';
export interface Written {
  readonly subject: string;
  readonly body: readonly (string | readonly string[])[];
}
/** Picks the text of the reader's language. */
export type Say = (fr: string, en: string) => string;

export const sayIn =
  (language: Language): Say =>
  (fr, en) =>
    language === 'fr' ? fr : en;

/** The sentence that a letter on a dossier opens with: its number once submitted, its title and its call. */
export function aboutDossier(
  { number, title, callTitle }: { readonly number: string | null; readonly title: string; readonly callTitle: string },
  say: Say,
): string {
  const name = number === null ? `« ${title} »` : `${number} « ${title} »`;
  return say(`Dossier ${name}, appel à projets « ${callTitle} ».`, `Application ${name}, call for projects "${callTitle}".`);
}

const paragraphs = (...parts: (string | readonly string[] | null | undefined | false)[]): (string | readonly string[])[] =>
  parts.filter((part): part is string | readonly string[] =>
    typeof part === 'object' ? part !== null : typeof part === 'string',
  );

type ApplicationLetter = Exclude<
  LetterName,
  | ArchivedLetterName
  | CompletionLetterName
  | KeptLetter
  | InstructionLetterName
  | 'convocation'
  | 'minutesSigned'
  | 'minutesUnsigned'
  | 'callOpened'
  | 'callClosed'
  | 'callPostponed'
  | 'callAmended'
  | RemedyLetterName
  | SelectionLetterName
  | AgreementLetterName
  | LegLetterName
  | PaymentLetterName
  | AmendmentLetterName
  | MeasureLetterName
  | ReportLetterName
  | RecoveryLetterName
  | BalanceLetterName
  | ExpertLetterName
>;

export function writeApplicationLetter(letter: ApplicationLetter, facts: ApplicationFacts, language: Language): Written {
  const say = sayIn(language);
  const about = aboutDossier(facts, say);
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
  }
}

export function writeConvocation(facts: SessionFacts, language: Language): Written {
  const say = sayIn(language);
  const when = formatLegal(facts.scheduledAt, facts.timeZone, language);
  const { quorum, quorumForNew, documents } = facts;
  return {
    subject: `${say('Convocation', 'Convocation')} — ${facts.committee}`,
    body: paragraphs(
      facts.closesAt === null
        ? say(
            `Vous êtes convoqué à la séance de « ${facts.committee} » du ${when}.`,
            `You are called to the meeting of "${facts.committee}" on ${when}.`,
          )
        : writtenHours(facts, when, facts.closesAt, language),
      say(`Lieu : ${facts.place}`, `Place: ${facts.place}`),
      HOW[facts.mode]?.[language],
      facts.second
        ? say(
            'Le quorum n’ayant pas été atteint à la séance précédente, le comité délibérera valablement sans condition de quorum, sur le même ordre du jour (CRPA, article R133-10).',
            'As the previous meeting had no quorum, the committee will deliberate validly without one, on the same agenda (CRPA, article R133-10).',
          )
        : quorum !== null && say(`Quorum : ${quorum} membres.`, `Quorum: ${quorum} members.`),
      quorumForNew !== null &&
        say(
          `Pour les points nouveaux, qui suivent cet ordre du jour, le quorum de ${quorumForNew} membres est exigé.`,
          `For the new items, which follow that agenda, the quorum of ${quorumForNew} members is required.`,
        ),
      say('Ordre du jour :', 'Agenda:'),
      facts.agenda.map((item) => item ?? say('(point auquel vous ne prenez pas part)', '(an item in which you take no part)')),
      documents.length > 0 &&
        say('Documents joints, à lire dans l’application :', 'Documents attached, to be read in the application:'),
      documents.length > 0 && documents,
    ),
  };
}

/** How members attend, where the place alone does not say it. */
const HOW: Readonly<Partial<Record<SessionFacts['mode'], Readonly<Record<Language, string>>>>> = {
  REMOTE: {
    fr: 'La séance se tient par conférence téléphonique ou audiovisuelle (ordonnance n° 2014-1329, article 2).',
    en: 'The meeting is held by telephone or video (ordonnance no. 2014-1329, article 2).',
  },
  MIXED: {
    fr: 'Vous pouvez y assister sur place, ou par conférence téléphonique ou audiovisuelle (ordonnance n° 2014-1329, article 2).',
    en: 'You may attend on site, or by telephone or video (ordonnance no. 2014-1329, article 2).',
  },
  WRITTEN: {
    fr: 'Vos observations sont aussitôt accessibles à tous les participants. La délibération n’est valable que si la moitié au moins des membres y participent effectivement (ordonnance n° 2014-1329, articles 3 et 4).',
    en: 'Your remarks are open at once to all participants. The deliberation is valid only if half at least of the members really take part (ordonnance no. 2014-1329, articles 3 and 4).',
  },
};

function writtenHours(facts: SessionFacts, opens: string, closesAt: Date, language: Language): string {
  const closes = formatLegal(closesAt, facts.timeZone, language);
  return language === 'fr'
    ? `Vous êtes convoqué à la délibération écrite de « ${facts.committee} ». Elle s’ouvre le ${opens} et se clôt le ${closes} : ni observation ni vote n’est reçu après.`
    : `You are called to the written deliberation of "${facts.committee}". It opens on ${opens} and closes on ${closes}: neither remark nor vote is taken after that.`;
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
