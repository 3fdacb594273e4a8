// Draws the paper as a PDF: A4, tagged, in French, in the standard fonts. Nothing in it depends on when or where it is drawn: the same
// paper gives the same bytes, so that its hash is as good a proof as the file.

import { setImmediate as breathe } from 'node:timers/promises';

import PDFDocument from 'pdfkit';

import type { Block } from './dossier-paper.rules.js';
import {
  BOTTOM,
  CELL_PADDING,
  FACES,
  FOOTER,
  LABEL_WIDTH,
  LONGEST_PARAGRAPH,
  MARGIN,
  MOST_CHARACTERS,
  WIDTH,
  type Face,
} from './dossier-style.js';
import { printable } from './printable-text.rules.js';

/** Changes with what is drawn: a file kept from before is then compared with the one drawn before. */
export const RENDERER_VERSION = 1;

export interface PaperFrame {
  readonly title: string;
  readonly author: string;
  readonly receiptNumber: string;
  /** Of the submission: the date of the document. */
  readonly at: Date;
}

export async function drawDossier(blocks: readonly Block[], frame: PaperFrame): Promise<Buffer> {
  return new Drawing(frame).draw(blocks);
}

class Drawing {
  private readonly doc: PDFKit.PDFDocument;
  private readonly root: PDFKit.PDFStructureElement;
  private readonly chunks: Buffer[] = [];
  private left = MOST_CHARACTERS;
  private replaced = 0;

