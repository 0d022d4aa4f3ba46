import type { TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import { isUniqueViolation } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Prisma } from '../db/generated/client.ts'
import { notifyConversation } from '../db/notify.ts'
import { storableText } from '../db/storable-text.ts'
import type { UsageRecord } from './active-conversation.ts'
import { placeAtEnd } from './transcript/places.ts'

/** Where a conversation's open copy writes, and by what name others know that it was this one. */
export interface Writing {
  conversationId: string
  /** Left out by whoever has no copy of it open. */
  writer?: string
}

/**
 * Stores an utterance, or its newer words, and answers its place: another than the one asked for when
 * another open copy of the conversation took that first. Safe to repeat: the sender's key is unique in
 * the conversation. With `aiEpoch`, null and nothing stored when Ava has lost the word since.
 */
export async function saveMessage(
  tenant: Tenant,
  options: Writing & { key: string; message: TranscriptMessage; aiEpoch?: number | undefined },
): Promise<{ position: number } | null> {
  const { conversationId, key, message, aiEpoch } = options
  const words = { text: storableText(message.text), isInterrupted: message.isInterrupted ?? false }
  /** At the end where no place is named. */
  const write = (place: number | null) =>
    tenant.transaction(async (tx) => {
      // First: it locks the row, and so a takeover happens before this or after it.
      if (!(await touch(tx, options, aiEpoch === undefined ? {} : { aiEpoch, isAiActive: true }))) return null
      const position = place ?? (await nextPlace(tx, conversationId))
      return tx.communicationMessage.upsert({
        where: { tenantId_conversationId_externalId: { tenantId: tenant.id, conversationId, externalId: key } },
        create: {
          id: message.id,
          conversationId,
          externalId: key,
          position,
          direction: message.author === 'customer' ? 'inbound' : 'outbound',
          author: message.author,
          channel: message.channel,
          sentAt: new Date(message.sentAt),
          ...words,
        },
        update: words,
        select: { position: true },
      })
    })
  try {
    return await write(message.position)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Another process has it open, too (a socket that moved): go to the end, which under the lock is nobody else's.
    return write(null)
  }
}

async function nextPlace(tx: TenantTransaction, conversationId: string): Promise<number> {
  const { _max: last } = await tx.communicationMessage.aggregate({
    where: { conversationId },
    _max: { position: true },
  })
  return placeAtEnd(last.position ?? 0)
}

export async function removeMessage(tenant: Tenant, options: Writing & { key: string }): Promise<void> {
  await tenant.transaction(async (tx) => {
    await tx.communicationMessage.deleteMany({
      where: { conversationId: options.conversationId, externalId: options.key },
    })
    await touch(tx, options)
  })
}

/** `id` is the caller's, so that writing the same event again is harmless. */
export async function saveEvent(
  tenant: Tenant,
  options: Writing & { id: string; at: Date; type: string; data: Record<string, unknown> },
): Promise<void> {
  await tenant.transaction(async (tx) => {
    const { id, conversationId, at, type } = options
    const data = options.data as Prisma.InputJsonObject
    await tx.communicationEvent.createMany({ data: [{ id, conversationId, at, type, data }], skipDuplicates: true })
    await touch(tx, options)
  })
}

/** Adds what a model call cost, once: the provider's id of the response is unique in the conversation. */
export async function saveUsage(tenant: Tenant, options: Writing & { usage: UsageRecord }): Promise<void> {
  const { conversationId, writer, usage } = options
  await tenant.transaction(async (tx) => {
    const { count } = await tx.usageEntry.createMany({ data: [{ conversationId, ...usage }], skipDuplicates: true })
    if (count === 0) return
    await tx.conversation.updateMany({
      where: { id: conversationId },
      data: { costMicroCents: { increment: usage.microCents } },
    })
    await notifyConversation(tx, { conversationId, writer })
  })
}

/** False when the conversation is not as `where` wants it. */
async function touch(
  tx: TenantTransaction,
  { conversationId, writer }: Writing,
  where: { aiEpoch?: number; isAiActive?: boolean } = {},
): Promise<boolean> {
  const { count } = await tx.conversation.updateMany({
    where: { id: conversationId, ...where },
    data: { lastActivityAt: new Date() },
  })
  if (count === 0) return false
  await notifyConversation(tx, { conversationId, writer })
  return true
}
