/** What somebody's words say to one health question. */
export type HealthAnswer = 'yes' | 'no' | 'unsure' | 'unclear'

export interface Reading {
  says: HealthAnswer
  /** They spoke of this very thing, and did not merely answer "yes" or "no" to a list. */
  isNamed: boolean
}

const negated =
  /\b(?:no|not|none|never|nothing|neither|nor|nope|without|dont|doesnt|didnt|havent|hasnt|isnt|arent|wasnt|aint|cannot|negative|ninguna|ninguno|nada|nunca|tampoco)\b/
const doubtful =
  /\b(?:not (?:\w+ )?sure|unsure|dont know|do not know|no idea|no clue|maybe|perhaps|might|may be|possibly|could be|i think so|not certain|cant remember|dont remember|dont think so)\b/
/** "I'm good" and "all clear" say that nothing applies, without a no. */
const allWell =
  /\b(?:nah|naw|all (?:good|clear|fine|well)|im (?:all )?(?:good|fine|ok|okay|well|healthy|clear)|(?:perfectly|completely|very) (?:healthy|fine|well)|healthy|good to go|clear|nein|nee|nie|non|nao|aucun\w*|nessun\w*|nenhum\w*|keine?s?)\b|没有|沒有|ない|いいえ|없어|아니|нет|ні\b/u
const plainYes =
  /\b(?:yes|yeah|yep|yup|yea|correct|i do|i am|im|i have|ive|one (?:of (?:them|those|these)|does|applies)|some of|a few of|the (?:first|second|third|fourth|fifth|last)(?: one)?|both|si)\b/
const firmYes = /\b(?:yes|yeah|yep|yup|yea|i do|i have|ive|one of)\b/
const askedBack = /^(?:what|which|why|how|who|when|where|can|could|do|does|is|are|will|would|sorry|pardon|huh)\b/

/** Words that many questions share, or that name nothing. */
const common = new Set(
  `about after again allergy allergic also anything area before being between called changed changes cold could disease
   disorder earlier either every fourth getting getting having health heart heavy illness implant last lately like
   liver medicine medicines milk months never nerve other person poor problem protein provider reaction recent
   recently sensitive serious several since skin something sometimes started steps such taking that their them then
   these thing things those three time times today treatment trying twelve under using visit weeks when where which
   while within without years your`.split(/\s+/),
)

/** The beginnings of the words that only this question has among those that were asked with it. */
export function namesOf(
  question: { key: string; shortText: string },
  others: readonly { shortText: string }[],
): string[] {
  const stems = (text: string) =>
    [...new Set(plain(text).split(' '))].filter((word) => word.length >= 4 && !common.has(word)).map(stem)
  const elsewhere = new Set(others.flatMap(({ shortText }) => stems(shortText)))
  return stems(question.shortText).filter((one) => !elsewhere.has(one))
}

const stem = (word: string) => word.slice(0, Math.max(4, Math.min(7, word.length - 2)))

/** What the words say about the thing with these names; else what they say to the list as a whole. */
export function readHealthAnswer(words: string, names: readonly string[]): Reading {
  const clauses = clausesOf(words)
  const about = clauses.filter((clause) =>
    clause.split(' ').some((word) => names.some((name) => word.startsWith(name))),
  )
  if (about.length > 0) {
    // Named once without a no is named: "no Accutane now, but Accutane last year".
    const says = about.map((clause): HealthAnswer =>
      doubtful.test(clause) ? 'unsure' : negated.test(clause) ? 'no' : 'yes',
    )
    const gravest = (['yes', 'unsure', 'no'] as const).find((one) => says.includes(one))!
    return { says: gravest, isNamed: true }
  }
  const all = clauses.join(' ')
  if (doubtful.test(all)) return { says: 'unsure', isNamed: false }
  if (negated.test(all) || (allWell.test(all) && !firmYes.test(all))) return { says: 'no', isNamed: false }
  return { says: plainYes.test(all) ? 'yes' : 'unclear', isNamed: false }
}

/** Words that cannot be an answer to a health question: a question back, a phone number, nothing. */
export function isNoAnswer(words: string): boolean {
  const text = words.trim()
  if (text === '' || (text.match(/\d/g)?.length ?? 0) >= 7) return true
  const isQuestion = text.endsWith('?') || askedBack.test(plain(text))
  return isQuestion && !/\b(?:no|none|nope|yes|yeah|nothing)\b/.test(plain(text))
}

function clausesOf(words: string): string[] {
  return words
    .split(/[.,;!\n]+|\b(?:but|except|however|although|though|besides|and i|and im)\b/i)
    .filter((clause) => !/\?\s*$/.test(clause))
    .map(plain)
    .filter((clause) => clause !== '')
}

function plain(words: string): string {
  return words
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