  constructor(private readonly frame: PaperFrame) {
    const { text: title } = printable(frame.title);
    this.doc = new PDFDocument({
      size: 'A4',
      margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOTER },
      bufferPages: true,
      // Deflate may differ from one release of Node to the next; the bytes must not.
      compress: false,
      pdfVersion: '1.7',
      lang: 'fr-FR',
      tagged: true,
      displayTitle: true,
      info: {
        Title: title,
        Author: printable(frame.author).text,
        Subject: frame.receiptNumber,
        Producer: `cofund ${RENDERER_VERSION}`,
        Creator: 'cofund',
        CreationDate: frame.at,
        ModDate: frame.at,
      },
    });
    this.root = this.doc.struct('Document');
    this.doc.addStructure(this.root);
    this.doc.on('data', (chunk: Buffer) => this.chunks.push(chunk));
  }

  async draw(blocks: readonly Block[]): Promise<Buffer> {
    const ended = new Promise<void>((resolve, reject) => {
      this.doc.once('end', resolve);
      this.doc.once('error', reject);
    });
    for (const block of blocks) {
      await this.block(block);
    }
    this.remarks();
    this.root.end();
    this.footers();
    this.doc.end();
    await ended;
    return Buffer.concat(this.chunks);
  }

  private async block(block: Block): Promise<void> {
    if (block.kind === 'table') await this.table(block.columns, block.rows);
    else if (block.kind === 'pair') await this.pair(block.label, block.value);
    else await this.paragraphs(block.text, FACES[block.kind]);
  }

  /** What can be printed of a text, within what is left of the whole. */
  private say(value: string): string {
    const { text, replaced } = printable(value.length > this.left ? value.slice(0, this.left) : value);
    this.left = Math.max(0, this.left - value.length);
    this.replaced += replaced;
    return text;
  }

  private async paragraphs(value: string, face: Face): Promise<void> {
    for (const line of this.say(value).split('\n')) {
      // A paragraph without end would be laid out in one go: other requests get their turn in between.
      for (let start = 0; start === 0 || start < line.length; start += LONGEST_PARAGRAPH) {
        this.paragraph(line.slice(start, start + LONGEST_PARAGRAPH), face);
        await breathe();
      }
    }
  }

  private paragraph(text: string, face: Face): void {
    const { doc } = this;
    doc.font(face.font).fontSize(face.size);
    if (text.trim() === '') {
      doc.moveDown(0.5);
      return;
    }
    doc.y += face.before;
    this.room(face.tag.startsWith('H') ? 60 : face.size * 1.2);
    this.mark(face.tag, () => doc.text(text, MARGIN, doc.y, { width: WIDTH, lineGap: 1.5 }));
  }

  private async pair(label: string, value: string): Promise<void> {
    const { doc } = this;
    const text = this.say(value);
    const name = this.say(label);
    const { font, size, before } = FACES.text;
    doc.font(FACES.label.font).fontSize(size);
    const labelHeight = doc.heightOfString(name, { width: LABEL_WIDTH });
    doc.font(font).fontSize(size);
    // A value of more than a few lines goes under its label, where it may cross pages.
    const beside = text.length <= 600 && !text.includes('\n');
    const height = beside ? Math.max(labelHeight, doc.heightOfString(text, { width: WIDTH - LABEL_WIDTH - 10 })) : labelHeight;
    doc.y += before;
    this.room(Math.min(height, BOTTOM - MARGIN));
    const top = doc.y;
    doc.font(FACES.label.font).fontSize(size);
    this.mark('P', () => doc.text(name, MARGIN, top, { width: LABEL_WIDTH }));
    if (!beside) {
      this.left += value.length;
      await this.paragraphs(value, FACES.text);
      return;
    }
    doc.font(font).fontSize(size);
    this.mark('P', () => doc.text(text, MARGIN + LABEL_WIDTH + 10, top, { width: WIDTH - LABEL_WIDTH - 10 }));
    doc.y = Math.max(doc.y, top + height);
  }

  private async table(
    columns: readonly { readonly title: string; readonly share: number; readonly right?: boolean }[],
    rows: readonly { readonly cells: readonly string[]; readonly total?: boolean }[],
  ): Promise<void> {
    const { doc } = this;
    const widths = columns.map(({ share }) => share * WIDTH);
    const table = doc.struct('Table');
    this.root.add(table);
    const header = { cells: columns.map(({ title }) => title), total: true };
    doc.y += 4;
    const row = (cells: readonly string[], face: Face, tag: 'TH' | 'TD'): void => {
      doc.font(face.font).fontSize(face.size);
      const height =
        Math.max(...cells.map((cell, index) => doc.heightOfString(cell, { width: (widths[index] ?? 0) - 2 * CELL_PADDING }))) +
        2 * CELL_PADDING;
      if (doc.y + height > BOTTOM) {
        doc.addPage();
        // The columns keep their names on each page.
        if (tag === 'TD')
          row(
            header.cells.map((cell) => printable(cell).text),
            FACES.total,
            'TH',
          );
        doc.font(face.font).fontSize(face.size);
      }
      const top = doc.y;
      const line = doc.struct('TR');
      table.add(line);
      let x = MARGIN;
      for (const [index, cell] of cells.entries()) {
        const width = widths[index] ?? 0;
        const align = columns[index]?.right === true ? 'right' : 'left';
        line.add(
          doc.struct(tag, {}, () => {
            doc.text(cell, x + CELL_PADDING, top + CELL_PADDING, { width: width - 2 * CELL_PADDING, align });
          }),
        );
        x += width;
      }
      line.end();
      doc.markContent('Artifact', { type: 'Layout' });
      doc
        .moveTo(MARGIN, top + height)
        .lineTo(MARGIN + WIDTH, top + height)
        .lineWidth(0.5)
        .strokeColor('#999999')
        .stroke();
      doc.endMarkedContent();
      doc.y = top + height;
    };
    row(header.cells, FACES.total, 'TH');
    for (const { cells, total } of rows) {
      row(
        cells.map((cell) => this.say(cell.replace(/\n/g, ' '))),
        total === true ? FACES.total : FACES.cell,
        'TD',
      );
      await breathe();
    }
    table.end();
    doc.x = MARGIN;
    doc.y += 4;
  }

  private remarks(): void {
    if (this.left === 0) {
      this.paragraph('Document abrégé : la suite est dans la version figée, dont l’empreinte est ci-dessus.', FACES.text);
    }
    if (this.replaced > 0) {
      this.paragraph(
        `${this.replaced} caractère(s) que les polices de ce document n’ont pas sont remplacés par « ? » ; la version figée les contient.`,
        FACES.text,
      );
    }
  }

  /** Room for so much, on a new page where this one is full. */
  private room(height: number): void {
    if (this.doc.y + height > BOTTOM && this.doc.y > MARGIN) this.doc.addPage();
  }

  private mark(tag: string, draw: () => void): void {
    const part = this.doc.struct(tag, {}, draw);
    this.root.add(part);
    part.end();
  }

  private footers(): void {
    const { doc } = this;
    const { start, count } = doc.bufferedPageRange();
    for (let index = start; index < start + count; index += 1) {
      doc.switchToPage(index);
      doc.page.margins.bottom = 0;
      doc.markContent('Artifact', { type: 'Pagination' });
      doc.font('Helvetica').fontSize(8).fillColor('#000000');
      const y = 841.89 - MARGIN;
      doc.text(`Accusé de réception ${printable(this.frame.receiptNumber).text}`, MARGIN, y, {
        width: WIDTH / 2,
        lineBreak: false,
      });
      doc.text(`Page ${index - start + 1} / ${count}`, MARGIN + WIDTH / 2, y, {
        width: WIDTH / 2,
        align: 'right',
        lineBreak: false,
      });
      doc.endMarkedContent();
    }
  }
}
