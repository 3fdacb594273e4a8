import { randomInt } from 'node:crypto';

const CONSONANTS = 'bcdfghjkmnpqrstvwxz';

/** 24 of 19 letters, over 100 bits. Without vowels no name can stand in it by chance, which the password rules would refuse. */
export function randomPassword(): string {
  return Array.from({ length: 24 }, () => CONSONANTS[randomInt(CONSONANTS.length)]).join('');
}
