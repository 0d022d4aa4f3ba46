import { z } from 'zod'
import { lockConversation } from '../db/locks.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { isTheirConversation, saveAnswers, type NewAnswer } from '../scheduling/screening/answers.ts'
import { assessAppointments } from '../scheduling/screening/assess-appointments.ts'
import { readPastDay } from '../scheduling/screening/past-day.ts'
import type { Question } from '../scheduling/screening/questions.ts'
import { defineTool } from './define-tool.ts'
import { stop } from './gates/gate.ts'
import { needsScreening, putQuestions } from './screening/ask.ts'
import { weighAnswers, type AskedQuestion, type Claim } from './screening/weigh-answers.ts'
import type { ToolContext, ToolReturn } from './tool.ts'

const parameters = z.object({
  answers: z
    .array(
      z.object({
        question: z.string().max(100).describe('The key of a question that was asked.'),
        answer: z.enum(['yes', 'no', 'unsure']).describe('What the person said. Doubt is unsure, never no.'),
        date: z
          .string()
          .max(300)
          .nullish()
          .describe('For a yes that has a date: the person’s own words for when, such as "in June".'),
      }),
    )
    .max(40)
    .optional(),
  none_of_these: z.boolean().optional().describe('True when the person said that none of what was asked applies.'),
})

export const answerScreening = defineTool({
  name: 'answer_screening',
  description:
    'Passes on what the person answered to the health questions of needs_screening, or that an earlier answer has changed. Only what they said themselves. Then call the booking tool again.',
  parameters,
  kind: 'write',
  isPrivate: true,
  run: async (context, args) => {
    // Before the transaction: words of speech may take a moment.
    const last = await context.lastCustomerTurn()
    const { timeZone } = (await context.tenant.db.location.findFirst({
      orderBy: { id: 'asc' },
      select: { timeZone: true },
    }))!
    return context.tenant.transaction(async (tx) => {
      await lockConversation(tx, context.conversation.id)
      const asked = await loadAsked(tx, context.conversation.id)
      const claims = claimsOf(args, asked)
      if (claims.unknown.length > 0) {
        return stop('not_asked', 'Let me ask you that first.', {
          unknown: claims.unknown,
          questions: asked.filter(({ isOpen }) => isOpen).map(({ question }) => question.key),
        }).answer
      }
      if (claims.known.length === 0) return noted(context, [], [])

      const weighed = weighAnswers({
        claims: claims.known,
        last,
        isLastTry: (await timesPutAgain(tx, context)) >= MAX_PUT_AGAIN,
        readDay: (words) => readPastDay(words, timeZone, context.conversation.now)?.date ?? null,
      })
      const changed = await keep(tx, context, { accepted: weighed.accepted, words: last?.text ?? '' })
      const again = [...weighed.notHeard, ...weighed.needsDate]
      if (again.length > 0) {
        const position = last?.position ?? -1
        const { now, id: conversationId } = context.conversation
        await putQuestions(tx, { conversationId, questions: again, position, now, isAnew: weighed.hasSpoken })
      }
      if (weighed.notHeard.length > 0) return needsScreening(weighed.notHeard, 'Just so that I have it right')
      if (weighed.needsDate.length > 0) return needsDate(weighed.needsDate[0]!, weighed.accepted)
      return noted(context, weighed.accepted, changed)
    })
  },
})

/** So often a question is put again to somebody in whose words no answer is heard; then a clinician reads them. */
const MAX_PUT_AGAIN = 2

function timesPutAgain(tx: TenantTransaction, { conversation }: ToolContext): Promise<number> {
  return tx.toolCall.count({
    where: {
      conversationId: conversation.id,
      name: 'answer_screening',
      result: { path: ['reason'], equals: 'needs_screening' },
    },
  })
}

