import { z } from 'zod'
import { belongsToConversation } from '../../customers/ownership.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Channel } from '../../db/generated/client.ts'
import { newId } from '../../db/new-id.ts'
import type { TenantSecrets } from '../../db/sealing.ts'
import type { Answer } from './evaluate-screening.ts'
import type { Question } from './questions.ts'

const about = 'screening_answers.sealed'
const dayMs = 86_400_000

/** What is sealed of an answer: all of it. */
type SealedAnswer = z.infer<typeof SealedAnswer>
const SealedAnswer = z.object({
  answer: z.enum(['yes', 'no', 'unsure']),
  date: z.iso.date().nullable(),
  /** What the person said. */
  words: z.string(),
})

/** An answer that still stands. */
export interface StandingAnswer extends Answer {
  id: string
  questionId: string
  customerId: string | null
  answeredAt: Date
  words: string
}

/**
 * Whose answers count: those of the conversation that are nobody's yet, and the customer's: all
 * on file where the conversation is theirs (see isTheirConversation), else what they said in it, so
 * that nobody hears of another's health by giving their name. What somebody else answered here (a
 * mother who books for two) belongs to that customer and does not count.
 */
export interface Answering {
  conversationId: string | null
  customerId: string | null
  isTheirs: boolean
}

/** The answers to these very questions that have been neither replaced nor outlived, opened. */
export async function standingAnswers(
  tx: TenantTransaction,
  query: Answering & { secrets: TenantSecrets; questions: readonly Question[]; now: Date },
): Promise<StandingAnswer[]> {
  const { conversationId, customerId, isTheirs, questions, now } = query
  if (questions.length === 0) return []
  const byId = new Map(questions.map((question) => [question.id, question]))
  const rows = await tx.screeningAnswer.findMany({
    where: {
      questionId: { in: [...byId.keys()] },
      supersededAt: null,
      OR: [
        ...(conversationId === null ? [] : [{ conversationId, customerId: null }]),
        ...(customerId === null ? [] : [isTheirs ? { customerId } : { customerId, conversationId }]),
      ],
    },
    orderBy: [{ answeredAt: 'asc' }, { id: 'asc' }],
  })
  const answers: StandingAnswer[] = []
  for (const { id, questionId, sealed, answeredAt, customerId: whose } of rows) {
    const { key, validDays } = byId.get(questionId)!
    if (answeredAt.getTime() + validDays * dayMs <= now.getTime()) continue
    const { answer, date, words } = await openAnswer(tx, { secrets: query.secrets, id, sealed })
    answers.push({
      id,
      questionId,
      questionKey: key,
      customerId: whose,
      answeredAt,
      answer,
      date: date === null ? null : Temporal.PlainDate.from(date),
      words,
    })
  }
  return answers
}

/** One stored answer, opened. */
export async function openAnswer(
  tx: TenantTransaction,
  { secrets, id, sealed }: { secrets: TenantSecrets; id: string; sealed: string },
): Promise<SealedAnswer> {
  return SealedAnswer.parse(JSON.parse(await secrets.open(tx, { about, rowId: id, sealed })))
}

export interface NewAnswer {
  question: Question
  answer: Answer['answer']
  date: Temporal.PlainDate | null
  words: string
}

/**
 * Keeps answers, sealed, in the place of those that this conversation gave to the same questions
 * before, and, when it is theirs, of those on file.
 */
export async function saveAnswers(
  tx: TenantTransaction,
  request: Answering & {
    conversationId: string
    secrets: TenantSecrets
    channel: Channel
    answers: readonly NewAnswer[]
    now: Date
  },
): Promise<void> {
  const { conversationId, customerId, now, channel, isTheirs } = request
  await tx.screeningAnswer.updateMany({
    where: {
      question: { key: { in: request.answers.map(({ question }) => question.key) } },
      supersededAt: null,
      OR: [{ conversationId, customerId }, ...(customerId !== null && isTheirs ? [{ customerId }] : [])],
    },
    data: { supersededAt: now },
  })
  for (const { question, answer, date, words } of request.answers) {
    const id = newId()
    const text = JSON.stringify({ answer, date: date?.toString() ?? null, words: words.slice(0, 500) })
    const sealed = await request.secrets.seal(tx, { about, rowId: id, text })
    await tx.screeningAnswer.create({
      data: { id, questionId: question.id, conversationId, customerId, channel, sealed, answeredAt: now },
    })
  }
}

/**
 * Makes the conversation's answers the customer's. Resolves to whether there were any. They take
 * the place of what is on file only when this conversation has proved to be the customer's, or
 * made their record: what somebody merely says under a name is added, and the graver one counts.
 */
export async function adoptAnswers(
  tx: TenantTransaction,
  request: { conversationId: string; customerId: string; isTheirs: boolean; now: Date },
): Promise<boolean> {
  const { conversationId, customerId, now } = request
  const own = await tx.screeningAnswer.findMany({
    where: { conversationId, customerId: null, supersededAt: null },
    select: { id: true, question: { select: { key: true } } },
  })
  if (own.length === 0) return false
  if (request.isTheirs) {
    await tx.screeningAnswer.updateMany({
      where: { customerId, supersededAt: null, question: { key: { in: own.map(({ question }) => question.key) } } },
      data: { supersededAt: now },
    })
  }
  await tx.screeningAnswer.updateMany({ where: { id: { in: own.map(({ id }) => id) } }, data: { customerId } })
  return true
}

/** Whether this conversation has proved to be the customer's, or made their record. */
export async function isTheirConversation(
  tx: TenantTransaction,
  query: { conversationId: string; customerId: string },
): Promise<boolean> {
  const proven = await tx.conversation.findFirst({
    where: { id: query.conversationId, customerId: query.customerId, verifiedAt: { not: null } },
    select: { id: true },
  })
  return proven !== null || (await belongsToConversation(tx, query))
}
