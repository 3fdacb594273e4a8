// Letters to the holder on a sum to be given back, in French and English. Pure: facts in, text out.

import { formatDay } from '../../kernel/legal-time.js';
import { cents, formatEuros } from '../../kernel/money.js';
import type { Language, Written } from './letters.rules.js';
import type { RecoveryLetterName } from './mail-plan.js';
import type { RecoveryLetterFacts } from './recovery-letter.reader.js';

export function writeRecoveryLetter(letter: RecoveryLetterName, facts: RecoveryLetterFacts, language: Language): Written {
  const say = (fr: string, en: string): string => (language === 'fr' ? fr : en);
  const { recovery, number, title, funder, remarksUntil, instalments, next, reasons } = facts;
  const euros = (amount: bigint): string => formatEuros(cents(amount));
  const day = (date: string | null | undefined): string => (date ? formatDay(date, language) : '');
  const name = number === null ? `« ${title} »` : `${number} « ${title} »`;
  const [sum, left] = [euros(facts.cents), euros(facts.leftCents)];
  const about = say(
    `Dossier ${name}, reversement ${recovery} à « ${funder} ».`,
    `Application ${name}, recovery ${recovery} by "${funder}".`,
  );
  const letterOf = (fr: string, en: string, ...body: string[]): Written => ({
    subject: `${say(fr, en)} — ${number ?? title}`,
    body: [about, ...body],
  });
  switch (letter) {
    case 'recoveryHeard':
      return letterOf(
        'Reversement envisagé : vos observations',
        'Recovery considered: your remarks',
        say(
          `« ${funder} » envisage de vous demander le reversement de ${sum}. Calcul :`,
          `"${funder}" considers asking you to give back ${sum}. Computation:`,
        ),
        facts.explanation[language],
        say(
          `Vous pouvez présenter vos observations dans l’application jusqu’au ${day(remarksUntil)} inclus. Aucun ordre n’est émis avant votre réponse ou la fin de ce délai.`,
          `You may make remarks in the application until ${day(remarksUntil)} included. No order is issued before your answer, or the end of that time.`,
        ),
      );
    case 'recoveryPlanAgreed':
      return letterOf(
        'Échéancier accordé',
        'Instalments agreed',
        say(`Vous pouvez régler ${left} selon cet échéancier :`, `You may pay ${left} in these instalments:`),
        instalments.map((one) => `${day(one.dueOn)} : ${euros(one.cents)}`).join('\n'),
      );
    case 'recoveryReminded':
      return letterOf(
        'Rappel : reversement à régler',
        'Reminder: a sum to be given back',
        say(
          `${euros(next?.cents ?? 0n)} sont à régler, échéance du ${day(next?.dueOn)} ; il reste ${left} en tout. Si le règlement est parti, ne tenez pas compte de ce rappel.`,
          `${euros(next?.cents ?? 0n)} are to be paid, due on ${day(next?.dueOn)}; ${left} are left in all. If the payment has left, disregard this reminder.`,
        ),
      );
    case 'recoveryWaived':
      return letterOf(
        'Remise accordée',
        'Waiver granted',
        say(
          `« ${funder} » vous remet ${euros(facts.waivedCents)} en tout ; il reste ${left} à régler.`,
          `"${funder}" waives ${euros(facts.waivedCents)} in all; ${left} are left to pay.`,
        ),
        say(`Motifs : ${reasons ?? ''}`, `Reasons: ${reasons ?? ''}`),
      );
    case 'recoveryRecovered':
      return letterOf(
        'Reversement soldé',
        'Recovery settled',
        say(`Plus rien ne reste à régler sur ${sum}.`, `Nothing is left to pay of ${sum}.`),
      );
    case 'recoveryCancelled':
      return letterOf(
        'Reversement annulé',
        'Recovery cancelled',
        say(`Le reversement de ${sum} ne vous est plus demandé.`, `You are not asked to give back ${sum} any more.`),
        say(`Motifs : ${reasons ?? ''}`, `Reasons: ${reasons ?? ''}`),
      );
  }
}
