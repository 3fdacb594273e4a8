// The link of an invitation (to act for a holder, to give an expert opinion): its id and a seal derived from it. Nothing is stored that could be stolen from the database or a queue.

import { createHmac, timingSafeEqual } from 'node:crypto';

import { isUuid } from '../../kernel/ids.js';

/** A seal made for one purpose opens nothing else. */
export type InvitationPurpose = 'invitation' | 'expert';

const sealOf = (secret: string, id: string, purpose: InvitationPurpose): Buffer =>
  createHmac('sha256', secret).update(`${purpose}:${id}`).digest();

export function invitationToken(secret: string, id: string, purpose: InvitationPurpose = 'invitation'): string {
  return `${id}.${sealOf(secret, id, purpose).toString('base64url')}`;
}

/** The invitation's id; undefined when the seal is not ours. */
export function invitationOf(secret: string, token: string, purpose: InvitationPurpose = 'invitation'): string | undefined {
  const [id = '', seal = ''] = token.split('.');
  if (!isUuid(id)) return undefined;
  const given = Buffer.from(seal, 'base64url');
  const own = sealOf(secret, id, purpose);
  return given.length === own.length && timingSafeEqual(given, own) ? id : undefined;
}
