import { Pattern } from '../../platform/http/fields.js';

/** A day or an instant, UTC; not asked for. */
export const MOMENT = { pattern: /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/, max: 30, optional: true, example: '2024-12-31' } as const;

export const AS_OF = {
  ...MOMENT,
  description: 'A day of the call’s time zone, to its end, or an instant, UTC; now when left out.',
} as const;

export class AsOfQuery {
  @Pattern(AS_OF)
  asOf?: string;
}
