import { Injectable } from '@nestjs/common';

import type { Bilingual } from '../../kernel/errors.js';
import { isUuid, newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import type { Message } from '../../platform/workflow/binding.js';
import type { RecoveryOrigin, YearCents } from './recovery-facts.rules.js';

export interface NewRecovery {
  readonly awardId: string;
  readonly legId: string;
  readonly origin: RecoveryOrigin;
  /** The balance or measure that it comes from: once a share and cause. */
  readonly sourceId: string;
  /** Of the money paid for each year (see `lastYearsFirst`); sums of zero are left out. */
  readonly lines: readonly YearCents[];
  /** How it was computed: the holder reads it. */
  readonly explanation: Bilingual;
}

/** Opens recoveries inside the act that makes something due. */
@Injectable()
export class RecoveryOpening {
  /**
   * In the transaction of the act, which holds the legs of the award. PostgreSQL refuses, at the commit, what is above what was paid of a
   * year less what is claimed of it already.
   * @returns its identifier; undefined when nothing is due
   */
  async open(tx: Tx, { actor, now }: Message, recovery: NewRecovery): Promise<string | undefined> {
    const { awardId, legId, origin, sourceId, explanation } = recovery;
    const lines = recovery.lines.filter(({ cents }) => cents !== 0n);
    if (lines.length === 0) return undefined;
    const id = newId();
    const openedBy = isUuid(actor.personId) ? actor.personId : null;
    await tx.lock('award', legId);
    await tx.db.$executeRaw`
      WITH lines AS (
        SELECT * FROM unnest(${lines.map(({ year }) => year)}::int[], ${lines.map(({ cents }) => cents.toString())}::bigint[]) AS n (year, cents)),
      opened AS (
        INSERT INTO recovery (id, award_id, leg_id, application_id, call_id, funder_code, origin, source_id, cents, explanation, state, opened_by, opened_at)
        SELECT ${id}::uuid, a.id, l.id, a.application_id, a.call_id, l.funder_code, ${origin}, ${sourceId}::uuid, (SELECT sum(cents) FROM lines),
               ${JSON.stringify(explanation)}::jsonb, 'COMPUTED', ${openedBy}::uuid, ${now}::timestamptz
        FROM award_leg l JOIN award a ON a.id = l.award_id WHERE l.id = ${legId}::uuid AND a.id = ${awardId}::uuid
        RETURNING id, leg_id)
      INSERT INTO recovery_line (recovery_id, leg_id, year, cents) SELECT opened.id, opened.leg_id, lines.year, lines.cents FROM opened, lines`;
    return id;
  }
}
