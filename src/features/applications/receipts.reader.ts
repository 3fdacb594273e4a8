import { Injectable } from '@nestjs/common';

import { sha256Hex } from '../../kernel/canonical.js';
import { Refusal } from '../../kernel/errors.js';
import { readPublicKey, verifyText } from '../../kernel/signature.js';
import { Database } from '../../platform/database/database.service.js';
import { RawJson, type Answer } from '../../platform/workflow/request.js';
import { ReceiptSigner } from './receipt-signer.js';
import { receiptFile, type ReceiptDocument } from './receipt.rules.js';
import type { ReceiptKeyListView, ReceiptProofView } from './receipts.views.js';

interface ProofRow {
  readonly document: string;
  readonly signature: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly hash: string;
  readonly submittedAt: Date;
}

const NUMBER = /^R-[0-9A-Z-]{5,50}$/;

@Injectable()
export class ReceiptsReader {
  constructor(
    private readonly database: Database,
    private readonly signer: ReceiptSigner,
  ) {}

  /**
   * For anyone. Numbers follow one another, so nothing here tells who filed, for which call, or whether late: the hashes of single fields,
   * which could be guessed, and the names stand in the receipt that the holder has. @throws Refusal not-found
   */
  async prove(number: string): Promise<Answer<ReceiptProofView>> {
    if (!NUMBER.test(number)) throw new Refusal('not-found');
    const [row] = await this.database.read.$queryRaw<ProofRow[]>`
      SELECT r.document, r.signature, r.key_id AS "keyId", k.public_key AS "publicKey", v.hash, v.submitted_at AS "submittedAt"
      FROM receipt r JOIN receipt_key k ON k.key_id = r.key_id
           JOIN application_version v ON v.application_id = r.application_id AND v.number = r.version
      WHERE r.number = ${number}`;
    if (row === undefined) throw new Refusal('not-found');
    const { document, signature, keyId, publicKey, hash, submittedAt } = row;
    const signed = JSON.parse(document) as ReceiptDocument;
    const genuine =
      verifyText(document, signature, readPublicKey(publicKey)) &&
      signed.number === number &&
      signed.content.sha256 === hash &&
      signed.submittedAt === submittedAt.toISOString();
    return {
      body: {
        number,
        status: genuine ? 'GENUINE' : 'ALTERED',
        submittedAt: submittedAt.toISOString(),
        hash,
        receiptHash: sha256Hex(document),
        keyId,
        signature,
      },
    };
  }

  /** Every key that ever signed, and the one that signs now. */
  async keys(): Promise<Answer<ReceiptKeyListView>> {
    const used = await this.database.read.$queryRaw<{ keyId: string; publicKey: string }[]>`
      SELECT key_id AS "keyId", public_key AS "publicKey" FROM receipt_key ORDER BY first_used_at DESC LIMIT 100`;
    const { keyId, publicKey } = this.signer;
    const all = used.some((key) => key.keyId === keyId) ? used : [{ keyId, publicKey }, ...used];
    return {
      body: { items: all.map((key) => ({ ...key, algorithm: 'Ed25519', current: key.keyId === keyId })) },
    };
  }

  /** The file to keep. The caller has checked who asks. @throws Refusal not-found */
  async file(applicationId: string, version: number): Promise<{ number: string; body: RawJson }> {
    const [row] = await this.database.read.$queryRaw<{ number: string; document: string; signature: string; keyId: string }[]>`
      SELECT number, document, signature, key_id AS "keyId" FROM receipt
      WHERE application_id = ${applicationId}::uuid AND version = ${version}::int`;
    if (row === undefined) throw new Refusal('not-found');
    return { number: row.number, body: new RawJson(receiptFile(row.document, row.keyId, row.signature)) };
  }
}
