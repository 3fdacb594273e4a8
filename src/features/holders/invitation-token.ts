// The link of an invitation: its id and a seal derived from it. Nothing is stored that could be stolen from the database or a queue.

import { createHmac, timingSafeEqual } from 'node:crypto';

import { isUuid } from '../../kernel/ids.js';

const sealOf = (secret: string, id: string): Buffer => createHmac('sha256', secret).update(`invitation:${id}`).digest();

export function invitationToken(secret: string, id: string): string {
  return `${id}.${sealOf(secret, id).toString('base64url')}`;
}

/** The invitation's id; undefined when the seal is not ours. */
export function invitationOf(secret: string, token: string): string | undefined {
  const [id = '', seal = ''] = token.split('.');
  if (!isUuid(id)) return undefined;
  const given = Buffer.from(seal, 'base64url');
  const own = sealOf(secret, id);
  return given.length === own.length && timingSafeEqual(given, own) ? id : undefined;
}
