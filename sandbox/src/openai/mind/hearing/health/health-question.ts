import { numberOf } from '../../words/spoken-numbers.ts'

/** A question about health as a tool gives it: to be asked in its words, and answered by its key. */
export interface HealthQuestion {
  key: string
  /** A yes to it has a date. */
  isDated: boolean
  /** On its own, as a whole question. */
  text: string
  /** As one item of a list: "do any of these apply to you: …?" */
  short: string
}

export interface HealthAnswer {
  question: string
  answer: 'yes' | 'no' | 'unsure'
  /** The person's own words for when. */
  date?: string
}

/** Words that tell no question from another. */
const COMMON = new Set(
  (
    'about after again also anything area been before being both called changed could during earlier either ever every from getting ' +
    'have having here just last lately like months medicine medicines medication name natural never once only other people person provider reaction ' +
    'recent recently sensitive serious several since skin some something sometimes soon started still such take taken taking ' +
    'than that their them then there these they thing things this those times today twelve under using used very visit weeks week ' +
    'when where which while with within without years your youre what will would does into over more most much many makes make become four two ' +
    'three six first second third fourth fifth bad badly allergic'
  ).split(' '),
)

/** What people call the things that questions about health name otherwise. */
const ALSO_CALLED = [
  'pregnant pregnancy expecting baby',
  'breastfeeding nursing lactating breastfeed',
  'isotretinoin accutane roaccutane claravis absorica',
  'thinner thinners anticoagulant warfarin coumadin eliquis xarelto plavix',
  'retinoid retinol tretinoin retin-a differin adapalene',
  'tan tanned tanning sunburn sunburned sunburnt self-tanner',
  'allergy allergies allergic anaphylaxis',
  'autoimmune lupus hashimoto rheumatoid psoriasis',
  'keloids keloid scarring',
  'vaccine vaccinated vaccination shot jab',
  'dental dentist tooth root-canal',
  'epilepsy epileptic seizures',
  '18 minor teenager underage',
  'pacemaker defibrillator',
  'sores sore herpes',
  'waxing waxed wax',
  'peel peels peeled',
].map((line) => line.split(' '))

const KEEPS_ITS_SHORT_WORDS = new Set(['tan', 'als', 'wax', 'ms', 'jab', 'hiv'])

/** How a word begins, so that "pregnancy" finds "pregnant". */
export function stem(word: string): string {
  return word.length <= 4 ? word : word.slice(0, Math.max(4, Math.min(7, word.length - 2)))
}

/** The beginnings of the words by which somebody may speak of this question's matter. */
export function namesOf({ key, text, short }: HealthQuestion): Set<string> {
  const own = wordsOf(`${short} ${text} ${key.replace(/_/g, ' ')}`)
  const known = ALSO_CALLED.filter((line) => own.some((word) => line.includes(word))).flat()
  return new Set([...own, ...known].map(stem))
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[’]/g, "'")
    .split(/[^\p{L}\p{N}'-]+/u)
    .filter((word) => (word.length >= 4 || KEEPS_ITS_SHORT_WORDS.has(word) || /^\d\d$/.test(word)) && !COMMON.has(word))
}

/** Which of the questions words speak of: those that a word names alone, else all that share it. */
export function questionsNamedIn(words: string, questions: readonly HealthQuestion[]): HealthQuestion[] {
  const names = questions.map((question) => ({ question, names: namesOf(question) }))
  const alone = new Set<HealthQuestion>()
  const shared = new Set<HealthQuestion>()
  for (const word of wordsOf(words)) {
    const named = names.filter((one) => one.names.has(stem(word))).map(({ question }) => question)
    for (const question of named) (named.length === 1 ? alone : shared).add(question)
  }
  for (const question of questions) if (isTooYoung(words, question)) alone.add(question)
  return alone.size > 0 ? [...alone] : closest(words, [...shared])
}

/** Of questions that share the word, the one whose own wording was said; all of them where none stands out. */
function closest(words: string, questions: HealthQuestion[]): HealthQuestion[] {
  const stems = (text: string): Set<string> =>
    new Set(
      text
        .toLowerCase()
        .split(/[^\p{L}\p{N}'-]+/u)
        .map(stem),
    )
  const said = [...stems(words)]
  const scored = questions
    .map((question) => {
      const own = stems(question.short)
      return { question, score: said.filter((word) => own.has(word)).length }
    })
    .sort((a, b) => b.score - a.score)
  const [best, next] = scored
  return best && next && best.score >= next.score + 2 ? [best.question] : questions
}

/** "I'm 17" to a question about being under 18. */
function isTooYoung(words: string, { short }: HealthQuestion): boolean {
  const limit = /\bunder (\d\d)\b/.exec(short)?.[1]
  const age = /\bi(?:'m| am) (?:only |just |still )?(\d\d|[a-z]+teen)\b/.exec(words)?.[1]
  const years = age === undefined ? null : (numberOf(age) ?? Number(age))
  return limit !== undefined && years !== null && years < Number(limit)
}
