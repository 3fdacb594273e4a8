const LA_POSTE_SIREN = '356000000';
const LA_POSTE_HEAD_OFFICE = '35600000000048';

function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    const weighted = index % 2 === 0 ? digit : digit * 2;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  return sum % 10 === 0;
}

function digitSum(digits: string): number {
  let sum = 0;
  for (const digit of digits) sum += Number(digit);
  return sum;
}

/**
 * Whether the text is a well-formed SIRET: 14 digits with a right Luhn key. La Poste ran out of keys for its
 * offices: theirs only need a digit sum that is a multiple of five, and its head office alone still follows Luhn.
 * Says nothing of whether the establishment exists or is open.
 */
export function isSiret(text: string): boolean {
  // Fourteen zeros pass Luhn, and are what a form gets when it wants to be left alone.
  if (!/^\d{14}$/.test(text) || /^0+$/.test(text)) return false;
  if (text.startsWith(LA_POSTE_SIREN) && text !== LA_POSTE_HEAD_OFFICE) return digitSum(text) % 5 === 0;
  return luhn(text);
}

/** Whether the text is a number of the national register of associations: W and nine digits. */
export function isRna(text: string): boolean {
  return /^W\d{9}$/.test(text);
}
