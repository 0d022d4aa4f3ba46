import { answersIn } from './answers-in.ts'
import { clausesOf } from './clauses.ts'
import { questionsNamedIn, type HealthAnswer, type HealthQuestion } from './health-question.ts'
import {
  ALL,
  BOTH,
  FORGOTTEN,
  questionsAt,
  readClause,
  WHEN_IT_WAS,
  type Said,
  type SaidAbout,
  type Whole,
} from './read-clause.ts'

/** What a reply to questions about health comes to. */
export type HealthReply =
  | { type: 'answers'; answers: readonly HealthAnswer[] }
  /** A yes, or a doubt, that could be about several of them. */
  | { type: 'which'; among: readonly HealthQuestion[]; isDoubt: boolean }
  /** "I don't think so": nearly a no, and none. */
  | { type: 'hedged' }
  /** They would rather not say. */
  | { type: 'withheld' }
  /** They ask what is meant by it. */
  | { type: 'meaning'; question: HealthQuestion }
  | { type: 'unsaid' }

/** How the questions were put last. */
export type Asking = 'any' | 'which' | 'doubt' | 'surely' | 'date'

const STOP =
  /\bnever ?mind\b|\bforget (?:it|about it|the whole)\b|\bdon't (?:want to )?book\b|\bchanged? my mind\b|\bleave it\b|\bcancel (?:it|that|this|the (?:booking|appointment|whole))\b/
const WITHHELD =
  /\bnone of your (?:business|concern)\b|\b(?:rather|prefer) not\b|\bprefer to keep\b|\b(?:that's|it's|this is|that is) (?:private|personal|confidential|none of)\b|\bdon't (?:want|wish|care|like) to (?:say|answer|share|tell|discuss|talk about|disclose)\b|\b(?:won't|not going to) (?:say|answer|tell|share|discuss)\b|\bskip (?:that|this|it|those|the question\w*|these)\b/
const ONLY = /\b(?:only|just|nothing else|nothing other|that's (?:it|all)|otherwise no|rest no)\b/
const ASKS_MEANING =
  /\b(?:what(?:'s| is| are| was| were| do you mean| does)|which (?:one )?(?:is|was)|meaning of|mean by|explain|don't know what)\b/

/** What somebody replies to questions about health, and what else they say with it. `plain` as plainWords() makes it. */
export function hearHealth(
  plain: string,
  { questions, asking }: { questions: readonly HealthQuestion[]; asking: Asking },
): { reply: HealthReply; rest: string } {
  if (questions.length === 0 || STOP.test(plain)) return { reply: { type: 'unsaid' }, rest: plain }
  if (WITHHELD.test(plain)) return { reply: { type: 'withheld' }, rest: '' }
  const clauses = clausesOf(plain)
  const said = clauses.map((clause) => readClause(clause, questions))
  const rest = clauses
    .filter((_, at) => said[at]?.type === 'else')
    .map(({ words, isQuestion }) => `${words}${isQuestion ? ' ?' : ' .'}`)
    .join(' ')
  const about = said.flatMap((one) => (one.type === 'about' ? [one] : []))
  const whole = said.flatMap((one) => (one.type === 'whole' ? [one.says] : [])).at(-1) ?? null
  if (asking === 'date') return dateReply(plain, { question: questions[0]!, about, whole, rest })
  if (about.length > 0) return { reply: namedReply({ about, whole, said, questions, asking, plain }), rest }
  const meant = clauses.find(({ isQuestion, words }) => isQuestion && ASKS_MEANING.test(words))
  if (meant && whole === null) {
    const [named] = questionsAt(meant.words, questions)
    if (named) return { reply: { type: 'meaning', question: named }, rest: '' }
  }
  return { reply: wholeReply(whole, { plain, questions, asking }), rest }
}

function namedReply(of: {
  about: readonly SaidAbout[]
  whole: Whole | null
  said: readonly Said[]
  questions: readonly HealthQuestion[]
  asking: Asking
  plain: string
}): HealthReply {
  const { about, whole, said, questions, asking, plain } = of
  const vague = about.find((one) => one.says !== 'no' && one.questions.length > 1 && !one.isByPlace && isShared(one))
  if (vague) return { type: 'which', among: vague.questions, isDoubt: vague.says === 'unsure' }
  const answers = answersIn(said)
  // "Which are you not sure about?" "The allergy."
  if (asking === 'doubt')
    for (const [key, one] of answers) if (one.answer === 'yes') answers.set(key, { question: key, answer: 'unsure' })
  const isAny = [...answers.values()].some(({ answer }) => answer !== 'no')
  // "No, only the second", "just breastfeeding": of the others it is a no. A matter that is named leaves them open.
  const isOfOthers = whole === 'no' || (isAny && asking !== 'doubt' && ONLY.test(plain))
  if (isOfOthers)
    for (const { key } of questions) if (!answers.has(key)) answers.set(key, { question: key, answer: 'no' })
  return { type: 'answers', answers: [...answers.values()] }
}

/** Several questions have the same word, and it was not said that all of them are meant. */
function isShared({ words, questions }: { words: string; questions: readonly HealthQuestion[] }): boolean {
  return (
    questions.every((question) => questionsNamedIn(words, [question]).length > 0) &&
    !/\b(?<!now )and\b|\bor\b/.test(words)
  )
}

function dateReply(
  plain: string,
  of: {
    question: HealthQuestion
    about: readonly SaidAbout[]
    whole: Whole | null
    rest: string
  },
): { reply: HealthReply; rest: string } {
  const { question, about, whole, rest } = of
  const answers = (one: Omit<HealthAnswer, 'question'>): { reply: HealthReply; rest: string } => ({
    reply: { type: 'answers', answers: [{ question: question.key, ...one }] },
    rest: '',
  })
  if (FORGOTTEN.test(plain) || WHEN_IT_WAS.test(plain)) return answers({ answer: 'yes', date: plain })
  if (whole === 'no' || about.some(({ says }) => says === 'no')) return answers({ answer: 'no' })
  return { reply: { type: 'unsaid' }, rest: rest === '' ? plain : rest }
}

function wholeReply(
  whole: Whole | null,
  of: { plain: string; questions: readonly HealthQuestion[]; asking: Asking },
): HealthReply {
  const { plain, questions, asking } = of
  const all = (answer: HealthAnswer['answer']): HealthReply => ({
    type: 'answers',
    answers: questions.map(({ key }) => ({ question: key, answer })),
  })
  const [only, ...more] = questions
  switch (whole) {
    case 'no':
      return all('no')
    case 'hedged':
      return asking === 'surely' ? all('unsure') : { type: 'hedged' }
    case 'unsure':
      return more.length === 0 || asking === 'doubt'
        ? all('unsure')
        : { type: 'which', among: questions, isDoubt: true }
    case 'yes': {
      const date = only?.isDated ? clausesOf(plain).find(({ words }) => WHEN_IT_WAS.test(words))?.words : undefined
      if (only && more.length === 0)
        return { type: 'answers', answers: [{ question: only.key, answer: 'yes', ...(date ? { date } : {}) }] }
      if (ALL.test(plain) || (questions.length === 2 && BOTH.test(plain)))
        return all(asking === 'doubt' ? 'unsure' : 'yes')
      return { type: 'which', among: questions, isDoubt: false }
    }
    default:
      return { type: 'unsaid' }
  }
}
