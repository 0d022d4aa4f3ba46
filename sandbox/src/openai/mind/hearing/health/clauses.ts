/** One thought of a reply. */
export interface Clause {
  words: string
  isQuestion: boolean
}

/** Words after which "I'm …" goes on with the same thought. */
const GOES_ON =
  '(?<!\\b(?:think|know|sure|if|that|whether|say|believe|unless|when|because|since|guess|like|as|and|but|what)\\s)'
const NEW_THOUGHT = new RegExp(
  `\\s+${GOES_ON}(?=(?:i'm|i am|i have|i've|i had|i do|i did|i take|i use|i get|i was|i might|i could|i stopped|i don't|i haven't|i'm not)\\b)`,
)
const PARTED =
  /\s*[.;,!\n]+\s*|\s+(?:but|except(?: for)?|however|although|though|besides|apart from|other than|aside from)\s+|\s+and\s+(?=(?:i|i'm|i've|my|on|had|have|taking|do|am|yes|no|not|never|only|just|can|could|what|how|when|is)\b)/
const ASKS =
  /^(?:(?:and|so|but|well|oh|yes|no|okay|wait|sorry) )*(?:what|which|why|how|who|when|where|can|could|do (?:you|i)|does|did|is|are|will|would|should)\b/

/** What was said in thoughts, in order; `plain` is lower case with marks as words of their own. */
export function clausesOf(plain: string): Clause[] {
  return plain
    .replace(/\s+\?/g, '? .')
    .split(PARTED)
    .flatMap((part) => part.split(NEW_THOUGHT))
    .map((part) => part.replace(/^\s*and\b/, '').trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .slice(0, 24)
    .map((words) => ({ words: words.replace(/\?$/, '').trim(), isQuestion: words.endsWith('?') || ASKS.test(words) }))
}
