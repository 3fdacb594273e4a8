import { setTimeout as pause } from 'node:timers/promises';

import { sha256Hex } from '../../kernel/canonical.js';
import { readCsv, type CsvValue } from './csv.js';
import { readXlsx } from './xlsx-reader.js';
import { csvStream, xlsxStream, type StreamedSheet } from './sheet-stream.js';

const PAGES = 200;
const ROWS = 500;

/** Long lines, and how many pages were asked for. */
function sheet(): { readonly asked: () => number; readonly sheet: StreamedSheet } {
  let asked = 0;
  async function* pages(): AsyncGenerator<CsvValue[][]> {
    for (; asked < PAGES; asked += 1)
      yield Array.from({ length: ROWS }, (_, row) => [
        { integer: asked * ROWS + row },
        sha256Hex(String(asked * ROWS + row)).repeat(4),
        '=1+1',
      ]);
  }
  const columns = ['n', 'text', 'formula'].map((header) => ({ header, width: 10 }));
  return { asked: () => asked, sheet: { name: 'Essai', columns, pages: pages() } };
}

describe.each([
  ['CSV', (made: StreamedSheet) => csvStream(made)],
  ['XLSX', (made: StreamedSheet) => xlsxStream(made)],
])('a streamed %s', (name, open) => {
  it('asks for no more pages than its reader takes', async () => {
    const made = sheet();
    const stream = open(made.sheet);
    let read = 0;
    for await (const chunk of stream) {
      read += (chunk as Buffer).length;
      break;
    }
    await pause(50);
    expect(read).toBeGreaterThan(0);
    expect(made.asked()).toBeLessThan(PAGES / 4);
  });

  it('is read again as it was written, whatever its texts hold', async () => {
    const texts = ['=1+1', 'É & <b> "q" \'a\'', 'ligne\nsuite', '_x0041_', ' bord ', '\u0007'];
    async function* pages(): AsyncGenerator<CsvValue[][]> {
      yield texts.map((text) => [text, { hundredths: 123_456_789 }, { integer: 7 }]);
    }
    const columns = [
      { header: 'Texte', width: 10 },
      { header: 'Montant', width: 10, format: '#,##0.00' },
      { header: 'Nombre', width: 5 },
    ];
    const bytes = Buffer.concat((await open({ name: 'Essai & co', columns, pages: pages() }).toArray()) as Buffer[]);
    const { rows } = name === 'CSV' ? readCsv(bytes) : await readXlsx(bytes, 'Essai & co');
    const read = rows.map(({ cells }) =>
      [...cells.values()].map((cell) => (cell.kind === 'text' ? cell.text : cell.kind === 'number' ? cell.value : cell.kind)),
    );
    const [amount, count] = name === 'CSV' ? ['1234567,89', '7'] : [1_234_567.89, 7];
    expect(read).toEqual([['Texte', 'Montant', 'Nombre'], ...texts.map((text) => [text.trim(), amount, count])]);
  });

  it('stops, and harms nobody, when its reader leaves', async () => {
    const made = sheet();
    const stream = open(made.sheet);
    stream.once('data', () => stream.destroy());
    await pause(100);
    expect(made.asked()).toBeLessThan(PAGES / 2);
  });

  it('fails when its rows cannot be read', async () => {
    async function* pages(): AsyncGenerator<CsvValue[][]> {
      yield [['one']];
      throw new Error('the database is gone');
    }
    const stream = open({ name: 'Essai', columns: [{ header: 'n', width: 10 }], pages: pages() });
    await expect(stream.forEach(() => undefined)).rejects.toThrow('the database is gone');
  });
});
