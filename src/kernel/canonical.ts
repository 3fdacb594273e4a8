import { createHash } from 'node:crypto';
import { types } from 'node:util';
import { canonicalize } from 'json-canonicalize';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The hash that stands before the first entry of a chain. */
export const GENESIS_HASH = '0'.repeat(64);

function text(value: string): string {
  // RFC 8785 wants valid Unicode, and PostgreSQL refuses a lone surrogate in jsonb: it could not be read back.
  if (/\p{Surrogate}/u.test(value)) throw new TypeError('canonical JSON: lone surrogate');
  return value;
}

// A prototype straight above null, whichever realm it comes from: Map, Buffer or a class would serialise as
// something else than what they hold, and two different facts would have the same hash.
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function normalise(value: unknown): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON: ${value} is not finite`);
    return value;
  }
  if (typeof value !== 'object') throw new TypeError(`canonical JSON: cannot hold a ${typeof value}`);
  if (types.isDate(value)) {
    if (Number.isNaN(value.getTime())) throw new TypeError('canonical JSON: invalid date');
    return value.toISOString();
  }
  // As in JSON.stringify: dropping the item would move the next ones, and null is what the database gives back.
  if (Array.isArray(value)) return Array.from(value, (item: unknown) => (item === undefined ? null : normalise(item)));
  if (!isPlain(value)) throw new TypeError('canonical JSON: only plain objects');
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [text(key), normalise(item)]));
}

/**
 * The one text of a value (RFC 8785), so that equal facts have equal hashes. Big integers become decimal strings,
 * dates ISO strings in UTC; undefined properties are dropped.
 * @throws TypeError for what JSON cannot hold: NaN, infinities, functions, symbols, instances, lone surrogates
 */
export function canonicalJson(value: unknown): string {
  return canonicalize(normalise(value));
}

/** SHA-256 of bytes, or of the UTF-8 bytes of a text, as 64 lower-case hexadecimal digits. */
export function sha256Hex(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * The next link of a hash chain: SHA-256(previous hash ‖ canonical JSON of the entry). The previous hash goes in as
 * its 64 hexadecimal digits, so that anyone can check a link with `sha256sum`.
 * @throws TypeError when `previousHex` is not 64 lower-case hexadecimal digits
 */
export function chainHash(previousHex: string, entry: unknown): string {
  // A fixed width keeps the border between the two parts unambiguous.
  if (!/^[0-9a-f]{64}$/.test(previousHex)) throw new TypeError('previous hash: 64 hexadecimal digits expected');
  return sha256Hex(previousHex + canonicalJson(entry));
}
