import { Injectable, Logger } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { newId } from '../../kernel/ids.js';
import type { Tx } from '../../platform/database/tx.js';
import { plainTextOf } from '../../platform/documents/archive-document.js';
import { drawArchivePdf } from '../../platform/documents/archive-pdf.js';
import { Outbox } from '../../platform/jobs/outbox.js';
import type { Decision } from './decision.js';
import { readDecisions, WITHOUT_LETTER } from './decisions.store.js';
import { prepare } from './letter-data.rules.js';
import { LETTER_ARCHIVED } from './letter-jobs.js';
import { insertLetter, type NewLetter } from './letters.store.js';
import { TEMPLATE_OF } from './templates.js';

/** Funders of a call, at most: letters of one award where each writes its own. */
const MOST_LETTERS = 10;

/** Writes the letters of decisions, once each, and never again: what is read later is what was stored then. */
@Injectable()
export class LetterArchive {
  private readonly logger = new Logger('letters');

  constructor(private readonly outbox: Outbox) {}

  /** A decision lifted since owes nothing. @returns how many letters were written */
  async write(tx: Tx, subjectId: string, now: Date): Promise<number> {
    const owed = await readDecisions(tx.db, Prisma.sql`d.subject_id = ${subjectId}::uuid AND ${WITHOUT_LETTER}`, MOST_LETTERS);
    let written = 0;
    for (const decision of owed) if (await this.archive(tx, decision, now)) written += 1;
    return written;
  }

  /** What the law asks for and is not there stops the letter, and the decision is among the alarms until it is. */
  private async archive(tx: Tx, decision: Decision, now: Date): Promise<boolean> {
    const { subject, subjectId, leg } = decision;
    const prepared = prepare(decision, now);
    if (prepared.gaps.length > 0) {
      this.logger.error({ message: 'a letter lacks what the law asks for', subject, subjectId, leg, gaps: prepared.gaps });
      return false;
    }
    const letter = await compose(decision, prepared, now);
    if (!(await insertLetter(tx, letter))) return false;
    await this.outbox.enqueue(tx, LETTER_ARCHIVED, { letterId: letter.id }, now);
    return true;
  }
}

async function compose(decision: Decision, { data, author }: ReturnType<typeof prepare>, now: Date): Promise<NewLetter> {
  const id = newId();
  const template = TEMPLATE_OF[data.kind];
  const { title, blocks } = template.write(data);
  const reference = `Lettre ${id}, modèle ${template.name} v${template.version}`;
  const pdf = await drawArchivePdf({ title, author: data.signedBy.service, reference, at: now, blocks });
  const text = plainTextOf({ blocks });
  const pinned = canonicalJson(data);
  return {
    id,
    kind: data.kind,
    decision,
    template,
    author,
    reasons: data.reasons,
    appeal: data.appeal.join('\n\n'),
    data: pinned,
    title,
    text,
    pdf,
    hashes: { data: sha256Hex(pinned), text: sha256Hex(text), pdf: sha256Hex(pdf) },
    now,
  };
}
