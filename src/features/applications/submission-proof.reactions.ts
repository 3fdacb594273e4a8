import { Injectable, type OnModuleInit } from '@nestjs/common';

import { canonicalJson } from '../../kernel/canonical.js';
import type { Tx } from '../../platform/database/tx.js';
import { WorkflowRegistry } from '../../platform/workflow/registry.js';
import { acknowledgedSilence, writeAcknowledgement, type AcknowledgementKind } from './acknowledgement.rules.js';
import { ReceiptSigner } from './receipt-signer.js';
import { receiptOf } from './receipt.rules.js';
import { readProofSource, saveProof } from './submission-proof.store.js';

const KINDS: Readonly<Record<string, AcknowledgementKind>> = {
  'application.submitted': 'SUBMISSION',
  'application.filedLate': 'LATE',
  'application.completionAnswered': 'COMPLETION',
};

/** Every version that is frozen has its signed receipt and its acknowledgement, in the same transaction: none without the other. */
@Injectable()
export class SubmissionProofs implements OnModuleInit {
  constructor(
    private readonly registry: WorkflowRegistry,
    private readonly signer: ReceiptSigner,
  ) {}

  onModuleInit(): void {
    for (const [message, kind] of Object.entries(KINDS)) this.registry.on(message, (tx, { id }) => this.issue(tx, id, kind));
  }

  /** Of the last frozen version; the caller holds the dossier's row. */
  async issue(tx: Tx, applicationId: string, kind: AcknowledgementKind): Promise<void> {
    const source = await readProofSource(tx, applicationId);
    if (source === undefined) throw new Error(`no frozen version of application ${applicationId} to acknowledge`);
    const { keyId, publicKey } = this.signer;
    const document = canonicalJson(receiptOf(source, keyId));
    await saveProof(
      tx,
      source,
      { document, signature: this.signer.sign(document), keyId, publicKey },
      { kind, silenceOn: acknowledgedSilence(source, kind), letter: writeAcknowledgement(source, kind) },
    );
  }
}