/** All that was ever asked here, with what the conversation last answered to it. */
async function loadAsked(tx: TenantTransaction, conversationId: string): Promise<AskedQuestion[]> {
  const rows = await tx.screeningAsked.findMany({ where: { conversationId }, include: { question: true } })
  const answers = await tx.screeningAnswer.findMany({
    where: { conversationId, supersededAt: null },
    select: { questionId: true, answeredAt: true, customerId: true },
    orderBy: { answeredAt: 'asc' },
  })
  return rows.map(({ question, askedAt, askedAtPosition }) => {
    const { shortText, answerKind, ...words } = question
    const answer = answers.findLast((one) => one.questionId === question.id)
    const isOpen = answer === undefined || answer.answeredAt < askedAt
    return {
      question: { ...words, shortText, kind: answerKind },
      askedAtPosition,
      isOpen,
      // A question that was put anew may be for somebody else; one that was not is changed for whom it was.
      customerId: isOpen ? null : answer.customerId,
    }
  })
}

function claimsOf(
  args: z.infer<typeof parameters>,
  asked: readonly AskedQuestion[],
): { known: Claim[]; unknown: string[] } {
  const known = new Map<string, Claim>()
  if (args.none_of_these) {
    for (const one of asked) if (one.isOpen) known.set(one.question.key, { ...one, answer: 'no', dateWords: null })
  }
  const unknown: string[] = []
  for (const { question: words, answer, date } of args.answers ?? []) {
    const key = words.trim().toLowerCase().replace(/\W+/g, '_')
    // The newest words of a question, where an older wording was asked too.
    const found = asked
      .filter((one) => one.question.key === key)
      .toSorted((a, b) => b.question.version - a.question.version)[0]
    if (found) known.set(key, { ...found, answer, dateWords: date ?? null })
    else unknown.push(words)
  }
  return { known: [...known.values()], unknown }
}

/** Keeps the answers, and holds changed ones against the appointments that they are about. */
async function keep(
  tx: TenantTransaction,
  context: ToolContext,
  { accepted, words }: { accepted: (NewAnswer & { customerId: string | null })[]; words: string },
) {
  const { tenant, conversation, enqueue } = context
  const { id: conversationId, channel, now } = conversation
  const changed = []
  for (const customerId of new Set(accepted.map((one) => one.customerId))) {
    const answers = accepted.filter((one) => one.customerId === customerId).map((one) => ({ ...one, words }))
    const isTheirs = customerId !== null && (await isTheirConversation(tx, { conversationId, customerId }))
    await saveAnswers(tx, { conversationId, customerId, isTheirs, secrets: tenant.secrets, channel, answers, now })
    if (customerId === null) continue
    const assessed = await assessAppointments(tx, {
      tenantId: tenant.id,
      secrets: tenant.secrets,
      enqueue,
      now,
      where: { customerId, startsAt: { gt: now } },
    })
    // Of appointments that were made elsewhere nothing is said to somebody who has not proved who they are.
    const mayHear = (one: { conversationId: string | null }) => isTheirs || one.conversationId === conversationId
    changed.push(...assessed.filter((one) => one.isNowPending && mayHear(one)))
  }
  return changed
}

function needsDate(question: Question, accepted: readonly NewAnswer[]): ToolReturn {
  return {
    result: {
      ok: false,
      reason: 'needs_date',
      say: 'About when was that, or when was it last so? A month is enough.',
      questions: [{ key: question.key, kind: question.kind, text: question.text, short: question.shortText }],
      recorded: accepted.map((one) => one.question.key),
    },
  }
}

function noted(context: ToolContext, accepted: readonly NewAnswer[], pending: readonly unknown[]): ToolReturn {
  const say =
    pending.length === 0
      ? {}
      : {
          say: 'Thank you for telling me. One of our clinicians will look at this before your appointment; the time stays yours, and you will hear from the team.',
          mustSay: true,
        }
  return {
    result: {
      ok: true,
      recorded: accepted.map(({ question }) => question.key),
      ...say,
      next: 'To go on booking, call the booking tool again with the same details.',
    },
  }
}
