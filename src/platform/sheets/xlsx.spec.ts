import ExcelJS from 'exceljs';
import fc from 'fast-check';
import yazl from 'yazl';

import { FORMULAS, shownCell, shownValues, storedTexts } from '../../../test/support/formulas.js';
import { Refusal } from '../../kernel/errors.js';
import { columnLetters } from './grid.js';
import { readXlsx } from './xlsx-reader.js';
import { writeXlsx } from './xlsx-writer.js';
import { MalformedXml, scanXml } from './xml-scan.js';

const NOW = new Date('2023-06-15T08:00:00Z');

async function zip(parts: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = new yazl.ZipFile();
  for (const [name, content] of Object.entries(parts)) archive.addBuffer(Buffer.from(content), name);
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream as unknown as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
const RELATIONS =
  '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Target="/xl/worksheets/sheet2.xml"/></Relationships>';
const WORKBOOK = '<workbook><sheets><sheet name="Notice" r:id="rId2"/><sheet name=" budget " r:id="rId1"/></sheets></workbook>';
const workbook = (sheet: string, more: Readonly<Record<string, string>> = {}): Promise<Buffer> =>
  zip({
    'xl/workbook.xml': WORKBOOK,
    'xl/_rels/workbook.xml.rels': RELATIONS,
    'xl/worksheets/sheet1.xml': `<worksheet>${sheet}</worksheet>`,
    'xl/worksheets/sheet2.xml': '<worksheet><sheetData/></worksheet>',
    ...more,
  });
const refusal = async (body: Buffer): Promise<string> => {
  try {
    await readXlsx(body, 'Budget');
  } catch (error) {
    if (error instanceof Refusal) return error.reasons[0]?.rule ?? '';
    throw error;
  }
  return 'read';
};

describe('workbooks', () => {
  it('come back as they were written, and hold no formula', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(storedTexts, fc.integer({ min: 0, max: 1e14 })), { minLength: 1, maxLength: 5 }),
        async (pairs) => {
          const rows = pairs.map(([text, hundredths]) => [text, hundredths / 100] as const);
          const columns = [
            { header: 'Libellé', width: 10 },
            { header: 'Montant', width: 10, format: '#,##0.00' },
          ];
          const bytes = await writeXlsx([{ name: 'Budget', columns, rows }], NOW);
          expect(shownValues(await readXlsx(bytes, 'Budget'))).toEqual([['Libellé', 'Montant'], ...rows.map((row) => [...row])]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('write every payload as a text', async () => {
    const rows = FORMULAS.map((payload) => [payload, 12.5]);
    const bytes = await writeXlsx(
      [
        {
          name: 'Budget',
          columns: [
            { header: 'a', width: 9 },
            { header: 'b', width: 9 },
          ],
          rows,
        },
      ],
      NOW,
    );
    const { rows: read } = await readXlsx(bytes, 'Budget');
    expect(read.slice(1).map(({ cells }) => [cells.get(1)?.kind, cells.get(2)])).toEqual(
      rows.map(() => ['text', { kind: 'number', value: 12.5 }]),
    );
    const opened = new ExcelJS.Workbook();
    await opened.xlsx.load(bytes as never);
    const kinds: unknown[] = [];
    opened.eachSheet((sheet) => sheet.eachRow((row) => row.eachCell((cell) => kinds.push(cell.formula))));
    expect(kinds.length).toBeGreaterThan(60);
    expect(kinds.filter((formula) => formula !== undefined)).toEqual([]);
  });

  it('are read as others write them', async () => {
    const strings =
      '<sst><si><t>Sens</t></si><si><r><t>Lib</t></r><r><t xml:space="preserve">ellé </t></r><rPh><t>x</t></rPh></si></sst>';
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="#,##0.00&quot; days&quot;"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';
    const sheet = `<!-- x --><x:sheetData><row r="3" hidden="1"><c r="B3" t="s"><v>0</v></c><c t="s"><v>1</v></c><x:c t="inlineStr"><is><t>a&amp;b &#233;</t></is></x:c></row>
      <row><c t="str"><f>A1&amp;"x"</f><v>calculé</v></c><c><f>SUM(A1:A2)</f><v>12.5</v></c><c><f>NOW()</f></c><c s="1"><v>45000</v></c><c s="2"><v>1</v></c><c s="3"><v>7</v></c>
      <c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="d"><v>2023-01-01</v></c><c s="1"/><c r="XFD4"><v>1E3</v></c></row></x:sheetData>
      <mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`;
    const grid = await readXlsx(await workbook(sheet, { 'xl/sharedStrings.xml': strings, 'xl/styles.xml': styles }), 'Budget');
    expect(grid.rows.map(({ number, hidden }) => [number, hidden])).toEqual([
      [3, true],
      [4, false],
    ]);
    expect([...(grid.rows[0]?.cells ?? [])]).toEqual([
      [2, { kind: 'text', text: 'Sens' }],
      [3, { kind: 'text', text: 'Libellé' }],
      [4, { kind: 'text', text: 'a&b é' }],
    ]);
    expect([...(grid.rows[1]?.cells.values() ?? [])].map(shownCell)).toEqual([
      'calculé',
      12.5,
      'unsaved',
      'date',
      'date',
      7,
      'boolean',
      'error',
      'date',
      1000,
    ]);
    expect([...(grid.rows[1]?.cells.keys() ?? [])].at(-1)).toBe(16_384);
    expect(grid.merges).toEqual([{ top: 1, left: 1, bottom: 1_048_576, right: 16_384 }]);
    expect([1, 26, 27, 16_384].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'XFD']);
  });

  it.each([
    ['no archive', () => Promise.resolve(Buffer.from('Sens;Poste'))],
    ['nothing', () => Promise.resolve(Buffer.alloc(0))],
    ['the old or the encrypted format', () => Promise.resolve(Buffer.from('d0cf11e0a1b11ae100', 'hex'))],
    ['an archive without a workbook', () => zip({ 'a.txt': 'x' })],
    ['a workbook without its sheet', () => zip({ 'xl/workbook.xml': WORKBOOK, 'xl/_rels/workbook.xml.rels': RELATIONS })],
    [
      'a name that climbs',
      async () =>
        Buffer.from((await zip({ 'xl/xx/worksheets.xml': 'x' })).toString('latin1').replaceAll('xl/xx/', '../../'), 'latin1'),
    ],
    ['a bomb by its ratio', () => workbook('<sheetData/>', { 'xl/media/a.bin': '0'.repeat(3 * 1024 * 1024) })],
    ['a bomb in many parts', () => zip(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`a${index}`, ''])))],
    [
      'a document type',
      () =>
        workbook('<sheetData/>').then(() =>
          zip({ 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>', 'xl/_rels/workbook.xml.rels': RELATIONS }),
        ),
    ],
    ['a row beyond the last', () => workbook('<sheetData><row r="99999999999"><c><v>1</v></c></row></sheetData>')],
    ['rows that go back', () => workbook('<sheetData><row r="2"/><row r="1"/></sheetData>')],
    ['a cell beyond the last', () => workbook('<sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData>')],
    [
      'too many cells',
      () =>
        workbook(
          `<sheetData><row r="1">${'<c><v>1</v></c>'.repeat(10)}</row>${Array.from({ length: 2500 }, (_, index) => `<row r="${index + 2}">${`<c><v>${index}</v></c>`.repeat(10)}</row>`).join('')}</sheetData>`,
        ),
    ],
    ['a tag cut short', () => workbook('<sheetData><row r="1"><c r="A1"')],
  ])('refuses %s', async (_, made) => {
    const before = process.memoryUsage().rss;
    expect(await refusal(await made())).toBe('readableFile');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('refuses an entry that inflates to more than its directory says', async () => {
    const honest = await workbook(
      `<sheetData><row r="1"><c t="inlineStr"><is><t>${'abc'.repeat(2000)}</t></is></c></row></sheetData>`,
    );
    expect(await refusal(honest)).toBe('read');
    const lying = Buffer.from(honest);
    // Unpacked size, in the directory and in the entry's own header.
    for (let at = 0; at < lying.length - 4; at += 1) {
      const signature = lying.readUInt32LE(at);
      if (signature === 0x02014b50 && lying.readUInt32LE(at + 24) > 5000) lying.writeUInt32LE(10, at + 24);
    }
    expect(lying.equals(honest)).toBe(false);
    expect(await refusal(lying)).toBe('readableFile');
  });

  it('takes no time on what is made to take it', () => {
    const started = performance.now();
    for (const xml of [
      '<'.repeat(1e6),
      `<a ${'b'.repeat(1e6)}`,
      `<a ${' '.repeat(1e6)}`,
      '&'.repeat(1e6),
      `<a b="${'&#'.repeat(5e5)}`,
      '<!--'.repeat(2e5),
    ]) {
      try {
        scanXml(xml, { open: () => undefined, close: () => undefined, text: () => undefined });
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedXml);
      }
    }
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
