// A delegation of signature, as whoever signs by it names it. Pure.

import type { Reason } from '../../kernel/errors.js';
import { missing, type Fields } from '../../kernel/reasons.js';

export interface NamedDelegation {
  /** Number of the order that delegates, and where it is published. */
  readonly delegationReference?: string;
  /** First and last day, YYYY-MM-DD. */
  readonly delegationFrom?: string;
  readonly delegationTo?: string;
}

const FIELDS: Fields<keyof NamedDelegation> = [
  [
    'delegationReference',
    { fr: 'Indiquez la référence de la délégation de signature.', en: 'Give the reference of the delegation of signature.' },
  ],
  ['delegationFrom', { fr: 'Indiquez le premier jour de la délégation.', en: 'Give the first day of the delegation.' }],
  ['delegationTo', { fr: 'Indiquez le dernier jour de la délégation.', en: 'Give the last day of the delegation.' }],
];

/** Nobody signs by half a delegation, nor by one that is not in force on the day signed; undefined: nothing to say. */
export function delegationFaults(rule: string, named: NamedDelegation, day: string | undefined): Reason[] | undefined {
  const faults = missing(rule, FIELDS, named);
  if (faults.length === FIELDS.length) return undefined;
  if (faults.length > 0) return faults;
  const { delegationFrom = '', delegationTo = '' } = named;
  if (day === undefined || (delegationFrom <= day && day <= delegationTo)) return undefined;
  return [
    {
      rule,
      pointer: '/delegationTo',
      message: {
        fr: `La délégation vaut du ${delegationFrom} au ${delegationTo} et non le ${day} : faites signer l’autorité elle-même ou un délégataire en exercice.`,
        en: `The delegation is in force from ${delegationFrom} to ${delegationTo}, not on ${day}: have the authority itself sign, or a delegate in office.`,
      },
    },
  ];
}
