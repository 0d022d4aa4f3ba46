/** A name or a note as it may be stored: any script and emoji, but nothing that steers a terminal or turns text around. */
export function cleanWords(words: string, maxCharacters: number): string {
  const clean = words
    .normalize('NFC')
    // Controls, and the marks that reorder what stands beside them. Joiners stay: emoji and scripts need them.
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...clean].slice(0, maxCharacters).join('').trim()
}

export interface PersonName {
  givenName: string
  familyName: string | null
}

/**
 * Whether two names may be the same person's: given names agree, and family names where both
 * are known. Accents, case and a second given name do not matter; nicknames do, because a
 * wrong match shows one person's record to another, and a missed one only makes a second record.
 */
export function namesAgree(a: PersonName, b: PersonName): boolean {
  const [one, other] = [comparable(a), comparable(b)]
  if (one.given !== other.given || one.given === '') return false
  return one.family === '' || other.family === '' || one.family === other.family
}

function comparable({ givenName, familyName }: PersonName): { given: string; family: string } {
  const words = plain(givenName).split(' ').filter(Boolean)
  const family = plain(familyName ?? '')
  // "Jane Doe" given as one name.
  if (family === '' && words.length > 1) return { given: words[0]!, family: words.at(-1)! }
  return { given: words[0] ?? plainOrSelf(givenName), family: family.split(' ').at(-1) ?? '' }
}

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** A name without a single letter (an emoji) is compared as it is. */
function plainOrSelf(name: string): string {
  return name.trim()
}

/** "Jane Doe". */
export function fullName({ givenName, familyName }: PersonName): string {
  return familyName ? `${givenName} ${familyName}` : givenName
}
