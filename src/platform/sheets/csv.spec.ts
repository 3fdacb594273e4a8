import fc from 'fast-check';

import { FORMULAS, shownValues, storedTexts } from '../../../test/support/formulas.js';
import { Refusal } from '../../kernel/errors.js';
import { readCsv, writeCsv } from './csv.js';
import { guardFormula, unguardFormula } from './formula-text.js';

describe('formula texts', () => {
  it('never start with the sign of a formula once written, and come back as they were', () => {
    fc.assert(
      fc.property(fc.oneof(storedTexts, fc.string()), (text) => {
        expect(guardFormula(text)).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
        expect(unguardFormula(guardFormula(text))).toBe(text);
      }),
    );
  });
});

describe('CSV', () => {
  it('comes back as it was written, whatever the texts', () => {
    fc.assert(
      fc.property(fc.array(fc.array(storedTexts, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
        expect(shownValues(readCsv(writeCsv([['Sens', 'Poste'], ...rows])))).toEqual([['Sens', 'Poste'], ...rows]);
      }),
    );
  });

  it('starts no cell with a formula, and leaves amounts as numbers', () => {
    for (const payload of FORMULAS) {
      const text = writeCsv([[payload.trim(), { hundredths: 123_456 }]])
        .toString('utf8')
        .slice(1);
      expect(text).toMatch(/;1234,56\r\n$/);
      expect(text.replace(/^"/, '')).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    }
  });

  it.each([
    ['semicolons and a mark', '\ufeffa;b\r\n1;2'],
    ['commas', 'a,b\n1,2\n'],
    ['tabs', 'a\tb\n1\t2'],
    ['a separator announced', 'sep=|\r\na|b\r\n1|2'],
    ['quotes', '"a";"b"\r\n"1";"2"'],
    ['empty cells and lines aside', 'a;;b;\r\n;;;\r\n1;;2'],
  ])('reads %s', (_, text) => {
    expect(shownValues(readCsv(Buffer.from(text)))).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads the Windows code page and UTF-16, and keeps the numbers of the rows', () => {
    expect(shownValues(readCsv(Buffer.from('Libell\xe9;\x80\n', 'latin1')))).toEqual([['Libellé', '€']]);
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Libellé;b', 'utf16le')]);
    expect(shownValues(readCsv(wide))).toEqual([['Libellé', 'b']]);
    expect(readCsv(Buffer.from('a;b\n\n"x\ny";2\n3;4')).rows.map(({ number }) => number)).toEqual([1, 3, 4]);
  });

  it('refuses quotes that do not match, and too much', () => {
    expect(() => readCsv(Buffer.from('a;b\n"1;2'))).toThrow(Refusal);
    for (const text of ['a;', ';', '\n', '\r', ';;\n']) expect(() => readCsv(Buffer.from(text.repeat(50_000)))).toThrow(Refusal);
  });
});
