// Days that the law or the call counts.

import { daysFrom, today, type Dossier, type Model } from './model.js';

/** Months from a day to the same day, or to the last of a shorter month. */
const monthsFrom =
  (months: number) =>
  (day: string): string => {
    const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
    const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
    return new Date(Date.UTC(year, month + months - 1, Math.min(date, last))).toISOString().slice(0, 10);
  };
export const fourMonthsFrom = monthsFrom(4);
export const sixMonthsFrom = monthsFrom(6);

const firstYear = ({ requested }: Dossier): number => Math.min(...requested.map(({ year }) => year));
export const projectBegins = (dossier: Dossier): string => `${firstYear(dossier)}-10-01`;
export const projectEnds = (dossier: Dossier): string => `${firstYear(dossier) + 3}-09-30`;

/** Last day for the holder's remarks. */
export const remarksFrom = (model: Model): string => daysFrom(today(model), model.rules.remarkDays);
