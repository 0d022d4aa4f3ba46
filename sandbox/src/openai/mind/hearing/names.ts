export interface HeardName {
  given: string
  family: string | null
}

const WORD = "[\\p{L}\\p{M}][\\p{L}\\p{M}'’-]*\\.?"
const NAME = `(${WORD}(?:[ \\t]+${WORD}){0,4})`
const INTRODUCTIONS = [
  new RegExp(
    `\\b(?:my|the|her|his|their|full|first)\\s+(?:full\\s+|first\\s+|last\\s+)?name\\s*(?:is|'s|’s|would be|will be|:)\\s*${NAME}`,
    'iu',
  ),
  new RegExp(`\\bname\\s*(?:is|'s|’s|:)\\s*${NAME}`, 'iu'),
  new RegExp(
    `\\b(?:call me|i(?:'|’)?m called|i go by|(?:put|book|schedule) (?:it|me|that|this)?\\s*(?:in |down )?(?:under|as)|it(?:'|’)?s under|under(?: the name)?)\\s+${NAME}`,
    'iu',
  ),
]
/** "I'm Ana", "this is Ana", "it's Ana": a name only when what follows cannot be anything else. */
const WEAK_INTRODUCTION = new RegExp(
  `(?:^|[.,!?;]\\s*|\\b(?:hi|hello|hey|yes|yeah|sure|okay|no|well|so|um|uh|and|actually)\\b[\\s,!.]*)(?:i(?:'|’)?m|i am|this is|it(?:'|’)?s|it is|that(?:'|’)?s|that is|the name(?:'|’)s)\\s+${NAME}`,
  'iu',
)
const FIRST_AND_LAST = new RegExp(
  `\\bfirst name(?: is|'s|:)?\\s+(${WORD})[\\s,.]+(?:and )?(?:my )?(?:last|family|second) name(?: is|'s|:)?\\s+(${WORD})`,
  'iu',
)
/** "Bond, James Bond." */
const FAMILY_FIRST = new RegExp(`(?:^|\\s)(${WORD}),\\s+(${WORD})\\s+\\1(?![\\p{L}])`, 'iu')
/** "It's Jo, Jo March." */
const SHORT_THEN_WHOLE = new RegExp(`(?<![\\p{L}])(${WORD}),\\s+\\1\\s+(${WORD})(?![\\p{L}])`, 'iu')
const SPELLED = /(?<![\p{L}'’])\p{L}(?:[\s.-]+\p{L}){2,}(?![\p{L}'’])/u

/** Words that are never (part of) a name a caller gives. Anything here ends a name. */
const NOT_NAMES = new Set(
  (
    'i im me my mine you your yours we us our they them he she it its this that these those a an the and or but so if then than ' +
    'is am are was were be been being do does did done have has had will would can could should shall may might must ' +
    'not no yes yeah yep nope okay ok sure please thanks thank hello hi hey bye ' +
    'what when where who whom which why how for to from of in on at by with about into over after before until between under ' +
    'book booking booked appointment appointments schedule reschedule cancel move change come coming get getting got need want wanted like looking ' +
    'calling call called trying hoping wondering interested interest available free flexible busy running late new first last time today tomorrow tonight ' +
    'monday tuesday wednesday thursday friday saturday sunday morning afternoon evening noon week weekend month day days ' +
    'good great fine perfect right correct wrong sorry confused not-sure unsure happy ready done here there now just really very too also still already ' +
    'botox filler facial laser peel hydrafacial consultation treatment treatments service services price cost spa ' +
    'human person robot bot ai real somebody someone anyone anybody manager receptionist doctor nurse friend husband wife mom mother daughter son ' +
    'phone number email mail name names code address question thing something anything nothing everything because going gonna ' +
    'only open closed near allergic pregnant nervous scared concerned worried years old male female client patient customer ' +
    'works work fits instead actually maybe whatever whichever any either neither both one two three four five six seven eight nine ten ' +
    'back at after later soon when again asap anytime up urgent important ridiculous crazy terrible awful great awesome unacceptable emergency regarding serious nice weird fun bad annoying stupid ' +
    "nothing all some never mind wait hold please that's i'm it's don't can't i'd i'll i've what's how's let let's make see where"
  ).split(' '),
)
const COMPOUND_FIRST =
  /^(?:ana|anna|mary|maría|maria|jean|juan|josé|jose|luz|billy|john|jo|sarah|lee|marie|rose|betty|peggy|luis|rosa)$/i
const COMPOUND_SECOND =
  /^(?:maría|maria|ann|anne|jo|joe|josé|jose|luc|paul|pierre|lou|beth|kate|sue|louise|isabel|carlos|luisa|elena)$/i

