// What the letters of the completeness say: what is asked, until when, and what follows from it. Pure: facts in, text out.

import { formatLegal } from '../../kernel/legal-time.js';
import { aboutDossier, sayIn, type Language, type Say, type Written } from './letters.rules.js';
import type { CompletionLetterName } from './mail-plan.js';

/** As it stands in the dossier when the letter leaves. */
interface LetterItem {
  readonly label: string;
  readonly defect?: string;
  readonly essential?: boolean;
  readonly explanation?: string;
  readonly sent?: object;
  readonly settlement?: { readonly accepted: boolean; readonly reason?: string };
}

export interface CompletionLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly callTitle: string;
  readonly timeZone: string;
  /** First receipt, by whichever department. */
  readonly submittedAt: Date | null;
  readonly dueAt: Date | null;
  readonly items: readonly LetterItem[];
  readonly conditions: readonly { readonly label: string; readonly effect: string; readonly reason: string }[];
  readonly forwarding: { readonly from: string; readonly to: string; readonly reasons: string } | null;
}

const DEFECTS: Readonly<Record<string, readonly [string, string]>> = {
  WRONG: ['à corriger', 'to be corrected'],
  UNREADABLE: ['illisible', 'unreadable'],
  OUTDATED: ['périmé', 'out of date'],
  FORMAL: ['à régulariser, CRPA, article L114-6', 'to be regularised, CRPA, article L114-6'],
};

function line({ label, defect = 'MISSING', essential = true, explanation, settlement }: LetterItem, say: Say): string {
  const flaw = DEFECTS[defect];
  const remarks = [
    flaw !== undefined && say(...flaw),
    !essential &&
      say('non essentiel : son absence n’arrête pas le dossier', 'not essential: its absence does not stop the application'),
  ].filter((remark): remark is string => typeof remark === 'string');
  const why = settlement?.reason ?? explanation;
  return `${label}${remarks.length > 0 ? ` (${remarks.join(' ; ')})` : ''}${why === undefined ? '' : ` — ${why}`}`;
}

const written = (subject: string, ...body: (string | readonly string[] | false | null)[]): Written => ({
  subject,
  body: body.filter((part) => part !== false && part !== null),
});

export function writeCompletionLetter(letter: CompletionLetterName, facts: CompletionLetterFacts, language: Language): Written {
  const say = sayIn(language);
  const { number, title, timeZone, dueAt, forwarding } = facts;
  const titled = (fr: string, en: string): string => `${say(fr, en)} — ${number ?? title}`;
  const about = aboutDossier(facts, say);
  const left = facts.items.filter(({ settlement }) => settlement?.accepted !== true);
  const due = dueAt && formatLegal(dueAt, timeZone, language);
  const until = due && say(`Répondez au plus tard le ${due}.`, `Answer by ${due}.`);
  switch (letter) {
    case 'incomplete': {
      const suspended = left.some(({ essential = true, defect }) => essential || defect === 'FORMAL');
      return written(
        titled('Pièces manquantes', 'Missing documents'),
        about,
        say('Il manque à votre dossier, ou il faut y corriger :', 'Your application lacks, or needs corrected:'),
        left.map((item) => line(item, say)),
        until,
        suspended &&
          due !== null &&
          say(
            `Le délai de réponse de l’administration est suspendu jusqu’à la réception de ces éléments, au plus tard jusqu’au ${due} (CRPA, articles L114-5 et R112-11-4).`,
            `The administration’s time to answer is suspended until these items arrive, at the latest until ${due} (CRPA, articles L114-5 and R112-11-4).`,
          ),
      );
    }
    case 'reminder': {
      const owed = left.filter(({ sent }) => sent === undefined);
      return written(
        titled('Rappel : pièces manquantes', 'Reminder: missing documents'),
        about,
        say('Votre dossier attend toujours :', 'Your application still lacks:'),
        (owed.length > 0 ? owed : left).map((item) => line(item, say)),
        until,
        left.some(({ essential = true, defect }) => essential && defect !== 'FORMAL') &&
          say('Sans réponse, il pourra être classé sans suite.', 'Without an answer it may be dismissed.'),
      );
    }
    case 'continued':
      return written(
        titled('Dossier complet sous conditions', 'Application complete with conditions'),
        about,
        say(
          'L’instruction de votre dossier se poursuit. Restent à nous faire parvenir :',
          'The examination of your application goes on. Still to be sent:',
        ),
        facts.conditions.map(({ label, effect, reason }) =>
          effect === 'AWARD'
            ? say(
                `${label} : sans cela, une aide accordée ne prend pas effet. ${reason}`,
                `${label}: without it, an award takes no effect. ${reason}`,
              )
            : say(
                `${label} : sans cela, une aide accordée n’est pas payée. ${reason}`,
                `${label}: without it, an award is not paid. ${reason}`,
              ),
        ),
        say('(CRPA, articles L114-5-1 et L114-6.)', '(CRPA, articles L114-5-1 and L114-6.)'),
      );
    case 'forwarded': {
      const received = facts.submittedAt && formatLegal(facts.submittedAt, timeZone, language);
      return written(
        titled('Dossier transmis au service compétent', 'Application forwarded to the competent service'),
        about,
        forwarding &&
          say(
            `Reçu par le département ${forwarding.from}, il est transmis au département ${forwarding.to}, compétent pour l’instruire (CRPA, article L114-2).`,
            `Received by department ${forwarding.from}, it is forwarded to department ${forwarding.to}, which is competent (CRPA, article L114-2).`,
          ),
        forwarding && say(`Motifs : ${forwarding.reasons}`, `Reasons: ${forwarding.reasons}`),
        received &&
          say(
            `Vous n’avez rien à refaire : la date de réception reste le ${received} (CRPA, article L114-3).`,
            `There is nothing to do again: the date of receipt stays ${received} (CRPA, article L114-3).`,
          ),
      );
    }
  }
}
