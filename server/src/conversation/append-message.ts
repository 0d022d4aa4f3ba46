import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Channel, DeliveryStatus, MessageAuthor, MessageDirection } from '../db/generated/client.ts'
import { notifyConversation } from '../db/notify.ts'
import { storableText } from '../db/storable-text.ts'
import { placeFromOutside } from './transcript/places.ts'

/**
 * The one way to add a message from outside of an open conversation: the next place, under the
 * conversation's row lock. Whoever has it open, in whatever process, hears of it when the transaction
 * commits, and its own places never clash with this one. The same `externalId` twice is stored once.
 */
export async function appendMessage(
  tx: TenantTransaction,
  message: {
    conversationId: string
    direction: MessageDirection
    author: MessageAuthor
    channel: Channel
    text: string
    sentAt: Date
    externalId?: string | null
    sentById?: string | null
    outboxId?: string | null
    deliveryStatus?: DeliveryStatus
  },
): Promise<{ id: string; position: number; isNew: boolean }> {
  const { conversationId, externalId = null, sentById = null, outboxId = null, deliveryStatus = 'none' } = message
  // Locks the row: the next position is nobody else's.
  await tx.conversation.updateMany({ where: { id: conversationId }, data: { lastActivityAt: message.sentAt } })
  const known = externalId && (await tx.communicationMessage.findFirst({ where: { conversationId, externalId } }))
  if (known) return { id: known.id, position: known.position, isNew: false }
  const last = await tx.communicationMessage.findFirst({ where: { conversationId }, orderBy: { position: 'desc' } })
  const position = placeFromOutside(last?.position ?? 0)
  const { direction, author, channel, sentAt } = message
  const text = storableText(message.text)
  const { id } = await tx.communicationMessage.create({
    data: {
      conversationId,
      position,
      direction,
      author,
      channel,
      text,
      sentAt,
      externalId,
      sentById,
      outboxId,
      deliveryStatus,
    },
  })
  await notifyConversation(tx, { conversationId })
  return { id, position, isNew: true }
}
