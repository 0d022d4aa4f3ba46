import { randomInt } from 'node:crypto'

/** Letters and digits that cannot be taken for one another, read or heard: no 0/O, 1/I/L, 2/Z, 5/S, 8/B, U/V. */
const alphabet = '34679ACDEFGHJKMNPQRTWXY'

/** `length` characters that a person can read out, from a cryptographic source. */
export function readableCode(length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** As a code is stored, whatever way it was typed or heard: "k7m-3qx" → "K7M3QX". */
export function normaliseCode(words: string): string {
  return words.toUpperCase().replace(/[^0-9A-Z]/g, '')
}
