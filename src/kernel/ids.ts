import { NIL, v7, validate } from 'uuid';

/** A new identifier (UUID version 7): unguessable, and sorted by creation, so that indexes grow at one end. */
export function newId(): string {
  return v7();
}

/** Where a person is written and the system acts in its own name. */
export const NOBODY_ID = NIL;

export function isUuid(value: unknown): value is string {
  return validate(value);
}
