import { Injectable } from '@nestjs/common';

import type { Bilingual } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { dueOf, leftOf, nextDue, recoveryNumber, waivedOf, type Instalment } from '../recoveries/recovery-facts.rules.js';
import { findRecovery } from '../recoveries/recovery.store.js';

export interface RecoveryLetterFacts {
  readonly recovery: string;
  readonly title: string;
  readonly number: string | null;
  readonly funder: string;
  readonly cents: bigint;
  readonly leftCents: bigint;
  readonly waivedCents: bigint;
  readonly explanation: Bilingual;
  readonly remarksUntil: string | null;
  readonly instalments: readonly Instalment[];
  readonly next: Instalment | null;
  /** Of a waiver or a cancellation. */
  readonly reasons: string | null;
}

/** What letters on a recovery say; one query a letter. */
@Injectable()
export class RecoveryLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<RecoveryLetterFacts | undefined> {
    const found = await findRecovery(this.database.read, id);
    if (found === undefined) return undefined;
    const { facts, title, applicationNumber } = found;
    return {
      recovery: recoveryNumber(facts.number),
      title,
      number: applicationNumber,
      funder: facts.funder.name,
      cents: dueOf(facts),
      leftCents: leftOf(facts),
      waivedCents: waivedOf(facts),
      explanation: facts.explanation,
      remarksUntil: facts.remarksUntil,
      instalments: facts.instalments,
      next: nextDue(facts) ?? null,
      reasons: facts.endReasons ?? facts.waivers.at(-1)?.reasons ?? null,
    };
  }
}
