// What the letters say, in French and English. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import { formatEuros, type Cents } from '../../kernel/money.js';
import type { ApplicationFacts, CallFacts, InstructionFacts, SessionFacts } from './letter-facts.reader.js';
import type { LetterName } from './mail-plan.js';

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

type ApplicationLetter = Exclude<LetterName, 'assigned' | 'convocation' | 'callOpened' | 'callClosed' | 'callPostponed'>;

export function writeApplicationLetter(letter: ApplicationLetter, facts: ApplicationFacts, language: Language): Written {
  const say = sayIn(language);
  const name = facts.number === null ? `« ${facts.title} »` : `${facts.number} « ${facts.title} »`;
  const about = say(
    `Dossier ${name}, appel à projets « ${facts.callTitle} ».`,
    `Application ${name}, call for projects "${facts.callTitle}".`,
  );
  const filed = facts.submittedAt === null ? null : formatLegal(facts.submittedAt, facts.timeZone, language);
  const receipt =
    facts.receiptNumber &&
    say(`Numéro d’accusé de réception : ${facts.receiptNumber}.`, `Receipt number: ${facts.receiptNumber}.`);
  const reasons = facts.reasons && say(`Motifs : ${facts.reasons}`, `Reasons: ${facts.reasons}`);
  const appeal =
    facts.appeal && say(`Voies et délais de recours : ${facts.appeal}`, `Ways and time limits of appeal: ${facts.appeal}`);
  const answerBy = facts.dueOn && say(`Répondez avant la fin du ${facts.dueOn}.`, `Answer before the end of ${facts.dueOn}.`);
  const titled = (fr: string, en: string): string => `${say(fr, en)} — ${facts.number ?? facts.title}`;
  switch (letter) {
    case 'receipt':
      return {
        subject: titled('Accusé de réception', 'Receipt'),
        body: paragraphs(about, filed && say(`Dossier déposé le ${filed}.`, `Submitted on ${filed}.`), receipt),
      };
    case 'lateReceipt':
      return {
        subject: titled('Dossier reçu hors délai', 'Application received late'),
        body: paragraphs(
          about,
          filed && say(`Dossier reçu le ${filed}, après la date limite.`, `Received on ${filed}, after the deadline.`),
          receipt,
          reasons,
          appeal,
        ),
      };
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
    case 'incomplete':
      return {
        subject: titled('Pièces manquantes', 'Missing documents'),
        body: paragraphs(about, say('Il manque à votre dossier :', 'Your application lacks:'), facts.missing, answerBy),
      };
    case 'reminder':
      return {
        subject: titled('Rappel : pièces manquantes', 'Reminder: missing documents'),
        body: paragraphs(
          about,
          say('Votre dossier attend toujours :', 'Your application still lacks:'),
          facts.missing,
          answerBy,
          say('Sans réponse, il pourra être classé sans suite.', 'Without an answer it may be dismissed.'),
        ),
      };
    case 'dismissed':
      return { subject: titled('Dossier classé sans suite', 'Application dismissed'), body: paragraphs(about, reasons, appeal) };
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
  letter: 'callOpened' | 'callClosed' | 'callPostponed',
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
  }[letter] as [string, string];
  return { subject: `${say(fr, en)} — ${facts.title}`, body: [say(`« ${facts.title} »`, `"${facts.title}"`), limit] };
}
