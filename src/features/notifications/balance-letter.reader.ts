import { Injectable } from '@nestjs/common';

import type { Bilingual } from '../../kernel/errors.js';
import { Database } from '../../platform/database/database.service.js';
import { sentencesOf } from '../balances/balance-sentences.rules.js';
import { findBalance } from '../balances/balance.store.js';

export interface BalanceLetterFacts {
  readonly title: string;
  readonly number: string | null;
  readonly sentences: readonly Bilingual[];
  readonly remarksUntil: string | null;
  readonly overCents: bigint;
}

/** What letters on a balance say; one query a letter. */
@Injectable()
export class BalanceLetterReader {
  constructor(private readonly database: Database) {}

  async find(id: string): Promise<BalanceLetterFacts | undefined> {
    const found = await findBalance(this.database.read, id);
    if (found === undefined) return undefined;
    const { facts, title, applicationNumber } = found;
    const { figures, remarksUntil } = facts;
    return {
      title,
      number: applicationNumber,
      sentences: figures === null ? [] : sentencesOf(figures),
      remarksUntil,
      overCents: figures?.overCents ?? 0n,
    };
  }
}
