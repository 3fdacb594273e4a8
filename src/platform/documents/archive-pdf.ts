// Draws an archived document as PDF/A-3a: tagged, in French, fonts embedded. The same document gives the same bytes: its dates and its
// identifier are the document's own, and nothing is compressed (deflate may differ from one release of Node to the next).

import PDFDocument from 'pdfkit';

import type { ArchiveBlock, ArchiveColumn, ArchiveDocument } from './archive-document.js';
import { archiveFaces, type Faces } from './archive-fonts.js';

const MARGIN = 62;
const FOOTER = 30;
const PAGE = { width: 595.28, height: 841.89 };
const WIDTH = PAGE.width - 2 * MARGIN;
const BOTTOM = PAGE.height - MARGIN - FOOTER;
const PADDING = 4;

interface Style {
  readonly font: 'regular' | 'bold';
  readonly size: number;
  readonly tag: string;
  readonly before: number;
}
const STYLES = {
  title: { font: 'bold', size: 15, tag: 'H1', before: 0 },
  heading: { font: 'bold', size: 11, tag: 'H2', before: 12 },
  paragraph: { font: 'regular', size: 9.5, tag: 'P', before: 7 },
  item: { font: 'regular', size: 9.5, tag: 'LBody', before: 3 },
  header: { font: 'bold', size: 8.5, tag: 'TH', before: 0 },
  cell: { font: 'regular', size: 8.5, tag: 'TD', before: 0 },
} as const satisfies Readonly<Record<string, Style>>;

/** The metadata are written into XML as they are: what would break it is replaced by what reads the same. */
const property = (text: string): string => text.replaceAll('&', 'et').replaceAll('<', '‹').replaceAll('>', '›');

export async function drawArchivePdf(document: ArchiveDocument): Promise<Buffer> {
  return new Drawing(document, await archiveFaces()).draw();
}

class Drawing {
  private readonly doc: PDFKit.PDFDocument;
  private readonly root: PDFKit.PDFStructureElement;
  private readonly chunks: Buffer[] = [];

