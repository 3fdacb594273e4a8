// A moment as people name it: an instant, or a day of the call's own time zone. Pure.

import { Refusal } from '../../kernel/errors.js';

export type Moment =
  { readonly instant: Date; readonly day?: undefined } | { readonly day: string; readonly instant?: undefined };

/** @throws Refusal validation-failed when the text is neither a day nor an instant */
export function momentOf(text: string | undefined, pointer: string): Moment | undefined {
  if (text === undefined) return undefined;
  const instant = new Date(text);
  const real = !Number.isNaN(instant.getTime()) && instant.toISOString().slice(0, 10) === text.slice(0, 10);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && real) return { day: text };
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text) && real) return { instant };
  throw new Refusal('validation-failed', undefined, [
    {
      rule: 'moment',
      pointer,
      message: {
        fr: 'Donnez un jour (2024-12-31) ou un instant UTC (2024-12-31T22:59:59Z).',
        en: 'Give a day (2024-12-31) or an instant, UTC (2024-12-31T22:59:59Z).',
      },
    },
  ]);
}
