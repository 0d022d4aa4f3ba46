/**
 * Words as the red-flag rules read them: lower case, no accents or apostrophes, slips of the
 * finger put right, and cut into sentences. Commas stay as " , ".
 */
export function plainSentences(text: string): string[] {
  const plain = text
    .slice(0, 6_000)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’‘`´]/g, '')
    .replace(/\b(can|could|will|would|do|does|did|is|are|was|were|has|have|had|should) not\b/g, (_, verb: string) =>
      verb === 'will' ? 'wont' : verb === 'can' ? 'cant' : `${verb}nt`,
    )
    .replace(/\bcannot\b/g, 'cant')
    .replace(/\bi am\b/g, 'im')
    // "it huuurts", "breeeathe": three of a letter are one or two; the spelling below does the rest.
    .replace(/([a-z])\1{2,}/g, '$1$1')
  return plain
    .split(/[.!?;\n\r…]+|(?:\s-{1,2}|—|–)\s/)
    .map((sentence) =>
      sentence
        .replace(/[^a-z0-9,/ ]+/g, ' ')
        .replace(/,/g, ' , ')
        .split(/\s+/)
        .filter(Boolean)
        .map(corrected)
        .join(' ')
        .trim(),
    )
    .filter(Boolean)
    .flatMap(inPieces)
}

/** Speech comes without full stops. Long stretches are read in pieces that overlap, so that nothing is cut in two. */
function inPieces(sentence: string): string[] {
  const words = sentence.split(' ')
  const pieces: string[] = []
  for (let at = 0; at === 0 || at + OVERLAP_WORDS < words.length; at += PIECE_WORDS - OVERLAP_WORDS) {
    pieces.push(words.slice(at, at + PIECE_WORDS).join(' '))
  }
  return pieces
}

const PIECE_WORDS = 60
const OVERLAP_WORDS = 20

// The words that the rules turn on, and those that look like one but are words of their own.
const vocabulary = [
  'breathe', 'breathing', 'breath', 'swallow', 'swallowing', 'vision', 'eyesight', 'blurry', 'blurred', 'blurring', 'blind',
  'drooping', 'droopy', 'drooped', 'tongue', 'throat', 'swelling', 'swollen', 'fainted', 'fainting', 'blister', 'blisters',
  'blistered', 'blistering', 'mottled', 'blanched', 'blanching', 'white', 'excruciating', 'unbearable', 'severe', 'suicide', 'suicidal',
  'fever', 'spreading', 'redness', 'speaking', 'slurred', 'slurring', 'eyelid', 'filler', 'botox', 'chest', 'myself',
  'hives', 'wheezing', 'burned', 'trouble', 'difficulty', 'passed', 'collapsed', 'turning', 'turned', 'laser',
] // prettier-ignore
const known = new Set(vocabulary)
const ownWords = new Set([
  'shallow', 'shallowing', 'version', 'bling', 'blend', 'blinds', 'threat', 'bluster', 'blisters', 'cheat', 'chess', 'chests', 'never', 'fewer',
  'lever', 'feeler', 'fillers', 'fuller', 'taller', 'later', 'layer', 'lasers', 'while', 'write', 'whine', 'waiter', 'whiter', 'lives', 'gives',
  'drives', 'hires', 'learned', 'turner', 'earned', 'burner', 'based', 'pasted', 'paused', 'parsed', 'swollen', 'painted', 'tainted', 'faint',
  'bread', 'breadth', 'beneath', 'breathes', 'breaths', 'speaker', 'speaks', 'himself', 'herself', 'seven', 'several', 'reverse',
  'wheeling', 'training', 'turnings', 'burning', 'blurs', 'blonde', 'passes', 'tuning', 'doubles', 'double', 'leaser', 'lasher', 'quite', 'whites', 'missive',
  'redress', 'spending', 'spraying', 'selling', 'smelling', 'spelling', 'dwelling', 'welling', 'tongues', 'throats', 'vision', 'mission', 'fission', 'visions',
  'droops', 'dropping', 'eyelids', 'eyelash', 'fevers', 'leaver', 'sever', 'blanket', 'blanche', 'best', 'crest', 'chesty',
]) // prettier-ignore

function corrected(word: string): string {
  if (word.length < 5 || known.has(word) || ownWords.has(word)) return word
  return vocabulary.find((right) => right.length >= 5 && isOneSlipAway(word, right)) ?? word
}

/** One letter more, less, other, or two changed places. The first letter is nearly always right. */
function isOneSlipAway(word: string, right: string): boolean {
  if (word[0] !== right[0] || Math.abs(word.length - right.length) > 1) return false
  let at = 0
  while (at < word.length && word[at] === right[at]) at++
  const [a, b] = [word.slice(at), right.slice(at)]
  return (
    a.slice(1) === b ||
    a === b.slice(1) ||
    a.slice(1) === b.slice(1) ||
    (a.length > 1 && a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  )
}
