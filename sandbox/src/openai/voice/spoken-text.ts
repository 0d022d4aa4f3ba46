const abbreviations = /(?:^|[\s(])(?:dr|mr|mrs|ms|st|ave|no|vs|approx|a\.m|p\.m|e\.g|i\.e|[a-z])\.$/i

/** Longer than this, a sentence is also cut at a comma, so that its sound begins soon. */
const longSentence = 160

/**
 * Cuts a reply into the pieces that are spoken one after another: sentences, and
 * clauses of very long ones. Joined again they are the text, every character kept.
 */
export function spokenPieces(text: string): string[] {
  const pieces: string[] = []
  let start = 0
  for (const match of text.matchAll(/[.!?…]+["')\]]*\s+|[,;:]\s+|\n+/g)) {
    const end = match.index + match[0].length
    const piece = text.slice(start, end)
    const isClause = /^[,;:]/.test(match[0])
    if (isClause && piece.length < longSentence) continue
    if (!isClause && abbreviations.test(piece.trimEnd())) continue
    pieces.push(piece)
    start = end
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}

/** What Flite is given: the letters it knows (accents taken off), with initials spelt out. Empty when nothing can be said. */
export function pronounceable(text: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u2013\u2014]/g, ', ')
    .replace(/\bAI\b/g, 'A I')
    .replace(/[^\x20-\x7e]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return /[a-z0-9]/i.test(plain) ? plain : ''
}
