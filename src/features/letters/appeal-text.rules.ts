// Ways and time limits of appeal, for one decision and one holder, funder by funder where their courts differ (CJA R421-1, R421-5, R421-7;
// CRPA L411-2, L411-7). Pure.

import { formatDay, localDate } from '../../kernel/legal-time.js';
import type { AppealSettings } from '../calls/call-settings.js';
import { appealLimit, monthsToAppeal, placeOf } from '../remedies/appeal-limit.rules.js';

export interface AppealCase {
  /** What the decision itself, or its call, says. */
  readonly text: string;
  /** Of the call, in the order of their positions; those that answer for the decision. */
  readonly funders: readonly { readonly code: string; readonly name: string }[];
  readonly settings: AppealSettings | undefined;
  readonly timeZone: string;
  readonly department: string;
  readonly holderDepartment: string;
  /** Day on which the letter is written. */
  readonly writtenAt: Date;
  /** To whom an appeal within the administration goes; none: only the court is left. */
  readonly administrative: string | undefined;
}

const MONTHS: Readonly<Record<number, string>> = { 2: 'deux mois', 3: 'trois mois' };
const ANY_COURT = 'tribunal administratif dans le ressort duquel siège l’autorité qui a décidé (CJA, article R312-1)';

/** The text of the decision, then one part for all the funders, or one each where the call sets something for one of them. */
export function appealParagraphs(appealCase: AppealCase): string[] {
  const { text, funders, settings } = appealCase;
  const apart = funders.some(({ code }) => settings?.byFunder?.some(({ funderCode }) => funderCode === code) === true);
  if (!apart) return [text, ...partOf(appealCase, undefined)];
  return [text, ...funders.flatMap((funder) => partOf(appealCase, funder))];
}

function partOf(appealCase: AppealCase, funder: AppealCase['funders'][number] | undefined): string[] {
  const { settings, timeZone, department, holderDepartment, writtenAt, administrative, funders } = appealCase;
  const own = settings?.byFunder?.find(({ funderCode }) => funderCode === funder?.code);
  const place = placeOf({ settings, department, holder: holderDepartment }, funder?.code ?? '');
  const { lastDay, overseasMonth } = appealLimit(writtenAt, { timeZone, settings, place });
  const time = MONTHS[monthsToAppeal(overseasMonth)] ?? '';
  const court = own?.court ?? settings?.court ?? ANY_COURT;
  const written = formatDay(localDate(writtenAt, timeZone), 'fr');
  const heading = funder === undefined || funders.length === 1 ? [] : [`Pour la part « ${funder.name} » :`];
  return [
    ...heading,
    ...(own?.text === undefined ? [] : [own.text.fr]),
    ...(administrative === undefined
      ? []
      : [
          `Recours administratif : dans les ${time} qui suivent la notification de cette décision, vous pouvez ${administrative}. Ce recours interrompt le délai du recours contentieux ; gardé plus de deux mois, le silence vaut rejet (CRPA, articles L411-2 et L411-7).`,
        ]),
    `Recours contentieux : dans les ${time} qui suivent sa notification, cette décision peut être contestée devant la juridiction compétente : ${court} (CJA, article R421-1).`,
    ...(overseasMonth
      ? [
          'Le délai de deux mois est augmenté d’un mois, parce que votre organisme et la juridiction ne sont pas dans la même collectivité et que l’un des deux est outre-mer (CJA, article R421-7).',
        ]
      : []),
    `Notifiée le ${written}, elle peut l’être jusqu’au ${formatDay(lastDay, 'fr')} inclus ; notifiée plus tard, elle peut l’être d’autant plus tard.`,
  ];
}
