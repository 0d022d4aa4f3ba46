import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation } from '../db/notify.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { IDLE_END_MS, TEXT_IDLE_END_MS } from './limits.ts'
import { decideOutcome } from './outcome.ts'
import { reopenConversation } from './reopen.ts'

/**
 * Ends a conversation once: status, reason, outcome from the database's facts, and
 * its summary queued in the same transaction. False when it had ended already.
 * A locked conversation stays locked (people are on it); only its end is noted.
 */
export async function endConversation(
  tenant: Tenant,
  options: { conversationId: string; reason: string; enqueue: Enqueue; now: Date },
): Promise<boolean> {
  const { conversationId, reason, enqueue, now } = options
  return tenant.transaction(async (tx) => {
    if (!(await concludeConversation(tx, { tenantId: tenant.id, conversationId, reason, enqueue, now }))) return false
    await tx.conversation.updateMany({
      where: { id: conversationId, status: { not: 'locked' } },
      data: { status: 'ended' },
    })
    return true
  })
}

/** What an end leaves behind, whoever ends it: when and why, the outcome, and a summary on its way. False when it had ended already. */
export async function concludeConversation(
  tx: TenantTransaction,
  options: { tenantId: string; conversationId: string; reason: string; enqueue: Enqueue; now: Date },
): Promise<boolean> {
  const { tenantId, conversationId, reason, enqueue, now } = options
  const [events, booked, said] = await Promise.all([
    tx.communicationEvent.findMany({ where: { conversationId }, select: { type: true }, distinct: ['type'] }),
    tx.appointment.count({ where: { conversationId, status: { in: ['booked', 'pending_review', 'completed'] } } }),
    tx.communicationMessage.count({ where: { conversationId, author: 'customer' } }),
  ])
  const outcome = decideOutcome({
    hasBooked: booked > 0,
    eventTypes: new Set(events.map((event) => event.type)),
    hasCustomerMessage: said > 0,
  })
  const { count } = await tx.conversation.updateMany({
    where: { id: conversationId, endedAt: null },
    data: { endedAt: now, endReason: reason, outcome, isAiActive: false },
  })
  if (count === 0) return false
  if (said > 0) await enqueue(tx, 'summarise-conversation', { tenantId, conversationId })
  await notifyConversation(tx, { conversationId })
  return true
}

/** Ends a conversation that has been quiet for long enough; otherwise answers when to look again, or null when there is nothing left to do. */
export async function endIfIdle(
  tenant: Tenant,
  options: { conversationId: string; enqueue: Enqueue; now: Date },
): Promise<{ lookAgainAt: Date } | null> {
  const { conversationId, enqueue, now } = options
  const row = await tenant.db.conversation.findFirst({
    where: { id: conversationId },
    select: {
      endedAt: true,
      lastActivityAt: true,
      status: true,
      messages: { where: { author: 'customer' }, orderBy: { position: 'desc' }, take: 1, select: { channel: true } },
    },
  })
  // People end what they have taken over, and have ended what they resolved.
  if (!row || row.endedAt || row.status === 'with_person' || row.status === 'resolved') return null
  const last = row.messages[0]?.channel
  const isWritten = last === 'sms' || last === 'email'
  const quietAt = new Date(row.lastActivityAt.getTime() + (isWritten ? TEXT_IDLE_END_MS : IDLE_END_MS))
  if (quietAt > now) return { lookAgainAt: quietAt }
  await endConversation(tenant, { conversationId, reason: 'idle', enqueue, now })
  return null
}

/**
 * Takes an end for silence back, and the staff's "resolved": the page was left open, and now somebody goes on in it. Without this their words
 * would stand in an ended conversation, and what came of them would be in no outcome. False when there was nothing to take back.
 */
export async function reopenIfIdle(
  tenant: Tenant,
  options: { conversationId: string; enqueue: Enqueue; now: Date },
): Promise<boolean> {
  const { conversationId, enqueue, now } = options
  return tenant.transaction(async (tx) => {
    if (!(await reopenConversation(tx, { conversationId, now, why: 'message', onlyIfWaiting: true }))) return false
    await enqueue(
      tx,
      'end-idle-conversation',
      { tenantId: tenant.id, conversationId },
      { startAfter: new Date(now.getTime() + IDLE_END_MS) },
    )
    return true
  })
}
