import { SegmentedMessage } from 'sms-segments-calculator'

/** How many messages a text is sent and charged as: 160 letters, or 70 with one that the short alphabet lacks. */
export function countSegments(text: string): number {
  return Math.max(1, new SegmentedMessage(text).segmentsCount)
}

/**
 * The text, or as much of it as fits into `most` segments: whole sentences where one fits, else whole
 * words and an ellipsis. Letters that only a typesetter would miss are made plain first when it is too
 * long: one curly quote more than halves what fits.
 */
export function fitSegments(text: string, most: number): string {
  const fits = (candidate: string) => countSegments(candidate) <= most
  if (fits(text)) return text
  const plain = plainPunctuation(text).trim()
  if (fits(plain)) return plain
  return (
    longest(plain, endsOf(plain, /[.!?](?=\s|$)|\n/g), fits) ??
    longest(plain, endsOf(plain, /\S(?=\s)/g), (words) => fits(`${words}...`), '...') ??
    longest(plain, endsOf(plain, /./gsu), fits) ??
    ''
  )
}

/** Quotes, dashes and spaces as the short alphabet has them. */
function plainPunctuation(text: string): string {
  return text
    .replace(/[‘’‚′]/g, "'")
    .replace(/[“”„″«»]/g, '"')
    .replace(/[‐‑‒–—―]/g, '-')
    .replace(/…/g, '...')
    .replace(/[\u00a0\u2000-\u200a\u202f]/g, ' ')
    .replace(/[\u200b\u200d\ufeff]/g, '')
}

function endsOf(text: string, end: RegExp): number[] {
  return [...text.matchAll(end)].map((match) => match.index + match[0].length)
}

/** The longest beginning that fits, of those that end at `ends`; what fits grows with the text, so halves are tried. */
function longest(text: string, ends: number[], fits: (text: string) => boolean, added = ''): string | null {
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (fits(text.slice(0, ends[middle - 1]).trim())) low = middle
    else high = middle - 1
  }
  const end = ends[low - 1]
  const cut = end === undefined ? '' : text.slice(0, end).trim()
  return cut === '' ? null : `${cut}${added}`
}
