// A new edition of a call, as a draft. Pure.

import type { CallDraft } from './call-draft.rules.js';
import type { CallRecord } from './call.rules.js';

export interface CopyInput {
  readonly edition: number;
  readonly title?: string;
  readonly opensLocal?: string;
  readonly deadlineLocal?: string;
  readonly budgetYears?: readonly number[];
}

/** The same local time some years later; 29 February falls on the 28th where there is none. */
export function yearsLater(localTime: string, years: number): string {
  const year = Number(localTime.slice(0, 4)) + years;
  const day = localTime.slice(4, 10);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return `${String(year).padStart(4, '0')}${day === '-02-29' && !leap ? '-02-28' : day}${localTime.slice(10)}`;
}

/**
 * Text, settings, territory and funders are taken over. Money is not: the credits of an edition are decided each time, and the
 * publication asks for them. Neither is the end of the reserve list, a date of the edition copied.
 */
export function copyOf(call: CallRecord, input: CopyInput, rulesVersion: string): CallDraft {
  const { region, departments, timeZone, text, funders } = call;
  const years = input.edition - call.edition;
  return {
    title: input.title ?? call.title,
    edition: input.edition,
    text,
    rulesVersion,
    region,
    departments,
    timeZone,
    opensLocal: input.opensLocal ?? yearsLater(call.opensLocal, years),
    deadlineLocal: input.deadlineLocal ?? yearsLater(call.deadlineLocal, years),
    budgetYears: input.budgetYears ?? call.budgetYears.map((year) => year + years),
    funders,
    envelopes: [],
    settings: { ...call.settings, reserveExpiresOn: undefined },
  };
}
