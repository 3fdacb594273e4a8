import { Bool, Day, Instant, Int, NestedList, OneOf, Text, TextList } from '../../platform/http/fields.js';
import { ACKNOWLEDGEMENT_KINDS, type AcknowledgementKind } from './acknowledgement.rules.js';

const NUMBER = { max: 60, example: 'R-2023-11-00007-1' };

/** What the number of a receipt tells to anyone: whether it was given, when, and of what, by hash alone. */
export class ReceiptProofView {
  @Text(NUMBER)
  number!: string;
  @OneOf(['GENUINE', 'ALTERED'], { description: 'Whether what is stored still has its signature and its hash.' })
  status!: string;
  @Instant({ description: 'Arrival of the request on the server’s clock.' })
  submittedAt!: string;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON (RFC 8785) of the frozen version.' })
  hash!: string;
  @Text({ max: 64, description: 'SHA-256 of the canonical JSON of the signed receipt.' })
  receiptHash!: string;
  @Text({ max: 60, description: 'Key that signed it; see /v1/receipts/keys.' })
  keyId!: string;
  @Text({ max: 86, description: 'Ed25519, base64url, of the canonical JSON of the receipt.' })
  signature!: string;
}

export class ReceiptKeyView {
  @Text({ max: 60, description: 'Thumbprint of the key (RFC 7638).' })
  keyId!: string;
  @OneOf(['Ed25519'])
  algorithm!: string;
  @Text({ max: 300, description: 'Public key, SPKI in PEM.' })
  publicKey!: string;
  @Bool({ description: 'Whether it signs today’s receipts.' })
  current!: boolean;
}

export class ReceiptKeyListView {
  @NestedList(() => ReceiptKeyView, { max: 100 })
  items!: ReceiptKeyView[];
}

export class AcknowledgementView {
  @OneOf(ACKNOWLEDGEMENT_KINDS)
  kind!: AcknowledgementKind;
  @Text(NUMBER)
  receiptNumber!: string;
  @Int({ min: 1, max: 10_000, description: 'Frozen version that it acknowledges.', example: 1 })
  version!: number;
  @Instant()
  issuedAt!: string;
  @Day({
    nullable: true,
    description:
      'Day at whose end silence is a refusal, as announced: a request for missing items suspends it. Null where silence never is one.',
  })
  silenceOn!: string | null;
  @Text({ max: 400, example: 'Accusé de réception — 2023-11-00007' })
  subject!: string;
  @TextList({ max: 20, itemMax: 6000, description: 'Paragraphs of the letter, as it was sent.' })
  body!: string[];
  @Int({ min: 0, max: 100_000, description: 'How often it was sent again.', example: 0 })
  sentAgain!: number;
}
