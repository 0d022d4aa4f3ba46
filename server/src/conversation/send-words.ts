import type { TenantTransaction } from '../db/for-tenant.ts'
import type { MessageAuthor } from '../db/generated/client.ts'
import { queueMessage } from '../messages/queue-message.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { appendMessage } from './append-message.ts'
import { addressesOf } from './addresses.ts'

export interface WordsToSend {
  tenantId: string
  conversationId: string
  channel: 'chat' | 'sms' | 'email'
  /** As it is to be read: nothing is added to it. */
  text: string
  purpose: string
  author?: Extract<MessageAuthor, 'ava' | 'staff' | 'system'>
  sentById?: string | null
  /** What makes it one message however often it is asked for. */
  key?: string
  /** Of an email; left out: an answer to their newest one. */
  subject?: string | null
}

/**
 * Sends an answer in a conversation: into the transcript, and over the channel by which the person reads
 * it. Null when they have no address there, and nothing was sent.
 */
export async function sendWords(
  tx: TenantTransaction,
  { enqueue, now }: { enqueue: Enqueue; now: Date },
  words: WordsToSend,
): Promise<{ messageId: string } | null> {
  const { tenantId, conversationId, channel, text, purpose, author = 'ava', sentById = null } = words
  const key = words.key ?? null
  if (channel === 'chat') {
    const { id: messageId } = await appendMessage(tx, {
      conversationId,
      direction: 'outbound',
      author,
      channel,
      text,
      sentAt: now,
      externalId: key,
      sentById,
    })
    return { messageId }
  }
  const known = key && (await tx.communicationMessage.findFirst({ where: { conversationId, externalId: key } }))
  if (known) return { messageId: known.id }
  const pair = await addressesOf(tx, { conversationId, channel })
  if (!pair) return null
  const { messageId } = await queueMessage(tx, enqueue, {
    tenantId,
    channel,
    to: pair.theirs,
    from: pair.ours,
    subject: words.subject ?? null,
    text,
    purpose,
    kind: 'answer',
    conversationId,
    author,
    sentById,
    externalId: key,
    now,
  })
  if (messageId === undefined) throw new Error('An answer has no place in its conversation')
  return { messageId }
}
