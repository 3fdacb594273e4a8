// Reads of the archive: what was stored, never what a template would say today.

import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import type { Actor } from '../../kernel/actor.js';
import { sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { Database } from '../../platform/database/database.service.js';
import { decodeCursor, DEFAULT_LIMIT, pageOf, type PageQuery } from '../../platform/http/pagination.js';
import { say } from '../../platform/http/views.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import { scopeSql } from '../applications/application-scope.store.js';
import { remedyScope } from '../remedies/remedy-scope.rules.js';
import { KIND_LABELS, type LetterKind } from './letter.rules.js';
import type { LetterListView, LetterSummaryView, LetterVerificationView, LetterView } from './letters.views.js';

interface Summary {
  readonly id: string;
  readonly applicationId: string;
  readonly kind: LetterKind;
  readonly leg: string;
  readonly examination: number;
  readonly title: string;
  readonly decidedAt: Date;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}
interface Whole extends Summary, Pick<LetterView, 'author' | 'capacity' | 'service' | 'template' | 'sendings'> {
  readonly text: string;
  readonly dataSha256: string;
  readonly textSha256: string;
  readonly pdfSha256: string;
}
interface Stored {
  readonly data: string;
  readonly text: string;
  readonly pdf: Uint8Array;
  readonly dataSha256: string;
  readonly textSha256: string;
  readonly pdfSha256: string;
}

const SUMMARY = Prisma.sql`
  k.id, k.application_id AS "applicationId", k.kind, k.leg, k.examination, k.title, k.decided_at AS "decidedAt", k.created_at AS "createdAt",
  (SELECT min(s.sent_at) FROM letter_sending s WHERE s.letter_id = k.id) AS "sentAt"`;

@Injectable()
export class LettersReader {
  constructor(private readonly database: Database) {}

  /** Newest first. A dossier without any letter gives one row without an id: its absence and its emptiness differ. */
  async ofApplication(
    { actor, locale }: RequestContext,
    applicationId: string,
    query: PageQuery,
  ): Promise<Answer<LetterListView>> {
    const { limit = DEFAULT_LIMIT } = query;
    const [before] = decodeCursor(query.after, 1) ?? [];
    const page = before === undefined ? Prisma.sql`true` : Prisma.sql`k.id < ${before}::uuid`;
    const rows = await this.database.read.$queryRaw<(Summary | { id: null })[]>`
      SELECT m.* FROM application a LEFT JOIN LATERAL (
        SELECT ${SUMMARY} FROM letter k WHERE k.application_id = a.id AND ${page} ORDER BY k.id DESC LIMIT ${limit + 1}::int) m ON true
      WHERE a.id = ${applicationId}::uuid AND ${seen(actor)} ORDER BY m.id DESC`;
    if (rows.length === 0) throw new Refusal('not-found');
    const found = rows.filter((row): row is Summary => row.id !== null);
    const body = pageOf(
      found,
      limit,
      ({ id }) => [id],
      (row) => summaryOf(row, locale),
    );
    return { body, next: body.page.next ?? undefined };
  }

  /** @throws Refusal not-found outside the scope of its dossier */
  async one({ actor, locale }: RequestContext, id: string): Promise<Answer<LetterView>> {
    const row = await this.find<Whole>(
      actor,
      id,
      Prisma.sql`${SUMMARY}, k.author, k.capacity, k.service, k.template || ' v' || k.template_version AS template, k.text,
        k.data_sha256 AS "dataSha256", k.text_sha256 AS "textSha256", k.pdf_sha256 AS "pdfSha256",
        (SELECT coalesce(json_agg(json_build_object('means', s.means, 'personId', s.person_id, 'person', p.given_name || ' ' || p.family_name,
            'messageId', s.message_id, 'sentAt', to_char(s.sent_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY s.sent_at, s.id), '[]')
         FROM (SELECT * FROM letter_sending s WHERE s.letter_id = k.id ORDER BY s.sent_at, s.id LIMIT 200) s
         JOIN person p ON p.id = s.person_id) AS sendings`,
    );
    const { author, capacity, service, template, text, dataSha256, textSha256, pdfSha256, sendings } = row;
    const body = text.split('\n\n');
    const hashes = { dataSha256, textSha256, pdfSha256 };
    return { body: { ...summaryOf(row, locale), author, capacity, service, template, body, ...hashes, sendings } };
  }

  /** Exactly the stored bytes. */
  async pdf({ actor }: RequestContext, id: string): Promise<{ bytes: Buffer; sha256: string; name: string }> {
    const row = await this.find<{ pdf: Uint8Array; sha256: string; title: string }>(
      actor,
      id,
      Prisma.sql`k.pdf, k.pdf_sha256 AS sha256, k.title`,
    );
    return { bytes: Buffer.from(row.pdf), sha256: row.sha256, name: `${row.title}.pdf` };
  }

  /** Hashes of what is stored now, against those written with it. */
  async verification({ actor }: RequestContext, id: string): Promise<Answer<LetterVerificationView>> {
    const stored = await this.find<Stored>(
      actor,
      id,
      Prisma.sql`k.data, k.text, k.pdf, k.data_sha256 AS "dataSha256", k.text_sha256 AS "textSha256", k.pdf_sha256 AS "pdfSha256"`,
    );
    const check = (written: string, computed: string) => ({ stored: written, computed, genuine: written === computed });
    const data = check(stored.dataSha256, sha256Hex(stored.data));
    const text = check(stored.textSha256, sha256Hex(stored.text));
    const pdf = check(stored.pdfSha256, sha256Hex(stored.pdf));
    const genuine = data.genuine && text.genuine && pdf.genuine;
    return { body: { status: genuine ? 'GENUINE' : 'ALTERED', data, text, pdf } };
  }

  private async find<T>(actor: Actor, id: string, columns: Prisma.Sql): Promise<T> {
    if (!isUuid(id)) throw new Refusal('not-found');
    const [row] = await this.database.read.$queryRaw<T[]>`
      SELECT ${columns} FROM letter k JOIN application a ON a.id = k.application_id WHERE k.id = ${id}::uuid AND ${seen(actor)}`;
    if (row === undefined) throw new Refusal('not-found');
    return row;
  }
}

/** As the dossier (`a`), the committee aside: it decides on nothing. */
const seen = (actor: Actor): Prisma.Sql => scopeSql(remedyScope(actor));

function summaryOf(row: Summary, locale: Locale): Pick<LetterSummaryView, keyof LetterSummaryView> {
  const { id, applicationId, kind, leg, examination, title } = row;
  return {
    id,
    applicationId,
    kind,
    kindLabel: say(KIND_LABELS[kind], locale),
    leg,
    examination,
    title,
    decidedAt: row.decidedAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    sentAt: row.sentAt?.toISOString() ?? null,
  };
}
