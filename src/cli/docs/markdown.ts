import type { Bilingual } from '../../kernel/errors.js';

export const GENERATED = '<!-- Generated from the code by `npm run docs`: change the code, not this file. -->';

/** A text in one cell of a table. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ');
export const both = ({ fr, en }: Bilingual): string => `${fr} / ${en}`;
export const code = (text: string): string => `\`${text}\``;

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}
