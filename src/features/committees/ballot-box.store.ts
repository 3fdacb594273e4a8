import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';

import { CONFIG, type Config } from '../../platform/config/config.js';
import type { Db, Tx } from '../../platform/database/tx.js';
import type { ItemBallot, ItemVoter } from './session-facts.rules.js';
import { CHOICES, type Choice, type CountedBallot } from './tally.rules.js';

const CIPHER = 'aes-256-gcm';
const [NONCE, TAG] = [12, 16];

/**
 * The box of a secret ballot (docs/adr/0019). While an item is open, each member's last choice is here under a key that the database does
 * not have, bound to its item and member; whatever ends the vote empties the box.
 */
@Injectable()
export class BallotBox {
  private readonly key: Buffer;

  constructor(@Inject(CONFIG) { secret }: Config) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', 'cofund secret ballots', 32));
  }

  /** The register says who voted; the box takes the choice, in the place of an earlier one. */
  async cast(tx: Tx, { itemId, memberId, castById }: ItemVoter, choice: Choice): Promise<void> {
    await tx.db.$executeRaw`
      INSERT INTO secret_voter (item_id, member_id, cast_by_id) VALUES (${itemId}::uuid, ${memberId}::uuid, ${castById}::uuid)
      ON CONFLICT DO NOTHING`;
    const sealed = this.seal({ itemId, memberId, castById }, choice);
    await tx.db.$executeRaw`
      INSERT INTO sealed_ballot (item_id, member_id, cast_by_id, sealed)
      VALUES (${itemId}::uuid, ${memberId}::uuid, ${castById}::uuid, ${sealed})
      ON CONFLICT (item_id, member_id) DO UPDATE SET cast_by_id = excluded.cast_by_id, sealed = excluded.sealed`;
  }

  /** What is in the box, for the count alone. A ballot that cannot be read (another key, another hand) is not in it: its member votes again. */
  async open(db: Db, itemId: string): Promise<ItemBallot[]> {
    const rows = await db.$queryRaw<(ItemVoter & { sealed: Uint8Array })[]>`
      SELECT item_id AS "itemId", member_id AS "memberId", cast_by_id AS "castById", sealed FROM sealed_ballot WHERE item_id = ${itemId}::uuid`;
    return rows.flatMap(({ sealed, ...voter }) => {
      const choice = this.unseal(voter, Buffer.from(sealed));
      return choice === undefined ? [] : [{ ...voter, choice }];
    });
  }

  /** One byte whatever the choice: the length of a sealed ballot says nothing. */
  private seal(voter: ItemVoter, choice: Choice): Buffer {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv(CIPHER, this.key, nonce).setAAD(boundTo(voter));
    const text = Buffer.concat([cipher.update(Buffer.from([CHOICES.indexOf(choice)])), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  private unseal(voter: ItemVoter, sealed: Buffer): Choice | undefined {
    try {
      const decipher = createDecipheriv(CIPHER, this.key, sealed.subarray(0, NONCE)).setAAD(boundTo(voter));
      decipher.setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
      const text = Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]);
      return CHOICES[text[0] ?? CHOICES.length];
    } catch {
      return undefined;
    }
  }
}

function boundTo({ itemId, memberId, castById }: ItemVoter): Buffer {
  return Buffer.from(`${itemId} ${memberId} ${castById}`);
}

/**
 * Writes the anonymous ballots and breaks the tie with their members. The choices come sorted and leave under random identifiers, in the
 * order of these: neither a query log nor the order of the rows says more than the count.
 */
export async function emptyCountedBox(tx: Tx, itemId: string, ballots: readonly CountedBallot[]): Promise<void> {
  const choices = ballots.map(({ choice }) => choice).sort();
  await tx.db.$executeRaw`
    INSERT INTO secret_ballot (id, item_id, choice)
    SELECT gen_random_uuid() AS id, ${itemId}::uuid, choice FROM unnest(${choices}::text[]) AS choice ORDER BY id`;
  await emptyBox(tx, itemId);
}

/** A vote that is not counted leaves nothing. */
export async function emptyBox(tx: Tx, itemId: string): Promise<void> {
  await tx.db.$executeRaw`DELETE FROM sealed_ballot WHERE item_id = ${itemId}::uuid`;
}

/** When a session ends, so does every vote in it: that of a dossier withdrawn meanwhile too. */
export async function emptyBoxesOf(tx: Tx, sessionId: string): Promise<void> {
  await tx.db.$executeRaw`
    DELETE FROM sealed_ballot WHERE item_id IN (SELECT id FROM agenda_item WHERE session_id = ${sessionId}::uuid)`;
}
