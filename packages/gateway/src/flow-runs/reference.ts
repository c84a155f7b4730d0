import { randomInt } from 'node:crypto';

/** Without letters and digits that are taken for others when read out or written by hand. */
const ALPHABET = '234679ACDEFGHJKMNPQRTUVWXY';
const LENGTH = 6;

/** A new name of a run for people, such as `K7M-4QX`: short enough to be read out on a bad line. */
export function newReference(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]);
  return `${letters.slice(0, 3).join('')}-${letters.slice(3).join('')}`;
}
