// The receipt of a submission: a document that says what arrived and when, and that anyone can check without asking us (CRPA L112-11).

import { canonicalJson, sha256Hex } from '../../kernel/canonical.js';
import { formatLegal, localIso } from '../../kernel/legal-time.js';
import { keyIdOf, readPublicKey, verifyText } from '../../kernel/signature.js';
import type { ProofSource } from './proof-source.js';

/** Says what is signed, so that a signature of this key can never be read as that of another kind of document. */
const TYPE = 'cofund-receipt/1';

interface FileEntry {
  readonly code?: unknown;
  readonly version?: unknown;
  readonly name?: unknown;
  readonly size?: unknown;
  readonly sha256?: unknown;
}

export interface ReceiptDocument {
  readonly type: typeof TYPE;
  readonly number: string;
  readonly keyId: string;
  readonly application: { readonly id: string; readonly number: string; readonly title: string; readonly department: string };
  readonly version: number;
  readonly call: { readonly id: string; readonly title: string; readonly edition: number; readonly specification: number };
  readonly organisation: { readonly name: string; readonly siret: string; readonly holderType: string };
  /** Arrival of the request on the server's clock, UTC. */
  readonly submittedAt: string;
  readonly legalTime: { readonly zone: string; readonly local: string; readonly text: string };
  readonly deadlineAt: string;
  readonly graceSeconds: number;
  readonly withinGrace: boolean;
  readonly late: boolean;
  /** SHA-256 of the canonical JSON (RFC 8785) of the frozen version, and of each of its fields. */
  readonly content: { readonly sha256: string; readonly fields: Readonly<Record<string, string>> };
  readonly documents: readonly unknown[];
  readonly files: readonly FileEntry[];
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export function receiptOf(source: ProofSource, keyId: string): ReceiptDocument {
  const { application, frozen, call, organisation } = source;
  const content = frozen.content;
  const files = list(content.files) as FileEntry[];
  return {
    type: TYPE,
    number: frozen.receiptNumber,
    keyId,
    application: {
      id: application.id,
      number: application.number,
      title: String(content.title),
      department: application.department,
    },
    version: frozen.number,
    call: { id: call.id, title: call.title, edition: call.edition, specification: frozen.callSpec },
    organisation: { name: organisation.name, siret: organisation.siret, holderType: organisation.holderType },
    submittedAt: frozen.submittedAt.toISOString(),
    legalTime: {
      zone: call.timeZone,
      local: localIso(frozen.submittedAt, call.timeZone),
      text: formatLegal(frozen.submittedAt, call.timeZone, 'fr'),
    },
    deadlineAt: call.deadlineAt.toISOString(),
    graceSeconds: call.graceSeconds,
    withinGrace: source.withinGrace,
    late: frozen.late,
    content: { sha256: frozen.hash, fields: fieldHashes(content) },
    documents: list(content.documents),
    files: files.map(({ code, version, name, size, sha256 }) => ({ code, version, name, size, sha256 })),
  };
}

/** Each top-level field on its own, so that one can be shown and proved without the others. */
export function fieldHashes(content: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(content)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, sha256Hex(canonicalJson(value))]),
  );
}

/** The file that a holder keeps: the document as it was signed, and the signature. @param document canonical JSON */
export function receiptFile(document: string, keyId: string, signature: string): string {
  return `{"receipt":${document},"signature":{"algorithm":"Ed25519","keyId":${JSON.stringify(keyId)},"value":${JSON.stringify(signature)}}}`;
}

export type ReceiptVerdict =
  { readonly genuine: true; readonly receipt: ReceiptDocument } | { readonly genuine: false; readonly why: ReceiptFault };
export type ReceiptFault = 'unreadable' | 'unknown-key' | 'signature' | 'content';

/** JSON text without what stands between its parts. */
const withoutSpaces = (text: string): string => text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1');
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasOnly = (value: Record<string, unknown>, ...names: string[]): boolean =>
  Object.keys(value).sort().join() === names.sort().join();

/**
 * Checks a receipt file with public keys alone. Every byte of its canonical form counts; spaces between its parts do not.
 * @param publicKeys PEM texts; the one with the receipt's key id is used
 * @param content the frozen version, when it is to be checked against the receipt too
 */
export function verifyReceiptFile(file: Uint8Array, publicKeys: readonly string[], content?: unknown): ReceiptVerdict {
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file);
    parsed = JSON.parse(text);
    // A member written twice would show one value to a reader and another one to the check.
    if (withoutSpaces(text) !== canonicalJson(parsed)) return { genuine: false, why: 'unreadable' };
  } catch {
    return { genuine: false, why: 'unreadable' };
  }
  if (!isObject(parsed) || !hasOnly(parsed, 'receipt', 'signature')) return { genuine: false, why: 'unreadable' };
  const { receipt, signature } = parsed;
  if (!isObject(receipt) || !isObject(signature) || !hasOnly(signature, 'algorithm', 'keyId', 'value')) {
    return { genuine: false, why: 'unreadable' };
  }
  const { algorithm, keyId, value } = signature;
  if (algorithm !== 'Ed25519' || receipt.type !== TYPE || receipt.keyId !== keyId || typeof value !== 'string') {
    return { genuine: false, why: 'signature' };
  }
  const key = publicKeys.map((pem) => readPublicKey(pem)).find((candidate) => keyIdOf(candidate) === keyId);
  if (key === undefined) return { genuine: false, why: 'unknown-key' };
  if (!verifyText(canonicalJson(receipt), value, key)) return { genuine: false, why: 'signature' };
  const document = receipt as unknown as ReceiptDocument;
  if (content !== undefined && sha256Hex(canonicalJson(content)) !== document.content.sha256) {
    return { genuine: false, why: 'content' };
  }
  return { genuine: true, receipt: document };
}