/** A name that somebody gives; a bare name only where one was asked for. */
export function hearName(text: string, { isAsked = false }: { isAsked?: boolean } = {}): HeardName | null {
  const even = text.slice(0, 400).normalize('NFC').replace(/\s+/g, ' ').trim()
  const parts = FIRST_AND_LAST.exec(even)
  if (parts?.[1] && parts[2] && !isNotName(parts[1]) && !isNotName(parts[2]))
    return { given: nameCase(parts[1]), family: nameCase(parts[2]) }
  const bond = FAMILY_FIRST.exec(even)
  const twice = SHORT_THEN_WHOLE.exec(even)
  if (twice?.[1] && twice[2] && !isNotName(twice[1]) && !isNotName(twice[2]))
    return { given: nameCase(twice[1]), family: nameCase(twice[2]) }
  if (bond?.[1] && bond[2] && !isNotName(bond[2])) return { given: nameCase(bond[2]), family: nameCase(bond[1]) }
  for (const introduction of INTRODUCTIONS) {
    const found = introduction.exec(even)
    const name = found?.[1] ? toName(found[1], { least: 1 }) : null
    if (name) return withSpelling(name, even)
  }
  const weak = WEAK_INTRODUCTION.exec(even)
  if (weak?.[1] && (isAsked || /^\p{Lu}/u.test(weak[1]) || /\bthis is\b/i.test(weak[0]))) {
    const name = toName(weak[1], { least: 1 })
    const isWhole = name !== null && (isAsked || weak[1].split(' ').length <= 3)
    if (name && isWhole) return withSpelling(name, even)
  }
  return isAsked ? bareName(even) : null
}

function bareName(text: string): HeardName | null {
  const spelled = spelledOut(text)
  const unspelled = text.replace(SPELLED, ' ')
  const words = unspelled.replace(
    /^(?:(?:yes|yeah|sure|okay|ok|of course|just|um|uh|well|so|it's|its|that's|thats|oh|hi|hello|hey|no|actually|sorry)\b[\s,.!-]*)+/iu,
    '',
  )
  const untitled = words.replace(/^(?:mr|mrs|ms|miss|dr)\.?\s+/i, '')
  const comma = new RegExp(`^(${WORD}(?: ${WORD}){0,3})\\s*,\\s*(${WORD}(?: ${WORD})?)[\\s.!]*$`, 'u').exec(words)
  if (comma?.[1] && comma[2] && !isNotName(comma[1]) && !isNotName(comma[2])) {
    return { given: nameCase(comma[2]), family: nameCase(comma[1]) }
  }
  const clause = (
    untitled.split(/\s*[,.;!?](?:\s|$)|\s+(?:and|but|my|for|with|at|phone|number|email|spelled)\s+/iu)[0] ?? ''
  ).trim()
  const name = clause.length > 1 && clause.split(' ').length <= 5 ? toName(clause, { least: 1, whole: true }) : null
  if (name) return withSpelling(name, text)
  if (!spelled) return null
  return { given: nameCase(spelled), family: null }
}

function toName(words: string, { least, whole = false }: { least: number; whole?: boolean }): HeardName | null {
  const all = words.split(/[ \t]+/).map((word) => word.replace(/\.$/, ''))
  const kept: string[] = []
  for (const word of all) {
    if (isNotName(word)) break
    kept.push(word)
  }
  const isBroken = whole && kept.length < all.length
  while (kept.length > 0 && /^(?:mr|mrs|ms|miss|dr)$/i.test(kept[0] ?? '')) kept.shift()
  if (kept.length < least || isBroken) return null
  const letters = kept.filter((word) => word.length === 1)
  if (letters.length >= 3 && letters.length === kept.length) return { given: nameCase(kept.join('')), family: null }
  const [first = '', second, ...others] = kept
  if (first.length < 2 && kept.length === 1) return null
  if (second && COMPOUND_FIRST.test(first) && COMPOUND_SECOND.test(second)) {
    return { given: nameCase(`${first} ${second}`), family: others.length > 0 ? nameCase(others.join(' ')) : null }
  }
  return { given: nameCase(first), family: second ? nameCase([second, ...others].join(' ')) : null }
}

/** "Ana Lopes, that's L-O-P-E-Z": what is spelled replaces what it resembles. */
function withSpelling(name: HeardName, text: string): HeardName {
  const spelled = spelledOut(text)
  if (!spelled) return name
  const cased = nameCase(spelled)
  if (
    cased.charAt(0).toLowerCase() === name.given.charAt(0).toLowerCase() &&
    (!name.family || looksLike(cased, name.given))
  ) {
    return { ...name, given: cased }
  }
  return { ...name, family: cased }
}

function looksLike(a: string, b: string): boolean {
  return a.slice(0, 2).toLowerCase() === b.slice(0, 2).toLowerCase() && Math.abs(a.length - b.length) <= 2
}

function spelledOut(text: string): string | null {
  const found = SPELLED.exec(text)
  return found ? found[0].replace(/[^\p{L}]/gu, '') : null
}

function isNotName(word: string): boolean {
  return word.split(' ').some((part) => NOT_NAMES.has(part.toLowerCase().replace(/’/g, "'").replace(/\.$/, '')))
}

/** As a name is written: speech and hurried typing come without capitals. Mixed case is left alone ("McDonald", "de la Cruz"). */
function nameCase(words: string): string {
  return words
    .split(' ')
    .map((word) => {
      const isPlain = word === word.toLowerCase() || (word === word.toUpperCase() && word.length > 1)
      if (!isPlain || /^(?:de|la|del|van|von|der|den|di|da|bin|al)$/.test(word)) return word
      return word
        .toLowerCase()
        .replace(/(^|['’-])(\p{L})/gu, (_, mark: string, letter: string) => mark + letter.toUpperCase())
    })
    .join(' ')
}
