import { appendMessage } from '../conversation/append-message.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { OutboxMessage } from '../db/generated/client.ts'
import { findThread } from './find-thread.ts'

/**
 * Gives a message that goes out its place in the thread of whom it is for, so that people see what was sent and
 * an answer finds its way back: the conversation it was queued for, else the one of its appointment's
 * customer. A code has none, nor has what is written to the spa's own people. Once is enough: a second try changes
 * nothing. Returns the conversation.
 */
export async function joinThread(
  tx: TenantTransaction,
  { message, now }: { message: OutboxMessage; now: Date },
): Promise<string | null> {
  if (message.kind === 'code') return null
  const { id: outboxId, channel, text } = message
  const known = await tx.communicationMessage.findFirst({ where: { outboxId }, select: { conversationId: true } })
  if (known) return known.conversationId
  const conversationId = message.conversationId ?? (await threadOfCustomer(tx, { message, now }))
  if (conversationId === null) return null
  const place = { conversationId, direction: 'outbound', author: 'system', deliveryStatus: 'queued' } as const
  await appendMessage(tx, { ...place, channel, text, sentAt: now, outboxId })
  if (message.conversationId === null) {
    await tx.outboxMessage.updateMany({ where: { id: outboxId }, data: { conversationId } })
  }
  return conversationId
}

async function threadOfCustomer(
  tx: TenantTransaction,
  { message, now }: { message: OutboxMessage; now: Date },
): Promise<string | null> {
  const { appointmentId, channel, toAddress: theirAddress } = message
  if (appointmentId === null || (channel !== 'sms' && channel !== 'email')) return null
  const appointment = await tx.appointment.findFirst({ where: { id: appointmentId }, select: { customerId: true } })
  if (!appointment) return null
  const own = await tx.channelAddress.findFirst({ where: { channel }, orderBy: { id: 'asc' }, select: { value: true } })
  const ourAddress = message.fromAddress ?? own?.value
  // A spa without a number of its own gets no answers by text: there is no thread to find for them.
  if (ourAddress === undefined) return null
  const forCustomerId = appointment.customerId
  const { conversationId } = await findThread(tx, { channel, ourAddress, theirAddress, now, forCustomerId })
  return conversationId
}
