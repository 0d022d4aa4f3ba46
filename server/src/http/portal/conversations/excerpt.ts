const LENGTH = 160
/** So much stands before the first word that was looked for. */
const BEFORE = 40

/** The part of a text in which the words are, on one line; the beginning when they are not found as written. */
export function excerpt(text: string, words: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= LENGTH) return line
  const plain = withoutAccents(line)
  const places = withoutAccents(words)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => plain.indexOf(word))
    .filter((place) => place >= 0)
  const first = places.length === 0 ? 0 : Math.min(...places)
  const start = first <= BEFORE ? 0 : wordStart(line, first - BEFORE)
  const end = Math.min(line.length, start + LENGTH)
  return `${start > 0 ? '… ' : ''}${line.slice(start, end).trim()}${end < line.length ? ' …' : ''}`
}

/** Letter for letter, so that a place in one is the place in the other. */
function withoutAccents(text: string): string {
  return Array.from(text, (letter) => {
    const plain = letter.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    return plain.length === letter.length ? plain : letter.toLowerCase().slice(0, letter.length).padEnd(letter.length)
  }).join('')
}

function wordStart(line: string, from: number): number {
  const space = line.indexOf(' ', from)
  return space < 0 ? from : space + 1
}
