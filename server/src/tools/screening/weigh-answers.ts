import type { Question } from '../../scheduling/screening/questions.ts'
import { isNoAnswer, namesOf, readHealthAnswer } from './read-health-answer.ts'

/** A question that was put to this conversation. */
export interface AskedQuestion {
  question: Question
  askedAtPosition: number
  /** Not answered since it was put. */
  isOpen: boolean
  /** Whose the answer became that it would replace. */
  customerId: string | null
}

/** What the model says that the person said. */
export interface Claim extends AskedQuestion {
  answer: 'yes' | 'no' | 'unsure'
  dateWords: string | null
}

export interface AcceptedAnswer {
  question: Question
  answer: 'yes' | 'no' | 'unsure'
  date: Temporal.PlainDate | null
  customerId: string | null
  words: string
}

export interface Weighed {
  /** They have said something since all of it was asked. */
  hasSpoken: boolean
  accepted: AcceptedAnswer[]
  /** Not answered yet, or answered otherwise than the model says. */
  notHeard: Question[]
  needsDate: Question[]
}

const forgotten =
  /\b(?:dont (?:know|remember|recall)|do not (?:know|remember|recall)|cant (?:remember|recall|say)|not sure|unsure|no idea|forgot|forget|long (?:time )?ago|ages ago)\b/

/**
 * Which of the model's claims count. An answer lies after the question, and is not the contrary of
 * what the person said: a no that nobody gave would be the most dangerous thing a model can
 * make up here: so a no is heard only in words that say one, and a yes also where they say neither.
 */
export function weighAnswers(input: {
  claims: readonly Claim[]
  last: { position: number; text: string | null } | null
  readDay: (words: string) => Temporal.PlainDate | null
  /** Asked often enough: words in which nobody hears a yes or a no count as doubt. */
  isLastTry?: boolean
}): Weighed {
  const { claims, last, readDay, isLastTry = false } = input
  const words = last?.text ?? null
  const isAfter = (claim: Claim) => last !== null && last.position > claim.askedAtPosition
  const weighed: Weighed = { hasSpoken: claims.every(isAfter), accepted: [], notHeard: [], needsDate: [] }
  for (const claim of claims) {
    const { question, answer, customerId } = claim
    if (!isAfter(claim) || words === null || isNoAnswer(words)) {
      weighed.notHeard.push(question)
      continue
    }
    const heard = hear(claim, { claims, words })
    if (heard !== 'so') {
      if (heard === 'nothing' && isLastTry)
        weighed.accepted.push({ question, answer: 'unsure', date: null, customerId, words })
      else weighed.notHeard.push(question)
      continue
    }
    const needsDate = question.kind === 'yes_no_date' && answer === 'yes'
    const date = needsDate ? dayOf(claim.dateWords, words, readDay) : null
    const isForgotten = forgotten.test(`${claim.dateWords ?? ''} ${words}`.toLowerCase().replace(/['’]/g, ''))
    if (needsDate && date === null && !isForgotten) weighed.needsDate.push(question)
    // A yes whose day nobody knows is kept without one: a clinician looks at it.
    else weighed.accepted.push({ question, answer, date, customerId, words })
  }
  return weighed
}

/** Whether the words say what the model claims of this question, the contrary, or nothing. */
function hear(
  claim: Claim,
  { claims, words }: { claims: readonly Claim[]; words: string },
): 'so' | 'contrary' | 'nothing' {
  const others = claims.filter((one) => one !== claim)
  const names = namesOf(
    claim.question,
    others.map(({ question }) => question),
  )
  const { says, isNamed } = readHealthAnswer(words, names)
  if (claim.answer === 'unsure') return 'so'
  const hasOther = others.some((one) => one.answer !== 'no')
  if (claim.answer === 'yes') return says === 'no' && (isNamed || !hasOther) ? 'contrary' : 'so'
  if (says === 'no') return 'so'
  // "Yes, the second": said of another one, which the model names.
  if (!isNamed && hasOther) return 'so'
  return says === 'unclear' ? 'nothing' : 'contrary'
}

/** The model's words for the day and the person's own; where both name one, the later. */
function dayOf(
  claimed: string | null,
  words: string,
  readDay: (words: string) => Temporal.PlainDate | null,
): Temporal.PlainDate | null {
  const [one, other] = [claimed ? readDay(claimed) : null, readDay(words)]
  if (one === null || other === null) return one ?? other
  return Temporal.PlainDate.compare(one, other) >= 0 ? one : other
}
