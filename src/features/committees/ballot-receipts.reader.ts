import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { Refusal } from '../../kernel/errors.js';
import type { Db } from '../../platform/database/tx.js';
import type { Answer } from '../../platform/workflow/request.js';
import type { SessionBallotReceiptView, SessionSecretReceiptView } from './session.views.js';

/** What a voter gets back, in the ballot's own transaction, under the item's version: the next ballot on it must carry it. */
@Injectable()
export class BallotReceiptReader {
  /** The voter's own counting ballot, or the one cast under a mandate. */
  async open(db: Db, itemId: string, voterId: string, forMemberId?: string): Promise<Answer<SessionBallotReceiptView>> {
    const [row] = await db.$queryRaw<(Omit<SessionBallotReceiptView, 'castAt'> & { castAt: Date })[]>`
      SELECT b.member_id AS "memberId", b.cast_by_id AS "castById", b.choice, b.cast_at AS "castAt", b.revision,
             i.id AS "itemId", i.version AS "itemVersion"
      FROM counting_ballot b JOIN agenda_item i ON i.id = b.item_id JOIN committee_member m ON m.id = b.cast_by_id
      WHERE b.item_id = ${itemId}::uuid AND ${castBy(voterId, forMemberId)}`;
    if (row === undefined) throw new Refusal('not-found');
    return { body: { ...row, castAt: row.castAt.toISOString() }, version: row.itemVersion };
  }

  /** From the register: the answer is stored under the request's key, so it says nothing of the choice. */
  async secret(db: Db, itemId: string, voterId: string, forMemberId?: string): Promise<Answer<SessionSecretReceiptView>> {
    const [row] = await db.$queryRaw<SessionSecretReceiptView[]>`
      SELECT i.id AS "itemId", b.member_id AS "memberId", b.cast_by_id AS "castById", i.version AS "itemVersion"
      FROM secret_voter b JOIN agenda_item i ON i.id = b.item_id JOIN committee_member m ON m.id = b.cast_by_id
      WHERE b.item_id = ${itemId}::uuid AND ${castBy(voterId, forMemberId)}`;
    if (row === undefined) throw new Refusal('not-found');
    return { body: row, version: row.itemVersion };
  }
}

/** The member, or the substitute who sits for them in the session. */
function castBy(voterId: string, forMemberId: string | undefined): Prisma.Sql {
  return Prisma.sql`(m.person_id = ${voterId}::uuid OR EXISTS (SELECT FROM attendance t
      WHERE t.session_id = i.session_id AND t.member_id = m.id AND t.person_id = ${voterId}::uuid AND t.left_at IS NULL)) AND b.member_id = coalesce(${forMemberId ?? null}::uuid, b.cast_by_id)`;
}
