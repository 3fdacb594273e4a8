// Office documents are archives: their directory is read before anything is kept, then each entry is unpacked into nothing, since a
// directory may lie. Memory stays that of one chunk.

import { open, rm, stat, type FileHandle } from 'node:fs/promises';

import yauzl from 'yauzl';

import type { FileType } from '../../kernel/file-types.js';
import type { Finding } from './findings.js';
import { slice } from './patterns.js';

const MOST_ENTRIES = 1_000;
const MOST_BYTES = 100 * 1024 * 1024;
const MOST_RATIO = 100;
/** Under this an entry's ratio says nothing: a page of spaces compresses a thousand times. */
const SMALL_BYTES = 1024 * 1024;
/** A document may hold a document (the table behind a chart), which may hold none. */
const DEEPEST = 1;

/** What tells the kinds apart: the main part of an Office Open XML document; the first entry of an OpenDocument one is its media type. */
const MAIN_PART: Readonly<Partial<Record<FileType, string>>> = { docx: 'word/document.xml', xlsx: 'xl/workbook.xml' };
const OPEN_DOCUMENT: Readonly<Partial<Record<FileType, string>>> = {
  odt: 'application/vnd.oasis.opendocument.text',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
};

/** Macros, controls and packaged programs, by the names that the formats give them; and programs by their own. */
const ACTIVE_ENTRY =
  /(^|\/)(vbaproject\.bin|vbadata\.xml|activex\/|oleobject\d*\.bin|basic\/|scripts\/)|\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|lnk|jar|msi|sh|swf|html?|svg)$/i;
/** Parts that are read: a template or a frame fetched from elsewhere runs there what is not in the file. */
const RELATIONS = /(^|\/)_rels\/[^/]*\.rels$/i;
const REMOTE =
  /Type="[^"]*\/(?:attachedTemplate|oleObject|frame|subDocument)"[^>]*TargetMode="External"|TargetMode="External"[^>]*Type="[^"]*\/(?:attachedTemplate|oleObject|frame|subDocument)"/i;
const ARCHIVES = [
  Buffer.from('PK\u0003\u0004'),
  Buffer.from('Rar!'),
  Buffer.from('7z\u00bc\u00af', 'latin1'),
  Buffer.from([0x1f, 0x8b]),
];
const PROGRAMS = [Buffer.from('MZ'), Buffer.from('\u007fELF')];

interface Budget {
  entries: number;
  bytes: number;
}

class Found extends Error {
  constructor(readonly finding: Finding) {
    super(finding);
  }
}

export async function officeFindings(path: string, type: FileType): Promise<Finding[]> {
  try {
    const names = await readArchive(path, { entries: MOST_ENTRIES, bytes: MOST_BYTES }, 0);
    return (await isOf(path, type, names)) ? [] : ['fileTypeMatches'];
  } catch (error) {
    // Any other error is the parser's: a directory or a stream that is not what the format says.
    return [error instanceof Found ? error.finding : 'archiveHonest'];
  }
}

async function isOf(path: string, type: FileType, names: readonly string[]): Promise<boolean> {
  const main = MAIN_PART[type];
  if (main !== undefined) return names.includes('[Content_Types].xml') && names.includes(main);
  const media = OPEN_DOCUMENT[type] ?? '';
  // Stored, first, and alone in its field: OpenDocument 1.3, part 2, 3.3.
  const head = await slice(path, 0, 38 + media.length + 2);
  return names[0] === 'mimetype' && head.toString('latin1', 38, 38 + media.length + 2) === `${media}PK`;
}

/** @throws Found, or the parser's error */
async function readArchive(path: string, budget: Budget, depth: number): Promise<string[]> {
  const { size } = await stat(path);
  const archive = await yauzl.openPromise(path, { lazyEntries: true, autoClose: false, strictFileNames: true });
  try {
    if (archive.comment.length > 0) throw new Found('fileNotTwoThings');
    if (archive.entryCount > budget.entries) throw new Found('archiveWithinLimits');
    const entries: yauzl.Entry[] = [];
    let unpacked = 0;
    for await (const entry of archive.eachEntry()) {
      entries.push(entry);
      unpacked += entry.uncompressedSize;
      if (entries.length > budget.entries || unpacked > budget.bytes) throw new Found('archiveWithinLimits');
      judge(entry);
    }
    if (unpacked > SMALL_BYTES && unpacked > size * MOST_RATIO) throw new Found('archiveWithinLimits');
    const names = entries.map(({ fileName }) => fileName);
    if (new Set(names.map((name) => name.toLowerCase())).size !== names.length) throw new Found('archiveHonest');
    budget.entries -= entries.length;
    for (const entry of entries) {
      if (!entry.fileName.endsWith('/')) await unpack(archive, entry, { path, budget, depth });
    }
    return names;
  } finally {
    archive.close();
  }
}

/** What the directory says of an entry. */
function judge({ fileName, uncompressedSize, compressedSize, compressionMethod, generalPurposeBitFlag }: yauzl.Entry): void {
  if (ACTIVE_ENTRY.test(fileName)) throw new Found('documentPassive');
  // Encrypted, or packed in a way that the formats do not know.
  if ((generalPurposeBitFlag & 1) !== 0 || (compressionMethod !== 0 && compressionMethod !== 8)) throw new Found('archiveHonest');
  if (uncompressedSize > SMALL_BYTES && uncompressedSize > compressedSize * MOST_RATIO) throw new Found('archiveWithinLimits');
}

interface Place {
  readonly path: string;
  readonly budget: Budget;
  readonly depth: number;
}

/** Unpacks one entry: its true size, its first bytes, and what it holds when it is itself an archive. */
async function unpack(archive: yauzl.ZipFile, entry: yauzl.Entry, { path, budget, depth }: Place): Promise<void> {
  const local = await archive.readLocalFileHeaderPromise(entry);
  if (!local.fileName.equals(entry.fileNameRaw)) throw new Found('archiveHonest');
  const stream = await archive.openReadStreamPromise(entry);
  const relations = RELATIONS.test(entry.fileName);
  let first = true;
  let text = '';
  let copy: Copy | undefined;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      if (first) {
        first = false;
        if (PROGRAMS.some((mark) => begins(chunk, mark))) throw new Found('documentPassive');
        if (ARCHIVES.some((mark) => begins(chunk, mark))) copy = await inside(path, chunk, depth);
      }
      // The reader stops an entry that brings more than its directory says; the sum is ours.
      budget.bytes -= chunk.length;
      if (budget.bytes < 0) throw new Found('archiveWithinLimits');
      if (relations) {
        text = (text + chunk.toString('utf8')).slice(-200_000);
        if (REMOTE.test(text)) throw new Found('documentPassive');
      }
      await copy?.file.appendFile(chunk);
    }
    if (copy !== undefined) await readArchive(copy.path, budget, depth + 1);
  } finally {
    stream.destroy();
    await copy?.file.close();
    if (copy !== undefined) await rm(copy.path, { force: true });
  }
}

interface Copy {
  readonly path: string;
  readonly file: FileHandle;
}

const begins = (chunk: Buffer, mark: Buffer): boolean => chunk.subarray(0, mark.length).equals(mark);

/** Beside the archive, to be read in turn; other formats than ours are not read, hence refused. */
async function inside(path: string, chunk: Buffer, depth: number): Promise<Copy> {
  if (depth >= DEEPEST || !chunk.subarray(0, 2).equals(Buffer.from('PK'))) throw new Found('archiveNotNested');
  const inner = `${path}.${depth + 1}`;
  return { path: inner, file: await open(inner, 'w', 0o600) };
}
