import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation } from '../db/notify.ts'
import { queueMessage } from '../messages/queue-message.ts'
import { addressesOf } from './addresses.ts'
import { appendMessage } from './append-message.ts'
import { channelToAnswer } from './channels.ts'
import { readScore } from './csat-score.ts'
import type { WrittenChannel } from './instructions.ts'
import type { PeopleDependencies } from './people.ts'

/** An answer later than this is about something else. */
const ASKED_FOR_MS = 7 * 24 * 60 * 60_000

const question = (spaName: string) =>
  `${spaName}: how did we do? Reply with a number from 1 (poor) to 5 (great), and a word on why if you like.`

/** Whether somebody is asked how it was: once, where the spa wants it, where they said something, and never after an emergency. */
export async function asksAfter(
  tx: TenantTransaction,
  options: { conversationId: string; channel: WrittenChannel },
): Promise<boolean> {
  const { conversationId, channel } = options
  const setting = await tx.channelSetting.findFirst({ where: { channel }, select: { asksSatisfaction: true } })
  if (setting && !setting.asksSatisfaction) return false
  const fitting = await tx.conversation.count({
    where: {
      id: conversationId,
      csatAskedAt: null,
      messages: { some: { author: 'customer' } },
      events: { none: { type: 'emergency' } },
    },
  })
  return fitting > 0
}

/** Asks how it was, over the channel that the customer used last, if the conversation is still resolved. */
export async function askSatisfaction(
  tenant: Tenant,
  { enqueue, now }: PeopleDependencies,
  options: { conversationId: string },
): Promise<void> {
  const { conversationId } = options
  await tenant.transaction(async (tx) => {
    const channel = await channelToAnswer(tx, { conversationId })
    if (!(await asksAfter(tx, { conversationId, channel }))) return
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId, status: 'resolved', csatAskedAt: null },
      data: { csatAskedAt: now },
    })
    if (count === 0) return
    const spa = await tx.tenant.findFirstOrThrow({ select: { name: true } })
    const text = question(spa.name)
    await tx.communicationEvent.create({ data: { conversationId, type: 'satisfaction_asked', at: now } })
    if (channel === 'chat') {
      const message = { conversationId, direction: 'outbound', author: 'system', channel, text, sentAt: now } as const
      await appendMessage(tx, message)
      return
    }
    await notifyConversation(tx, { conversationId })
    const pair = await addressesOf(tx, { conversationId, channel })
    if (!pair) return
    await queueMessage(tx, enqueue, {
      tenantId: tenant.id,
      channel,
      to: pair.theirs,
      from: pair.ours,
      subject: channel === 'email' ? `How did we do at ${spa.name}?` : null,
      text,
      purpose: 'satisfaction',
      kind: 'notice',
      conversationId,
      now,
    })
  })
}

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
      status: 'resolved',
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
