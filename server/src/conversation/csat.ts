import type { TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation } from '../db/notify.ts'
import { readScore } from './csat-score.ts'

/** An answer later than this is about something else. */
const ASKED_FOR_MS = 7 * 24 * 60 * 60_000

/**
 * Takes a reply to "How was it?" for what it is: the score and the words with it, kept with the resolved
 * conversation, which stays resolved. False when it is no such reply, and wants an answer.
 */
export async function recordScore(
  tx: TenantTransaction,
  options: { conversationId: string; text: string; now: Date },
): Promise<boolean> {
  const { conversationId, text, now } = options
  const read = readScore(text)
  if (!read) return false
  const { count } = await tx.conversation.updateMany({
    where: {
      id: conversationId,
      status: { in: ['resolved', 'ended'] },
      csatScore: null,
      csatAskedAt: { gt: new Date(now.getTime() - ASKED_FOR_MS) },
    },
    data: { csatScore: read.score, csatComment: read.comment },
  })
  if (count === 0) return false
  await tx.communicationEvent.create({
    data: { conversationId, type: 'satisfaction', at: now, data: { score: read.score } },
  })
  await notifyConversation(tx, { conversationId })
  return true
}
