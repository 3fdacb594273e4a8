// What a file is made of, before it is kept: type = extension = first bytes, nothing active, nothing hidden, nothing that unpacks into more
// than it says. Reads the file in chunks, whatever its size. An antivirus, where there is one, comes on top.

import { createHash } from 'node:crypto';

import { fileTypeFromBuffer } from 'file-type';

import type { Reason } from '../../kernel/errors.js';
import type { FileType } from '../../kernel/file-types.js';
import { reasonOf, type Finding } from './findings.js';
import { imageFindings } from './images.js';
import { officeFindings } from './office.js';
import { MARKUP, MARKUP_AT_THE_EDGE, slice, windows } from './patterns.js';
import { PdfPass } from './pdf.js';
import { TextPass } from './text.js';

export interface Inspection {
  readonly sha256: string;
  /** None: the file may be kept. */
  readonly reasons: readonly Reason[];
}

const HEAD_BYTES = 4_100;
const EDGE_BYTES = 1_024;
/** End record of a ZIP archive with the longest comment. */
const ZIP_TAIL_BYTES = 65_557;

const OFFICE: readonly FileType[] = ['docx', 'xlsx', 'odt', 'ods'];
const TEXTS: readonly FileType[] = ['csv', 'txt'];
/** As `file-type` names them. */
const DETECTED: Readonly<Partial<Record<FileType, string>>> = { pdf: 'pdf', png: 'png', jpeg: 'jpg' };

export async function inspect(path: string, type: FileType): Promise<Inspection> {
  const hash = createHash('sha256');
  const found = new Set<Finding>();
  const head = await slice(path, 0, HEAD_BYTES);
  if (head.length === 0) found.add('fileNotEmpty');
  if (!(await startsAs(head, type))) found.add('fileTypeMatches');
  const pdf = type === 'pdf' ? new PdfPass(path) : undefined;
  const text = TEXTS.includes(type) ? new TextPass(type) : undefined;
  const office = OFFICE.includes(type);
  for await (const window of windows(path, (chunk) => hash.update(chunk))) {
    pdf?.look(window);
    text?.look(window.text);
    if (!office && text === undefined && MARKUP.test(window.text)) found.add('fileNotTwoThings');
  }
  // A file of another type is not looked into any further: its parser has nothing to say of it.
  if (found.size === 0) {
    for (const finding of (await pdf?.findings()) ?? []) found.add(finding);
    for (const finding of text?.findings() ?? []) found.add(finding);
    if (office) for (const finding of await officeFindings(path, type)) found.add(finding);
    if (type === 'png' || type === 'jpeg') for (const finding of await imageFindings(path, type)) found.add(finding);
    if (!office && (await hidesAnother(path, text !== undefined))) found.add('fileNotTwoThings');
  }
  // Of another type than it says: what else a file of its type should not hold is beside the point.
  const told = found.has('fileTypeMatches') ? (['fileTypeMatches'] as const) : [...found];
  return { sha256: hash.digest('hex'), reasons: told.map(reasonOf) };
}

async function startsAs(head: Buffer, type: FileType): Promise<boolean> {
  const zip = head.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
  if (OFFICE.includes(type)) return zip;
  // UTF-16: a text all the same, refused by the pass over it, which says what to do.
  if (TEXTS.includes(type) && /^(?:\u00ff\u00fe|\u00fe\u00ff)/.test(head.toString('latin1', 0, 2))) return true;
  // An archive is never given to the detector, which would unpack parts of it.
  if (zip) return false;
  const detected = (await fileTypeFromBuffer(head).catch(() => ({ ext: 'unreadable' })))?.ext;
  if (type === 'pdf' && !head.subarray(0, 5).equals(Buffer.from('%PDF-'))) return false;
  return detected === DETECTED[type];
}

/** An archive appended, or markup where a reader that guesses would find it. */
async function hidesAnother(path: string, text: boolean): Promise<boolean> {
  const tail = await slice(path, -ZIP_TAIL_BYTES, ZIP_TAIL_BYTES);
  if (endsAsZip(tail)) return true;
  if (text) return false;
  const edges = [await slice(path, 0, EDGE_BYTES), tail.subarray(-EDGE_BYTES)];
  return edges.some((edge) => MARKUP_AT_THE_EDGE.test(edge.toString('latin1').replace(/<\?xpacket/g, '')));
}

/** An end record whose comment goes exactly to the end of the file: a reader of archives would open it. */
function endsAsZip(tail: Buffer): boolean {
  const mark = Buffer.from('PK\u0005\u0006');
  for (let at = tail.lastIndexOf(mark); at !== -1; at = at === 0 ? -1 : tail.lastIndexOf(mark, at - 1)) {
    if (at + 22 <= tail.length && at + 22 + tail.readUInt16LE(at + 20) <= tail.length) return true;
  }
  return false;
}
