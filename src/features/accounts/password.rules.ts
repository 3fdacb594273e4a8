// What a password must be. Any composition is welcome (ASVS 5.0 6.2.5): no capital, digit or sign is asked for. Length, and nothing that a
// guesser tries first. CNIL, délibération 2022-100: with an access restriction, 50 bits; ANSSI: 12 characters, 16 for administrators.

import type { Bilingual, Reason } from '../../kernel/errors.js';
import { COMMON_WORDS } from './common-passwords.rules.js';

const MIN_LENGTH = 12;
const MIN_LENGTH_ADMINISTRATOR = 16;
export const MAX_LENGTH = 128;
const MIN_DISTINCT = 5;
/** What must remain once the common words, sequences and years are taken out. */
const MIN_OWN = 6;
/** Ten digits give 3.3 bits each: 16 of them for 50 bits. */
const MIN_DIGITS_ONLY = 16;
const SERVICE_WORDS = ['cofund', 'fipe', 'petiteenfance', 'fondsinnovation'];
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'azertyuiop',
  'qsdfghjklm',
  'wxcvbn',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
];
const LINES = ROWS.flatMap((row) => [row, Array.from(row).reverse().join('')]);

export interface PasswordOwner {
  readonly email: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly administrator: boolean;
}

/** Every rule that the password does not meet, each with what to do. */
export function passwordFaults(password: string, owner: PasswordOwner, pointer: string): Reason[] {
  const length = Array.from(password).length;
  const min = owner.administrator ? MIN_LENGTH_ADMINISTRATOR : MIN_LENGTH;
  const faults: Reason[] = [];
  const refuse = (rule: string, message: Bilingual) => faults.push({ rule, message, pointer });
  if (length < min) {
    refuse('passwordLongEnough', {
      fr: `Allongez-le : ${min} caractères au moins, par exemple quatre mots sans rapport entre eux.`,
      en: `Make it longer: at least ${min} characters, for instance four unrelated words.`,
    });
  }
  if (length > MAX_LENGTH) {
    refuse('passwordShortEnough', {
      fr: `Raccourcissez-le : ${MAX_LENGTH} caractères au plus.`,
      en: `Shorten it: at most ${MAX_LENGTH} characters.`,
    });
    return faults;
  }
  if (new Set(password.toLowerCase()).size < MIN_DISTINCT) {
    refuse('passwordVaried', {
      fr: `Variez-le : ${MIN_DISTINCT} caractères différents au moins.`,
      en: `Vary it: at least ${MIN_DISTINCT} different characters.`,
    });
  }
  if (/^\d+$/.test(password) && length < MIN_DIGITS_ONLY) {
    refuse('passwordFiftyBits', {
      fr: `Des chiffres seuls se devinent vite : ajoutez des lettres, ou allez jusqu’à ${MIN_DIGITS_ONLY} chiffres.`,
      en: `Digits alone are guessed fast: add letters, or use ${MIN_DIGITS_ONLY} digits.`,
    });
  }
  const readings = readingsOf(password);
  if (personalWords(owner).some((word) => readings.some((reading) => bare(reading).includes(word)))) {
    refuse('passwordNotPersonal', {
      fr: 'Retirez-en votre nom, votre prénom et votre adresse.',
      en: 'Take your name and your address out of it.',
    });
  }
  if (SERVICE_WORDS.some((word) => readings.some((reading) => bare(reading).includes(word)))) {
    refuse('passwordNotTheService', { fr: 'Retirez-en le nom du service.', en: 'Take the name of the service out of it.' });
  }
  if (Math.min(...readings.map(ownLength)) < MIN_OWN) {
    refuse('passwordUncommon', {
      fr: 'Il est fait de mots de passe courants, de suites ou d’années, que l’on essaie en premier : choisissez des mots moins attendus.',
      en: 'It is made of common passwords, sequences or years, which are tried first: choose less expected words.',
    });
  }
  return faults;
}

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const bare = (text: string): string => text.replace(/[^a-z0-9]/g, '');

const LOOKALIKES: Readonly<Record<string, string>> = {
  '@': 'a',
  '4': 'a',
  '3': 'e',
  '€': 'e',
  '0': 'o',
  $: 's',
  '5': 's',
  '7': 't',
  '!': 'i',
  '1': 'i',
};
const unmask = (text: string, one: string): string =>
  Array.from(text)
    .map((character) => (character === '1' ? one : (LOOKALIKES[character] ?? character)))
    .join('');

/** The password as a guesser's program would undo it: as it is, without its decoration at the ends, and with its look-alikes replaced. */
function readingsOf(password: string): string[] {
  const text = plain(password);
  const trimmed = trimmedOf(text);
  return [...new Set([text, trimmed].flatMap((reading) => [reading, unmask(reading, 'i'), unmask(reading, 'l')]))];
}

/** Without up to eight signs and digits at each end, where they are put to satisfy a rule. */
function trimmedOf(text: string): string {
  if (!/[a-z]/.test(text)) return text;
  return text.replace(/^[^a-z]{1,8}(?=[a-z])/, '').replace(/(?<=[a-z])[^a-z]{1,8}$/, '');
}

function personalWords({ email, givenName, familyName }: PasswordOwner): string[] {
  const local = plain(email.split('@')[0] ?? '');
  const parts = [
    local,
    ...local.split(/[^a-z0-9]+/),
    ...[givenName, familyName].flatMap((name) => [plain(name), ...plain(name).split(/[^a-z]+/)]),
  ];
  // Shorter ones turn up by chance.
  return [...new Set(parts.map(bare))].filter((word) => word.length >= 4);
}

/** How many characters are the person's own. */
function ownLength(reading: string): number {
  let rest = onePeriod(reading);
  for (const word of COMMON_WORDS) if (rest.includes(word)) rest = rest.replaceAll(word, ' ');
  rest = rest.replace(/(?:19|20)\d\d/g, ' ');
  return bare(withoutSequences(rest)).length + (rest.match(/[^a-z0-9\s._\-!?*+]/g)?.length ?? 0);
}

/** `abcdabcdabcd` → `abcd`. */
function onePeriod(text: string): string {
  for (let size = 1; size <= text.length / 2; size += 1) {
    const period = text.slice(0, size);
    if (period.repeat(Math.ceil(text.length / size)).startsWith(text)) return period;
  }
  return text;
}

/** Takes out runs of four or more along the alphabet, the digits or a row of the keyboard, forwards or backwards, and the same sign three times. */
function withoutSequences(text: string): string {
  let kept = '';
  for (let start = 0; start < text.length;) {
    const run = runAt(text, start);
    if (run === 0) kept += text[start] ?? '';
    start += Math.max(run, 1);
  }
  return kept;
}

function runAt(text: string, start: number): number {
  let same = 1;
  while (text[start + same] === text[start]) same += 1;
  if (same >= 3) return same;
  let longest = 0;
  for (const line of LINES) {
    const at = line.indexOf(text[start] ?? '\n');
    if (at < 0) continue;
    let run = 1;
    while (at + run < line.length && text[start + run] === line[at + run]) run += 1;
    longest = Math.max(longest, run);
  }
  return longest >= 4 ? longest : 0;
}
