import { Readable } from 'node:stream';
import { crc32 as zlibCrc32, deflateSync } from 'node:zlib';

import yazl from 'yazl';

import { sha256Hex } from '../../src/kernel/canonical.js';
import type { DocumentView } from '../../src/features/documents/documents.views.js';
import { newId } from '../../src/kernel/ids.js';
import { Storage } from '../../src/platform/storage/storage.js';
import type { Reply, TestActor, TestApp } from './app.js';

export interface Zipped {
  readonly name: string;
  readonly bytes: Buffer | string;
  /** False: stored. */
  readonly compress?: boolean;
}

export function zip(entries: readonly Zipped[], comment = ''): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const { name, bytes, compress = true } of entries) archive.addBuffer(Buffer.from(bytes), name, { compress });
  archive.end({ comment, forceZip64Format: false });
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    archive.outputStream.on('data', (chunk: Buffer) => chunks.push(chunk));
    archive.outputStream.on('error', reject);
    archive.outputStream.on('end', () => resolve(Buffer.concat(chunks)));
  });
}

export const docx = (...more: Zipped[]): Promise<Buffer> =>
  zip([
    { name: '[Content_Types].xml', bytes: '<?xml version="1.0"?><Types/>' },
    { name: 'word/document.xml', bytes: '<w:document/>' },
    ...more,
  ]);

export const xlsx = (...more: Zipped[]): Promise<Buffer> =>
  zip([
    { name: '[Content_Types].xml', bytes: '<?xml version="1.0"?><Types/>' },
    { name: 'xl/workbook.xml', bytes: '<workbook/>' },
    ...more,
  ]);

export const openDocument = (kind: 'text' | 'spreadsheet', ...more: Zipped[]): Promise<Buffer> =>
  zip([
    { name: 'mimetype', bytes: `application/vnd.oasis.opendocument.${kind}`, compress: false },
    { name: 'content.xml', bytes: '<office:document-content/>' },
    ...more,
  ]);

/** A PDF of one page, with `objects` among its own, filled up to `size` bytes by a comment stream. */
export function pdf(objects = '', size = 0): Buffer {
  const head = `%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n${objects}\n`;
  const tail = 'trailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n0\n%%EOF\n';
  const filler = size - head.length - tail.length - 2;
  const padding = filler > 0 ? Buffer.concat([Buffer.from('%'), Buffer.alloc(filler, 0x78), Buffer.from('\n')]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from(head, 'latin1'), padding, Buffer.from(tail)]);
}

/** An object of a PDF whose text is compressed, as modern writers do. */
export function objectStream(text: string, dictionary = '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode'): string {
  const data = deflateSync(Buffer.from(text)).toString('latin1');
  return `9 0 obj\n<< ${dictionary} /Length ${data.length} >>\nstream\n${data}\nendstream\nendobj`;
}

const crc32 = zlibCrc32 as ((data: Buffer) => number) | undefined;

function pngChunk(kind: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length);
  head.write(kind, 4, 'latin1');
  const sum = Buffer.alloc(4);
  // Not looked at: older versions of Node have none to give.
  sum.writeUInt32BE(crc32?.(Buffer.concat([head.subarray(4), data])) ?? 0);
  return Buffer.concat([head, data, sum]);
}

export function png(width = 1, height = 1, ...more: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    ...more,
    pngChunk('IDAT', deflateSync(Buffer.from([0, 0]))),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

export const jpeg = (inside: Buffer = Buffer.alloc(0)): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]),
    Buffer.from('JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0', 'latin1'),
    inside,
    Buffer.from([0xff, 0xd9]),
  ]);

/** The test file of the antivirus industry, in two halves: whole, it would make scanners stop at this very repository. */
export const eicar = (): Buffer =>
  Buffer.from(['X5O!P%@AP[4\\PZX54(P^)7CC)7}', '$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join(''));

interface Problem {
  readonly code?: string;
  readonly reasons?: readonly { rule: string; pointer?: string }[];
}
export type DocumentReply = Reply<Omit<DocumentView, 'code'> & Problem & { code: string; detail?: string }>;

export function announce(
  app: Pick<TestApp, 'post'>,
  actor: TestActor,
  applicationId: string,
  body: { code?: string; fileName?: string; size: number; sha256?: string },
): Promise<DocumentReply> {
  return app.post(`/v1/applications/${applicationId}/documents`, actor, {
    body: { code: 'BUDGET', fileName: 'budget.pdf', ...body },
  });
}

export async function put(
  address: string,
  actor: TestActor,
  id: string,
  bytes: Buffer,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: DocumentReply['body'] }> {
  const { status, body } = await putBytes(`${address}/v1/documents/${id}/content`, actor, bytes, headers);
  return { status, body: body as DocumentReply['body'] };
}

/** PUT of bytes, as any client would. */
export async function putBytes(
  url: string,
  actor: TestActor,
  bytes: Buffer,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: unknown }> {
  const reply = await fetch(url, {
    method: 'PUT',
    headers: { authorization: `Bearer ${actor.token}`, 'content-type': 'application/octet-stream', ...headers },
    body: new Uint8Array(bytes),
  });
  return { status: reply.status, body: await reply.json() };
}

/** Announced and sent; @returns the answer to the last byte. */
export async function upload(
  app: TestApp,
  actor: TestActor,
  applicationId: string,
  bytes: Buffer,
  options: { code?: string; fileName?: string } = {},
): Promise<{ status: number; body: DocumentReply['body'] }> {
  const announced = await announce(app, actor, applicationId, { ...options, size: bytes.length });
  if (announced.status !== 201) return announced;
  return put(app.address, actor, announced.body.id, bytes);
}

/** A clean file of the dossier, written directly. @returns its id */
export async function makeDocument(app: TestApp, applicationId: string, code = 'BUDGET'): Promise<string> {
  const [id, key] = [newId(), newId()];
  const bytes = pdf();
  const now = app.clock.now();
  await app.app.get(Storage).put(key, Readable.from([bytes]), bytes.length);
  const db = app.database.read;
  await db.documentFile.create({
    data: {
      id,
      applicationId,
      code,
      version: 1,
      state: 'CLEAN',
      stateSince: now,
      name: 'budget.pdf',
      fileType: 'pdf',
      size: bytes.length,
      sha256: sha256Hex(bytes),
      storageKey: key,
      createdBy: newId(),
      createdAt: now,
      storedAt: now,
    },
  });
  await db.storedObject.create({ data: { key, documentId: id, createdAt: now, kept: true } });
  return id;
}
