import { numberOf, ordinalOf } from '../../words/spoken-numbers.ts'
import type { Clause } from './clauses.ts'
import { questionsNamedIn, type HealthAnswer, type HealthQuestion } from './health-question.ts'

const DOUBT =
  /\b(?:not (?:\w+ )?(?:sure|certain)|unsure|don't know|do not know|no idea|no clue|maybe|perhaps|might|may be|possibly|could be|i think so|can't (?:say|tell)|who knows)\b/
const HEDGED =
  /\b(?:(?:don't|do not) (?:think|believe) so|probably not|(?:i )?guess not|hopefully not|i doubt it|not really|i hope not|shouldn't think so|don't think any)\b/
const NAMED_HEDGE = /\b(?:don't|do not) (?:think|believe)\b|\bprobably not\b/
const NO =
  /\b(?:no|not|none|never|nothing|neither|nor|nope|nah|without|don't|doesn't|didn't|haven't|hasn't|isn't|aren't|wasn't|ain't|negative)\b/
const NO_TO_ALL =
  /^(?:(?:oh|well|so|okay|uh|sorry|and|the rest|others|everything else|otherwise|all|it's|that's|a|i can say) )*(?:no|nope|nah|na|none|nothing|negative|never|neither|not (?:that i|any|one|to my|me|at all|a single)|no+|i don't have any|i haven't|i don't|i do not|i'm not|they don't|those don't|doesn't|don't apply|rest no|all clear)\b/
const YES_TO_SOME =
  /^(?:(?:oh|well|actually|okay|um|sadly|unfortunately|i'm afraid) )*(?:yes|yeah|yep|yup|yea|yes+|i do|i am|i have|correct|one (?:of (?:them|those|these)|does|applies)|some (?:of|do)|a (?:few|couple)|two of|there is one|something does|it does|they do|i did)\b/
const PICKS_UP = /\b(?:book|schedule|go ahead|move on|continue|proceed|instead|reschedule|cancel)\b/
/** In one breath, as speech is written down. */
const NO_AND_ON =
  /^(?:no|nope|none(?: of (?:those|these|them))?)\b (?:you can |please |so |let's |just )*(?:go ahead|move on|continue|proceed|book it)\b/
export const STOPPED =
  /\b(?:stopped|quit|finished|came off|went off|got off|last (?:took|used|had)|used to|any ?more|any longer|no longer)\b/
/** A time that lies behind, or that it is still so. */
export const WHEN_IT_WAS =
  /\b(?:january|february|march|april|june|july|august|september|october|november|december|jan|feb|aug|sept?|oct|nov|dec)\b|\b(?:in|since|until|last|early|late|mid|of|around|about|end of) may\b|^may\b|\bago\b|\b(?:last|past|this|previous|earlier this) (?:week|month|year|spring|summer|fall|autumn|winter|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b|\byesterday\b|\btoday\b|\bthis morning\b|\b(?:19|20)\d\d\b|\b\d{1,2}\/\d{1,4}\b|\b(?:spring|summer|fall|autumn|winter)\b|\bstill\b|\bcurrently\b|\bright now\b|\bat the moment\b|\bevery (?:day|night|week)\b|\bdaily\b|\bnext (?:week|month)\b/
export const FORGOTTEN =
  /\b(?:don't|do not|can't|cannot) (?:know|remember|recall|say)\b|\bforg[eo]t\b|\bno idea\b|\b(?:long|ages) (?:time )?ago\b|\bnot sure\b|\bunsure\b/
const PLACE =
  /(?<!\b(?:a|one|every|each|at|split|per|my)\s)\b(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th|last)\b(?!\s+(?:of all|thing|week|month|year|time|took|used|had|night|summer|winter|spring|fall|visit|trimester|name|twelve|two|few|six|four|\d))|\b(?:number|option|item)\s+(one|two|three|four|five|[1-5])\b|^(?:and )?([1-5])$/g
/** Of all of them, whichever they are. */
export const ALL = /\b(?:all of (?:them|those|these|the above)|every one of them|all (?:three|four|five))\b/
export const BOTH = /\bboth\b/

/** Said to all of the questions at once. */
export type Whole = 'yes' | 'no' | 'unsure' | 'hedged'
/** One thought, held against the questions. */
export type Said =
  | {
      type: 'about'
      questions: readonly HealthQuestion[]
      says: HealthAnswer['answer']
      isByPlace: boolean
      words: string
    }
  | { type: 'whole'; says: Whole }
  /** Tells when it was. */
  | { type: 'time'; words: string }
  | { type: 'else' }

export function readClause({ words, isQuestion }: Clause, questions: readonly HealthQuestion[]): Said {
  if (!isQuestion && NO_AND_ON.test(words)) return { type: 'whole', says: 'no' }
  if (isQuestion || PICKS_UP.test(words)) return { type: 'else' }
  const named = questionsAt(words, questions)
  if (named.length > 0) {
    const isByPlace = questionsNamedIn(words, questions).length === 0
    const wasOnce = named.every(({ isDated }) => isDated) && STOPPED.test(words)
    const says =
      DOUBT.test(words) || NAMED_HEDGE.test(words) ? 'unsure' : NO.test(words) && !wasOnce ? 'no' : ('yes' as const)
    return { type: 'about', questions: named, says, isByPlace, words }
  }
  if (HEDGED.test(words)) return { type: 'whole', says: 'hedged' }
  if (DOUBT.test(words) || FORGOTTEN.test(words)) return { type: 'whole', says: 'unsure' }
  if (WHEN_IT_WAS.test(words) && !NO_TO_ALL.test(words)) return { type: 'time', words }
  if (NO_TO_ALL.test(words) || /\b(?:none of|don't apply|doesn't apply|no to (?:all|everything|any))\b/.test(words))
    return { type: 'whole', says: 'no' }
  if (YES_TO_SOME.test(words) || ALL.test(words) || BOTH.test(words)) return { type: 'whole', says: 'yes' }
  return STOPPED.test(words) ? { type: 'time', words } : { type: 'else' }
}

/** By name, or by place: "the second one", "the first and the third". */
export function questionsAt(words: string, questions: readonly HealthQuestion[]): HealthQuestion[] {
  const named = questionsNamedIn(words, questions)
  if (named.length > 0 || questions.length === 1) return named
  return [...words.matchAll(PLACE)].flatMap(([, ordinal, number, digit]) => {
    const place =
      ordinal === 'last'
        ? questions.length
        : ordinal
          ? ordinalOf(ordinal)
          : Number(digit ?? numberOf(number ?? '') ?? Number.NaN)
    return questions[place - 1] ?? []
  })
}

/** A thought about one or more of the questions. */
export type SaidAbout = Extract<Said, { type: 'about' }>
