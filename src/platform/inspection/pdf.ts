import { createInflate } from 'node:zlib';

import { readLocal } from '../storage/disk.storage.js';
import type { Finding } from './findings.js';
import { slice } from './patterns.js';

/** Names that make a reader run, start or unpack something (ISO 32000-2, 12.6.4 and 7.11.4). */
const ACTIVE = new Set(['JavaScript', 'Launch', 'EmbeddedFile', 'EmbeddedFiles', 'RichMedia', 'GoToE', 'ImportData']);
/** Any character of a name may be written in hexadecimal, which hides it from a plain search. */
const NAME = /\/((?:[A-Za-z]|#[0-9A-Fa-f]{2}){5,40})/g;
const STREAM = /\bstream\r?\n/;

/** Objects may be compressed by the hundred in one stream, and streams come by the hundred. */
const MOST_STREAMS = 5_000;
const MOST_UNPACKED_BYTES = 100 * 1024 * 1024;
const DICTIONARY_BYTES = 4_096;
/** After the last mark a few blanks may follow. */
const TAIL_BYTES = 2_048;

function* namesIn(text: string): Generator<{ name: string; index: number }> {
  for (const { 1: written = '', index } of text.matchAll(NAME)) {
    const name = written.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    yield { name, index };
  }
}

function activeIn(text: string): boolean {
  for (const { name } of namesIn(text)) if (ACTIVE.has(name)) return true;
  return false;
}

/** A pass over a PDF: what lies open in it, then what its object streams hold. */
export class PdfPass {
  private active = false;
  private readonly objectStreams = new Set<number>();

  constructor(private readonly path: string) {}

  look({ text, start }: { text: string; start: number }): void {
    for (const { name, index } of namesIn(text)) {
      if (ACTIVE.has(name)) this.active = true;
      if (name === 'ObjStm') this.objectStreams.add(start + index);
    }
  }

  async findings(): Promise<Finding[]> {
    const tail = (await slice(this.path, -TAIL_BYTES, TAIL_BYTES)).toString('latin1');
    const end = tail.lastIndexOf('%%EOF');
    if (end === -1) return ['fileWhole'];
    if (/[^\s\u0000]/.test(tail.slice(end + 5))) return ['fileNotTwoThings'];
    if (this.active) return ['pdfPassive'];
    if (this.objectStreams.size > MOST_STREAMS) return ['pdfReadable'];
    const budget = { left: MOST_UNPACKED_BYTES };
    for (const at of this.objectStreams) {
      const finding = await this.unpack(at, budget);
      if (finding !== undefined) return [finding];
    }
    return [];
  }

  /** Of the object stream whose type is named at `at`: its dictionary lies around, its data behind the next `stream`. */
  private async unpack(at: number, budget: { left: number }): Promise<Finding | undefined> {
    const before = Math.min(at, 512);
    const around = (await slice(this.path, at - before, before + DICTIONARY_BYTES)).toString('latin1');
    const begins = STREAM.exec(around.slice(before));
    if (begins === null) return 'pdfReadable';
    const data = before + begins.index + begins[0].length;
    const dictionary = around.slice(Math.max(0, around.lastIndexOf(' obj', before)), data);
    // Not compressed: the pass over the file has read it.
    if (!dictionary.includes('/Filter')) return undefined;
    if (!/\/Filter\s*\[?\s*\/FlateDecode\s*\]?\s*[/>\r\n]/.test(dictionary)) return 'pdfReadable';
    return this.inflate(at - before + data, budget);
  }

  private async inflate(start: number, budget: { left: number }): Promise<Finding | undefined> {
    const source = readLocal(this.path, start);
    // Ends by itself where the data ends; what follows belongs to the file.
    const inflated = source.pipe(createInflate());
    source.once('error', (error) => inflated.destroy(error));
    let carried = '';
    try {
      for await (const chunk of inflated as AsyncIterable<Buffer>) {
        budget.left -= chunk.length;
        if (budget.left < 0) return 'archiveWithinLimits';
        const text = carried + chunk.toString('latin1');
        if (activeIn(text)) return 'pdfPassive';
        carried = text.slice(-256);
      }
    } catch {
      // Encrypted, or not what it says.
      return 'pdfReadable';
    } finally {
      source.destroy();
      inflated.destroy();
    }
    return undefined;
  }
}
