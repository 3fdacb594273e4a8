import { Injectable } from '@nestjs/common';

import { Prisma } from '../../generated/prisma/client.js';
import { hasRole, type Actor } from '../../kernel/actor.js';
import { sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { isUuid } from '../../kernel/ids.js';
import { actions, waitingOn } from '../../kernel/machine.js';
import { readPublicKey, verifyText } from '../../kernel/signature.js';
import { Database } from '../../platform/database/database.service.js';
import type { Db } from '../../platform/database/tx.js';
import { viewActions } from '../../platform/http/views.js';
import type { Answer, Locale, RequestContext } from '../../platform/workflow/request.js';
import { sessionScope, withinSessionScope, type ScopedSession } from '../committees/session-scope.rules.js';
import { maskItems } from './minutes-data.rules.js';
import type { MinutesData } from './minutes-data.js';
import { drawMinutes } from './minutes-document.js';
import { minutesMachine } from './minutes.machine.js';
import { readsMinutes, readsSigned, type MinutesFacts } from './minutes.rules.js';
import { findMinutes, readHiddenItems, readMinutes, type MinutesRow, type Seal } from './minutes.store.js';
import type {
  MinutesListView,
  MinutesSealView,
  MinutesSummaryView,
  MinutesVerificationView,
  MinutesView,
  SignedCopyView,
} from './minutes.views.js';
import { readCopy } from './signed-copies.store.js';

interface Stored {
  readonly templateVersion: number;
  readonly data: string;
  readonly draftedAt: Date;
  readonly dataSha256: string;
  readonly pdfSha256: string;
  readonly copies: readonly (Omit<SignedCopyView, 'receivedAt'> & { readonly receivedAt: string })[];
  readonly seal: (Seal & Pick<MinutesSealView, 'signedBy'> & { readonly signedAt: string }) | null;
}

export interface StoredPdf {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly name: string;
}

@Injectable()
export class MinutesReader {
  constructor(private readonly database: Database) {}

  /** Those of a session that the reader sees. @throws Refusal not-found outside the session's scope */
  async ofSession({ actor, locale }: RequestContext, sessionId: string): Promise<Answer<MinutesListView>> {
    const db = this.database.read;
    await this.visibleSession(db, actor, sessionId);
    const rows = await readMinutes(db, Prisma.sql`u.session_id = ${sessionId}::uuid`);
    const items = rows.filter(({ facts }) => readsMinutes(actor, facts)).map((row) => viewSummary(row, locale));
    return { body: { items } };
  }

  /** @returns the session's state. @throws Refusal not-found */
  async visibleSession(db: Db, actor: Actor, id: string): Promise<ScopedSession & { readonly state: string }> {
    if (!isUuid(id)) throw new Refusal('not-found');
    const [session] = await db.$queryRaw<(ScopedSession & { state: string })[]>`
      SELECT s.state, k.departments, s.convened_at IS NOT NULL AS convened
      FROM committee_session s JOIN committee k ON k.id = s.committee_id WHERE s.id = ${id}::uuid`;
    const seen =
      session !== undefined &&
      (withinSessionScope(sessionScope(actor), session) || (session.convened && readsSigned(actor, session)));
    if (!seen) throw new Refusal('not-found');
    return session;
  }

  one(context: RequestContext, id: string): Promise<Answer<MinutesView>> {
    return this.view(this.database.read, context, id);
  }

  /** @throws Refusal not-found outside the scope */
  async view(db: Db, { actor, now, locale }: RequestContext, id: string): Promise<Answer<MinutesView>> {
    const row = await this.visible(actor, id, db);
    const { facts, version } = row;
    const stored = await this.stored(db, id);
    const hidden = await hiddenFrom(db, actor, facts.sessionId);
    const data = JSON.parse(stored.data) as MinutesData;
    const { templateVersion, dataSha256, pdfSha256, seal } = stored;
    const body: MinutesView = {
      ...viewSummary(row, locale),
      templateVersion,
      draftedAt: stored.draftedAt.toISOString(),
      dataSha256,
      pdfSha256,
      maskedItems: facts.itemIds.flatMap((itemId, index) => (hidden.includes(itemId) ? [index + 1] : [])),
      data: maskItems(data, hidden),
      seal: seal && {
        text: seal.text,
        signature: seal.signature,
        keyId: seal.keyId,
        signedBy: seal.signedBy,
        signedAt: new Date(seal.signedAt).toISOString(),
      },
      signedCopies: stored.copies.map((copy) => ({ ...copy, receivedAt: new Date(copy.receivedAt).toISOString() })),
      actions: viewActions(actions(minutesMachine, facts.state, facts, actor, now), locale),
    };
    return { body, version };
  }

  /**
   * Exactly the stored bytes of the last draft, or of the signed one.
   * @throws Refusal forbidden for whoever has an item closed to them: the PDF holds them all, and the JSON leaves it out
   */
  async pdf({ actor }: RequestContext, id: string): Promise<StoredPdf> {
    const facts = await this.wholeTo(actor, id);
    const { pdf, sha256 } = await this.bytes(this.database.read, id);
    return { bytes: Buffer.from(pdf), sha256, name: `proces-verbal-${facts.number}-${facts.id}.pdf` };
  }

  /** A signed copy holds every item too: the same readers. @throws Refusal not-found, forbidden */
  async copy({ actor }: RequestContext, id: string, number: string): Promise<StoredPdf> {
    const facts = await this.wholeTo(actor, id);
    const copy = /^[1-9]$/.test(number) ? await readCopy(this.database.read, id, Number(number)) : undefined;
    if (copy === undefined) throw new Refusal('not-found');
    const name = `proces-verbal-${facts.number}-${facts.id}-copie-signee-${number}.pdf`;
    return { bytes: Buffer.from(copy.pdf), sha256: copy.sha256, name };
  }

  /** @throws Refusal not-found outside the scope, forbidden to whoever has an item closed to them */
  private async wholeTo(actor: Actor, id: string): Promise<MinutesFacts> {
    const { facts } = await this.visible(actor, id);
    if ((await hiddenFrom(this.database.read, actor, facts.sessionId)).length > 0) {
      throw new Refusal('forbidden', {
        fr: 'Vous ne prenez pas part à un point de cette séance : lisez le procès-verbal en JSON, sans ce point.',
        en: 'You take no part in an item of this session: read the minutes as JSON, without that item.',
      });
    }
    return facts;
  }

  /** Draws the PDF again from the frozen data, and compares. */
  async verification({ actor }: RequestContext, id: string): Promise<Answer<MinutesVerificationView>> {
    const db = this.database.read;
    await this.visible(actor, id);
    const stored = await this.stored(db, id);
    const { pdf: bytes } = await this.bytes(db, id);
    const drawn = await drawMinutes(JSON.parse(stored.data) as MinutesData, stored.templateVersion);
    const data = sha256Hex(stored.data) === stored.dataSha256 && drawn.data === stored.data;
    const pdf = drawn.pdf.equals(bytes) && sha256Hex(bytes) === stored.pdfSha256;
    const seal = stored.seal === null ? null : isGenuine(stored.seal, stored);
    return { body: { genuine: data && pdf && seal !== false, data, pdf, seal } };
  }

  /** @throws Refusal not-found outside the scope */
  async visible(actor: Actor, id: string, db: Db = this.database.read): Promise<MinutesRow> {
    const row = isUuid(id) ? await findMinutes(db, id) : undefined;
    if (row === undefined || !readsMinutes(actor, row.facts)) throw new Refusal('not-found');
    return row;
  }

  private async stored(db: Db, id: string): Promise<Stored> {
    const [row] = await db.$queryRaw<Stored[]>`
      SELECT d.template_version AS "templateVersion", d.data, d.drafted_at AS "draftedAt", d.data_sha256 AS "dataSha256", d.pdf_sha256 AS "pdfSha256",
        (SELECT json_build_object('text', g.text, 'signature', g.signature, 'keyId', g.key_id, 'publicKey', k.public_key, 'signedBy', g.signed_by,
           'signedAt', g.signed_at) FROM minutes_signature g JOIN receipt_key k ON k.key_id = g.key_id WHERE g.minutes_id = d.minutes_id) AS seal,
        (SELECT coalesce(json_agg(json_build_object('number', y.number, 'size', y.size, 'sha256', y.sha256, 'receivedAt', y.received_at,
           'receivedBy', y.received_by) ORDER BY y.number), '[]') FROM minutes_signed_copy y WHERE y.minutes_id = d.minutes_id) AS copies
      FROM minutes_document d WHERE d.minutes_id = ${id}::uuid ORDER BY d.draft DESC LIMIT 1`;
    if (row === undefined) throw new Refusal('not-found');
    return row;
  }

  private async bytes(db: Db, id: string): Promise<{ pdf: Uint8Array; sha256: string }> {
    const [row] = await db.$queryRaw<{ pdf: Uint8Array; sha256: string }[]>`
      SELECT pdf, pdf_sha256 AS sha256 FROM minutes_document WHERE minutes_id = ${id}::uuid ORDER BY draft DESC LIMIT 1`;
    if (row === undefined) throw new Refusal('not-found');
    return row;
  }
}

/** Auditors read everything. */
function hiddenFrom(db: Db, actor: Actor, sessionId: string): Promise<string[]> {
  return hasRole(actor, 'AUDITOR') ? Promise.resolve([]) : readHiddenItems(db, sessionId, actor.personId);
}

function isGenuine({ text, signature, publicKey }: Seal, { dataSha256, pdfSha256 }: Stored): boolean {
  const said = JSON.parse(text) as { dataSha256: string; pdfSha256: string };
  return verifyText(text, signature, readPublicKey(publicKey)) && said.dataSha256 === dataSha256 && said.pdfSha256 === pdfSha256;
}

function viewSummary({ version, facts }: MinutesRow, locale: Locale): Pick<MinutesSummaryView, keyof MinutesSummaryView> {
  const { id, sessionId, kind, number, state, draft, rectifiesId } = facts;
  return {
    id,
    sessionId,
    kind,
    number,
    state,
    version,
    draft,
    rectifiesId,
    waitingOn: waitingOn(minutesMachine, state)?.[locale] ?? null,
  };
}
