import { createHash } from 'node:crypto'
import type { Card } from '@ava/protocol/widget-socket.ts'
import { lockConversation } from '../../db/locks.ts'
import type { ToolContext } from '../tool.ts'
import type { Gate } from './gate.ts'
import { readAnswer } from './read-answer.ts'

export interface Question {
  tool: string
  /** All that the person agrees to: another slot, appointment, price or policy is another intent. */
  intent: Record<string, string | number | boolean | null>
  /** Ends in a question. */
  words: string
  card: { title: string; lines: string[]; yes: string; no: string }
  /** What is said to a no. */
  refusedSay: string
  isConfirmed: boolean
}

/**
 * "Are you sure?", asked once for each intent. Passed only when the model says that the person
 * agreed, the person has spoken since the question, and their words do not say otherwise. A yes
 * once given stays given for that intent, so that a repeated call ends as the first did.
 */
export async function confirmIntent(
  context: ToolContext,
  question: Question,
): Promise<Gate<{ confirmationId: string }>> {
  const conversationId = context.conversation.id
  const intentKey = keyOf(question)
  // Before the transaction: words of speech may take a moment.
  const last = await context.lastCustomerTurn()
  return context.tenant.transaction(async (tx) => {
    await lockConversation(tx, conversationId)
    const asked = await tx.confirmation.findFirst({
      where: { conversationId, intentKey, status: { in: ['asked', 'given'] } },
      orderBy: { askedAt: 'desc' },
    })
    if (asked?.status === 'given') return { passed: true, confirmationId: asked.id }
    const hasSpoken = asked !== null && last !== null && last.position > asked.askedAtPosition
    if (asked && question.isConfirmed && hasSpoken && last.text !== null) {
      const answer = readAnswer(last.text)
      if (answer === 'yes') {
        await tx.confirmation.updateMany({ where: { id: asked.id }, data: { status: 'given' } })
        return { passed: true, confirmationId: asked.id }
      }
      if (answer === 'no') {
        await tx.confirmation.updateMany({ where: { id: asked.id }, data: { status: 'refused' } })
        return { passed: false, answer: { result: { ok: false, reason: 'refused', say: question.refusedSay } } }
      }
    }

    const askedAtPosition = last?.position ?? -1
    await tx.confirmation.updateMany({
      where: { conversationId, status: 'asked', intentKey: { not: intentKey } },
      data: { status: 'superseded' },
    })
    const data = { question: question.words, askedAtPosition, askedAt: context.conversation.now }
    if (asked) await tx.confirmation.updateMany({ where: { id: asked.id }, data })
    else await tx.confirmation.create({ data: { conversationId, intentKey, ...data } })
    const result = { ok: false, reason: 'needs_confirmation', say: question.words, mustSay: true }
    // The same card again only after the person has said something else.
    return { passed: false, answer: { result, cards: asked && !hasSpoken ? [] : [confirmCard(question)] } }
  })
}

function keyOf({ tool, intent }: Question): string {
  const canonical = JSON.stringify(Object.entries(intent).sort(([a], [b]) => (a < b ? -1 : 1)))
  return `${tool}:${createHash('sha256').update(canonical).digest('hex').slice(0, 32)}`
}

function confirmCard({ card }: Question): Card {
  return {
    kind: 'confirm',
    title: card.title,
    lines: card.lines,
    options: [
      { label: card.yes, text: `Yes, ${lowerFirst(card.yes)}` },
      { label: card.no, text: 'No, not yet' },
    ],
  }
}

function lowerFirst(words: string): string {
  return words.slice(0, 1).toLowerCase() + words.slice(1)
}