  constructor(
    private readonly document: ArchiveDocument,
    faces: Faces,
  ) {
    this.doc = new PDFDocument({
      subset: 'PDF/A-3a',
      pdfVersion: '1.7',
      compress: false,
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOTER },
      bufferPages: true,
      autoFirstPage: false,
      lang: 'fr-FR',
      tagged: true,
      displayTitle: true,
      // Otherwise a standard font is taken up, which PDF/A refuses because no file of it is embedded.
      font: '',
      info: {
        Title: property(document.title),
        Author: property(document.author),
        Subject: property(document.reference),
        Producer: 'cofund',
        Creator: 'cofund',
        CreationDate: document.at,
      },
    });
    this.doc.registerFont('regular', faces.regular).registerFont('bold', faces.bold);
    this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk));
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
  }

  async draw(): Promise<Buffer> {
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.once('end', resolve);
      this.doc.once('error', reject);
    });
    this.face(STYLES.paragraph);
    this.doc.addPage();
    for (const block of this.document.blocks) this.block(block);
    this.root.end();
    this.footers();
    this.doc.end();
    await ended;
    return Buffer.concat(this.chunks);
  }

  private block(block: ArchiveBlock): void {
    if (block.kind === 'table') this.table(block.columns, block.rows);
    else if (block.kind === 'list') this.list(block.items);
    else for (const line of block.text.split('\n')) this.line(this.root, line, STYLES[block.kind]);
  }

  private face({ font, size }: Style): void {
    this.doc.font(font).fontSize(size);
  }

  /** Without what has no glyph in the font: PDF/A allows no missing glyph, and a question mark shows that something was there. */
  private say(text: string): string {
    const { font } = (this.doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
    return Array.from(text.replace(/\s/g, ' ').normalize('NFC'), (character) => {
      if (/^[\p{Cc}\p{Cf}]$/u.test(character)) return '';
      return font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) ? character : '?';
    }).join('');
  }

  private line(parent: PDFKit.PDFStructureElement, text: string, style: Style, indent = 0): void {
    const { doc } = this;
    if (text.trim() === '') return;
    this.face(style);
    doc.y += style.before;
    // A heading does not stay alone at the foot of a page.
    this.room(style.tag.startsWith('H') ? 60 : style.size * 1.3);
    const said = this.say(text);
    const part = doc.struct(style.tag, {}, () => doc.text(said, MARGIN + indent, doc.y, { width: WIDTH - indent, lineGap: 1.5 }));
    parent.add(part);
    part.end();
  }

  private list(items: readonly string[]): void {
    const list = this.doc.struct('L');
    this.root.add(list);
    for (const item of items) {
      const entry = this.doc.struct('LI');
      list.add(entry);
      this.line(entry, `– ${item}`, STYLES.item, 10);
      entry.end();
    }
    list.end();
  }

  private table(columns: readonly ArchiveColumn[], rows: readonly (readonly string[])[]): void {
    const { doc } = this;
    const table = doc.struct('Table');
    this.root.add(table);
    doc.y += 6;
    const header = columns.map(({ title }) => title);
    this.row(table, columns, header, STYLES.header);
    for (const cells of rows) {
      // The columns keep their names on each page.
      if (this.full(this.heightOf(columns, cells, STYLES.cell))) {
        doc.addPage();
        this.row(table, columns, header, STYLES.header);
      }
      this.row(table, columns, cells, STYLES.cell);
    }
    table.end();
    doc.x = MARGIN;
    doc.y += 4;
  }

  private heightOf(columns: readonly ArchiveColumn[], cells: readonly string[], style: Style): number {
    this.face(style);
    const heights = cells.map((cell, index) =>
      this.doc.heightOfString(this.say(cell), { width: (columns[index]?.share ?? 0) * WIDTH - 2 * PADDING }),
    );
    return Math.max(...heights) + 2 * PADDING;
  }

  private row(
    table: PDFKit.PDFStructureElement,
    columns: readonly ArchiveColumn[],
    cells: readonly string[],
    style: Style,
  ): void {
    const { doc } = this;
    const height = this.heightOf(columns, cells, style);
    this.room(height);
    const top = doc.y;
    const line = doc.struct('TR');
    table.add(line);
    let left = MARGIN;
    for (const [index, { share, right = false }] of columns.entries()) {
      const width = share * WIDTH - 2 * PADDING;
      const said = this.say(cells[index] ?? '');
      const x = left + PADDING;
      line.add(doc.struct(style.tag, {}, () => doc.text(said, x, top + PADDING, { width, align: right ? 'right' : 'left' })));
      left += share * WIDTH;
    }
    line.end();
    const bottom = top + height;
    doc.markContent('Artifact', { type: 'Layout' });
    doc.lineWidth(0.5).strokeColor('#888888');
    doc.moveTo(MARGIN, bottom).lineTo(left, bottom).stroke();
    doc.endMarkedContent();
    doc.y = bottom;
  }

  private full(height: number): boolean {
    return this.doc.y + height > BOTTOM && this.doc.y > MARGIN;
  }

  private room(height: number): void {
    if (this.full(height)) this.doc.addPage();
  }

  private footers(): void {
    const { doc } = this;
    const { start, count } = doc.bufferedPageRange();
    for (let index = start; index < start + count; index += 1) {
      doc.switchToPage(index);
      doc.page.margins.bottom = 0;
      doc.font('regular').fontSize(7.5);
      const reference = this.say(this.document.reference);
      const page = `Page ${index - start + 1} / ${count}`;
      const y = PAGE.height - MARGIN;
      doc.markContent('Artifact', { type: 'Pagination' });
      doc.text(reference, MARGIN, y, { width: WIDTH * 0.75, lineBreak: false });
      doc.text(page, MARGIN + WIDTH * 0.75, y, { width: WIDTH * 0.25, align: 'right', lineBreak: false });
      doc.endMarkedContent();
    }
  }
}
