import { hear, type Heard } from '../hearing/hear.ts'
import { hearHealth, type HealthReply } from '../hearing/health/hear-health.ts'
import { hearLateHealth } from '../hearing/health/hear-late-health.ts'
import { hearTreatments } from '../hearing/treatments.ts'
import { hearWants } from '../hearing/wants.ts'
import type { Health, Reading } from './reading.ts'

interface Taken {
  reading: Reading
  /** What is left of the turn when the answers are taken out of it. */
  heard: Heard
}

/** Whether it is all right to go on is for a clinician to say. */
const ASKS_JUDGEMENT =
  /\b(?:is|are|would|will) (?:that|it|this|those|they) (?:be )?(?:a (?:big |real )?(?:problem|issue|deal ?breaker)|an issue|bad|okay|ok|alright|all right|safe|dangerous|fine)\b|\b(?:does|do|will|would) (?:that|it|this|they) (?:matter|count|make a difference)\b/

/** The person's turn, held against the questions about health that are open, or that were answered before. */
export function takeHealth(before: Reading, heard: Heard, now: Date): Taken {
  // What was not passed on when it was said is asked again: later words would not bear it out.
  const reading: Reading = { ...before, toPass: [], stoppedAt: null }
  if (!reading.health) return takeLate(reading, heard, now)
  const { questions, asking } = reading.health
  const { reply, rest } = hearHealth(heard.plain, { questions, asking })
  if (reply.type === 'unsaid')
    return { reading: { ...reading, health: { ...reading.health, reply } }, heard: judged(heard) }
  const left = judged(hear(rest, { asked: 'slot', now }))
  if (reply.type === 'withheld')
    return {
      reading: { ...reading, goal: null, stalled: reading.goal, health: null, stoppedAt: 'health' },
      heard: left,
    }
  const health = { ...reading.health, reply, ...putNext(reply) }
  return { reading: { ...reading, health, toPass: reply.type === 'answers' ? reply.answers : [] }, heard: left }
}

/** How the questions are put again after a reply that settles nothing. */
function putNext(reply: HealthReply): Partial<Health> {
  if (reply.type === 'hedged') return { asking: 'surely' }
  return reply.type === 'which' ? { questions: reply.among, asking: reply.isDoubt ? 'doubt' : 'which' } : {}
}

/** Something about health that was answered otherwise before, said in passing. */
function takeLate(reading: Reading, heard: Heard, now: Date): Taken {
  const isUnderWay = reading.goal === 'book' || reading.goal === 'move' || reading.booked !== null
  if (!isUnderWay || reading.screened.length === 0 || reading.asked === 'message') return { reading, heard }
  const { answers, rest } = hearLateHealth(heard.plain, {
    questions: reading.screened.map(({ question }) => question),
    isOther: (words) => hearTreatments(words).length > 0 || hearWants(words).size > 0,
  })
  const changed = answers.filter(
    ({ question: key, answer }) =>
      !reading.screened.some(({ question, answer: passed }) => question.key === key && passed === answer),
  )
  if (changed.length === 0) return { reading, heard }
  // What was to be agreed to is asked anew: the answer may change it.
  return {
    reading: { ...reading, toPass: changed, pending: null },
    heard: judged(hear(rest, { asked: null, now })),
  }
}

function judged(heard: Heard): Heard {
  return {
    ...heard,
    questions: heard.questions.map((one) =>
      ASKS_JUDGEMENT.test(one.text.toLowerCase()) ? { ...one, kind: 'advice' } : one,
    ),
  }
}

/** The tool has taken the answers that were passed on. */
export function takePassed(reading: Reading, args: Record<string, unknown>): Reading {
  const passed = Array.isArray(args.answers) ? (args.answers as Record<string, unknown>[]) : []
  const screened = reading.screened.map((one): Reading['screened'][number] => {
    const answer = passed.find(({ question, key }) => (question ?? key) === one.question.key)?.answer
    return answer === 'yes' || answer === 'no' || answer === 'unsure' ? { ...one, answer } : one
  })
  return { ...reading, screened, health: null, toPass: [] }
}

/** A tool wants questions about health answered. */
export function takeHealthQuestions(
  reading: Reading,
  { questions, say, isDate }: { questions: Health['questions']; say: string | null; isDate: boolean },
): Reading {
  const keys = (some: Health['questions']): string => some.map(({ key }) => key).join()
  const isSame = reading.health !== null && keys(reading.health.questions) === keys(questions)
  const isKnown = (key: string): boolean => reading.screened.some(({ question }) => question.key === key)
  return {
    ...reading,
    pending: null,
    toPass: [],
    health: {
      questions,
      say,
      asking: isDate ? 'date' : 'any',
      reply: null,
      rounds: isSame ? (reading.health?.rounds ?? 0) + 1 : 1,
    },
    screened: [
      ...reading.screened,
      ...questions.filter(({ key }) => !isKnown(key)).map((question) => ({ question, answer: null })),
    ],
  }
}
