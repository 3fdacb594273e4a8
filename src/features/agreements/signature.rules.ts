// What a signature says of who signs. Pure.

import { localDate } from '../../kernel/legal-time.js';
import type { Delegation } from '../awards/awards.rules.js';
import type { Representative, SignInput } from './agreement.rules.js';

/** A holder's delegate signs by the deed recorded with the role (`power`); a funder's by what it names. Without authority named: the holder's own. */
export function signedAs(
  {
    capacity,
    authority,
    ...named
  }: Pick<SignInput, 'capacity' | 'authority' | 'delegationReference' | 'delegationFrom' | 'delegationTo'>,
  power: Representative | undefined,
  holder: string,
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): { readonly capacity: string; readonly authority: string; readonly delegation: Delegation | null; readonly on: string } {
  const day = (instant: string): string => localDate(new Date(instant), timeZone);
  const deed = power?.deed ?? null;
  const delegation =
    deed !== null && power !== undefined
      ? { reference: deed, from: day(power.startsAt), to: day(power.endsAt ?? now.toISOString()) }
      : named.delegationReference === undefined
        ? null
        : { reference: named.delegationReference, from: named.delegationFrom ?? '', to: named.delegationTo ?? '' };
  return { capacity, authority: authority ?? holder, delegation, on: localDate(now, timeZone) };
}
