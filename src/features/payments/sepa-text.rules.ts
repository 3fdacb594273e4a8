// Text that every bank of the SEPA takes: latin letters without accents, digits and eleven signs (EPC217-08). Pure.

/** Letters that no decomposition makes plain, and signs that have a near one. */
const PLAIN: Readonly<Record<string, string>> = {
  œ: 'oe',
  Œ: 'OE',
  æ: 'ae',
  Æ: 'AE',
  ß: 'ss',
  ø: 'o',
  Ø: 'O',
  đ: 'd',
  Đ: 'D',
  ð: 'd',
  Ð: 'D',
  þ: 'th',
  Þ: 'TH',
  ł: 'l',
  Ł: 'L',
  ı: 'i',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
  _: '-',
  '&': '+',
  '€': 'EUR',
};

/** Transliterated, at most `most` characters; what has no near sign becomes a space. Empty when nothing of it can be written. */
export function sepaText(text: string, most: number): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9 ]/gu, (sign) => PLAIN[sign] ?? sign)
    .replace(/[^A-Za-z0-9/?:().,'+ -]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, most)
    .trimEnd();
}

/** Of an identifier: no slash at either end, nor two in a row. */
export const sepaReference = (text: string, most: number): string => sepaText(text.replaceAll('/', '-'), most);

/** As the message has it: the place of a BIC begins with no 0 or 1, which are those of tests and passive participants. */
const BIC = /^[A-Z]{6}[A-Z2-9][A-NP-Z0-9]([A-Z0-9]{3})?$/;
export const isBankIdentifier = (bic: string): boolean => BIC.test(bic);
