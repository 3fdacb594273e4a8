// What the seal of minutes signs, and whether it is genuine: the same key as receipts, published with them.

import { canonicalJson } from '../../kernel/canonical.js';
import type { MinutesFacts } from './minutes.rules.js';

/** Says what is signed, so that a signature of this key can never be read as that of another kind of document. */
const TYPE = 'cofund-minutes/1';

export function sealText(facts: MinutesFacts, signedBy: string, signedAt: Date): string {
  const { id: minutesId, sessionId, kind, number, draft, dataSha256, pdfSha256 } = facts;
  return canonicalJson({ type: TYPE, minutesId, sessionId, kind, number, draft, dataSha256, pdfSha256, signedBy, signedAt });
}
