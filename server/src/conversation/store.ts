import type { TranscriptMessage } from '@ava/protocol/widget-socket.ts'
import { isUniqueViolation } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Prisma } from '../db/generated/client.ts'
import { notifyConversation } from '../db/notify.ts'
import { storableText } from '../db/storable-text.ts'
import { placeAtEnd } from './transcript/places.ts'
import type { Utterance } from './transcript/transcript.ts'
import type { TimelineEntry, UsageRecord } from './active-conversation.ts'
import { resultForModel } from '../tools/calls/call-record.ts'

type StoredToolCall = { afterPosition: number; entry: Extract<TimelineEntry, { type: 'tool_call' }> }

/** The newest part of a stored conversation: what a reload shows and a model goes on from. */
export async function loadTranscript(
  tenant: Tenant,
  options: { conversationId: string; limit: number },
): Promise<{ utterances: Utterance[]; toolCalls: StoredToolCall[] }> {
  return tenant.transaction(async (tx) => {
    const rows = await tx.communicationMessage.findMany({
      where: { conversationId: options.conversationId },
      orderBy: { position: 'desc' },
      take: options.limit,
    })
    rows.reverse()
    const calls = await tx.toolCall.findMany({
      where: { conversationId: options.conversationId, status: 'done' },
      orderBy: { startedAt: 'desc' },
      take: options.limit,
    })
    calls.reverse()
    return {
      utterances: rows.map((row) => ({
        key: row.externalId ?? row.id,
        message: {
          id: row.id,
          position: row.position,
          author: row.author,
          channel: row.channel,
          text: row.text,
          isFinal: true,
          ...(row.isInterrupted ? { isInterrupted: true } : {}),
          sentAt: row.sentAt.toISOString(),
          ...(row.author === 'customer' && row.channel === 'chat' && row.externalId
            ? { clientId: row.externalId }
            : {}),
        },
      })),
      toolCalls: calls.map((call) => ({
        afterPosition: rows.findLast((row) => row.sentAt <= call.startedAt)?.position ?? 0,
        entry: {
          type: 'tool_call' as const,
          callId: call.callId,
          name: call.name,
          argumentsJson: JSON.stringify(call.arguments),
          output: JSON.stringify(resultForModel(call.result)),
        },
      })),
    }
  })
}

/** Stores an utterance, or its newer words. Safe to repeat: the sender's key is unique in the conversation. */
export async function saveMessage(
  tenant: Tenant,
  options: { conversationId: string; key: string; message: TranscriptMessage },
): Promise<void> {
  const { conversationId, key, message } = options
  const words = { text: storableText(message.text), isInterrupted: message.isInterrupted ?? false }
  const write = (position: number) =>
    tenant.transaction(async (tx) => {
      await tx.communicationMessage.upsert({
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
      })
      await touch(tx, conversationId)
    })
  try {
    await write(message.position)
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    // Another process has written to this conversation in between (a socket that moved): go to the end.
    const last = await tenant.db.communicationMessage.findFirst({
      where: { conversationId },
      orderBy: { position: 'desc' },
      select: { position: true },
    })
    await write(placeAtEnd(last?.position ?? 0))
  }
}

export async function removeMessage(tenant: Tenant, options: { conversationId: string; key: string }): Promise<void> {
  await tenant.transaction(async (tx) => {
    await tx.communicationMessage.deleteMany({
      where: { conversationId: options.conversationId, externalId: options.key },
    })
    await touch(tx, options.conversationId)
  })
}

/** `id` is the caller's, so that writing the same event again is harmless. */
export async function saveEvent(
  tenant: Tenant,
  options: { id: string; conversationId: string; at: Date; type: string; data: Record<string, unknown> },
): Promise<void> {
  await tenant.transaction(async (tx) => {
    const { id, conversationId, at, type } = options
    const data = options.data as Prisma.InputJsonObject
    await tx.communicationEvent.createMany({ data: [{ id, conversationId, at, type, data }], skipDuplicates: true })
    await touch(tx, conversationId)
  })
}

/** Adds what a model call cost, once: the provider's id of the response is unique in the conversation. */
export async function saveUsage(
  tenant: Tenant,
  options: { conversationId: string; usage: UsageRecord },
): Promise<void> {
  const { conversationId, usage } = options
  await tenant.transaction(async (tx) => {
    const { count } = await tx.usageEntry.createMany({ data: [{ conversationId, ...usage }], skipDuplicates: true })
    if (count === 0) return
    await tx.conversation.updateMany({
      where: { id: conversationId },
      data: { costMicroCents: { increment: usage.microCents } },
    })
    await notifyConversation(tx, { conversationId })
  })
}

async function touch(tx: TenantTransaction, conversationId: string): Promise<void> {
  await tx.conversation.updateMany({ where: { id: conversationId }, data: { lastActivityAt: new Date() } })
  await notifyConversation(tx, { conversationId })
}
