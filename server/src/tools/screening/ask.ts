import type { Card } from '@ava/protocol/widget-socket.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Question } from '../../scheduling/screening/questions.ts'
import type { ToolReturn } from '../tool.ts'

/** More than so many things at once nobody keeps in mind. */
const MAX_AT_ONCE = 5

/** Writes down that these questions are put now; those that are open already keep their place. */
export async function putQuestions(
  tx: TenantTransaction,
  request: {
    conversationId: string
    questions: readonly Question[]
    /** The place of the person's newest words: an answer lies after it. */
    position: number
    now: Date
    /** Asked again, because what was said is no answer. */
    isAnew?: boolean
  },
): Promise<void> {
  const { conversationId, position, now } = request
  const questionIds = request.questions.map(({ id }) => id)
  const earlier = await tx.screeningAsked.findMany({ where: { conversationId, questionId: { in: questionIds } } })
  const answers = await tx.screeningAnswer.findMany({
    where: { conversationId, questionId: { in: questionIds } },
    select: { questionId: true, answeredAt: true },
  })
  const isOpen = (questionId: string) => {
    const asked = earlier.find((one) => one.questionId === questionId)
    return asked && !answers.some((one) => one.questionId === questionId && one.answeredAt >= asked.askedAt)
  }
  const isKnown = (questionId: string) => earlier.some((one) => one.questionId === questionId)
  await tx.screeningAsked.createMany({
    data: questionIds
      .filter((id) => !isKnown(id))
      .map((questionId) => ({ conversationId, questionId, askedAtPosition: position, askedAt: now })),
  })
  await tx.screeningAsked.updateMany({
    where: {
      conversationId,
      questionId: { in: questionIds.filter((id) => isKnown(id) && (request.isAnew || !isOpen(id))) },
    },
    data: { askedAtPosition: position, askedAt: now },
  })
}

/** The next few of the questions, as one. */
export function nextQuestions(questions: readonly Question[]): Question[] {
  // A last one on its own would be one more round for nothing.
  return questions.slice(0, questions.length === MAX_AT_ONCE + 1 ? Math.ceil(questions.length / 2) : MAX_AT_ONCE)
}

/** The questions for the person, and for the model the keys to answer them by. */
export function needsScreening(questions: readonly Question[], opening = 'Before I book'): ToolReturn {
  const [first] = questions
  const list = new Intl.ListFormat('en', { type: 'disjunction', style: 'long' })
  const say =
    questions.length === 1
      ? `${opening}: ${first!.text}`
      : `${opening}: do any of these apply to you: ${joined(questions, list)}?`
  return {
    result: {
      ok: false,
      reason: 'needs_screening',
      say,
      mustSay: true,
      questions: questions.map(({ key, kind, text, shortText }) => ({ key, kind, text, short: shortText })),
      next: 'Ask this, wait for the answer, then call answer_screening.',
    },
    cards: [screeningCard(questions)],
  }
}

function joined(questions: readonly Question[], list: Intl.ListFormat): string {
  const items = questions.map(({ shortText }) => shortText)
  // Items with commas of their own are kept apart by semicolons.
  if (items.every((item) => !item.includes(','))) return list.format(items)
  return `${items.slice(0, -1).join('; ')}; or ${items.at(-1)!}`
}

function screeningCard(questions: readonly Question[]): Card {
  const isOne = questions.length === 1
  return {
    kind: 'confirm',
    title: isOne ? 'A question before I book' : 'Do any of these apply to you?',
    lines: isOne ? [questions[0]!.text] : questions.map(({ shortText }) => capital(shortText)),
    options: [
      isOne ? { label: 'No', text: 'No' } : { label: 'None of these', text: 'None of these apply to me' },
      isOne ? { label: 'Yes', text: 'Yes' } : { label: 'Something applies', text: 'Yes, one of these applies to me' },
    ],
  }
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
