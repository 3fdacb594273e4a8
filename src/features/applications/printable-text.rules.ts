// What the standard fonts of PDF can print: WinAnsi, which holds French, and no more. Everything else is replaced, never dropped silently.

/** Beyond Latin-1, what WinAnsi adds. */
const ADDED = new Set(Array.from('ƒ–—‘’‚“”„†‡•…€‰‹›ˆ™Œœ˜ŠšŸŽž'));
/** Written otherwise, and read the same. */
const SAME: Readonly<Record<string, string>> = {
  '\u00ad': '',
  '\u2007': '\u00a0',
  '\u202f': '\u00a0',
  '\u2009': ' ',
  '\u200a': ' ',
  '\u2002': ' ',
  '\u2003': ' ',
  '\u200b': '',
  '\u200c': '',
  '\u200d': '',
  '\u2060': '',
  '\ufeff': '',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '–',
  '\u2015': '—',
  '\u2032': '’',
  '\u2033': '”',
  '\u2212': '–',
  '\u2028': '\n',
  '\u2029': '\n',
  '\u0085': '\n',
  '→': '->',
  '←': '<-',
  '≥': '>=',
  '≤': '<=',
  '≈': '~',
  '☐': '[ ]',
  '☑': '[x]',
  '☒': '[x]',
};
/** Stands for a character that cannot be printed; the frozen version has it. */
export const UNPRINTABLE = '?';

const prints = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0;
  return (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || ADDED.has(character);
};

export interface Printable {
  readonly text: string;
  /** Characters that were replaced. */
  readonly replaced: number;
}

/**
 * A text as the standard fonts print it. Composed first (é, not e and an accent); what has a plain equivalent takes it (ﬁ, full-width
 * digits, letters of other Latin alphabets without their marks); control and direction characters go; the rest becomes a question mark.
 */
export function printable(value: string): Printable {
  let text = '';
  let replaced = 0;
  for (const character of value.replace(/\r\n?/g, '\n').normalize('NFC')) {
    if (character === '\n' || prints(character)) text += character;
    else if (character === '\t') text += ' ';
    else if (SAME[character] !== undefined) text += SAME[character];
    // Other controls, and marks that only turn the direction of a text.
    else if (/^[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufe00-\ufe0f]$/u.test(character)) continue;
    else {
      const plain = Array.from(character.normalize('NFKD').replace(/\p{M}/gu, ''));
      if (plain.length > 0 && plain.every(prints)) text += plain.join('');
      else {
        text += UNPRINTABLE;
        replaced += 1;
      }
    }
  }
  return { text, replaced };
}
