import type { Tenant } from '../db/for-tenant.ts'
import { notifyConversation } from '../db/notify.ts'
import { loadMember, recordAct, type PeopleDependencies } from './people.ts'

/**
 * Puts a conversation out of the inbox until then, or until the customer writes; null brings it back now.
 * False when there is no such conversation, or the time has gone by.
 */
export async function snoozeConversation(
  tenant: Tenant,
  { enqueue, now }: PeopleDependencies,
  options: { conversationId: string; memberId: string; until: Date | null },
): Promise<boolean> {
  const { conversationId, memberId, until } = options
  if (until && until <= now) return false
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId },
      data: { snoozedUntil: until },
    })
    if (count === 0) return false
    const data = until ? { until: until.toISOString() } : {}
    await recordAct(tx, { conversationId, member, action: until ? 'snoozed' : 'woken', data, now })
    if (until) {
      await enqueue(tx, 'wake-conversation', { tenantId: tenant.id, conversationId }, { startAfter: until })
    }
    return true
  })
}

/** Brings it back when its time has come. Answers when to look again if it was put off further meanwhile. */
export async function wakeConversation(
  tenant: Tenant,
  { now }: Pick<PeopleDependencies, 'now'>,
  options: { conversationId: string },
): Promise<{ lookAgainAt: Date } | null> {
  const { conversationId } = options
  return tenant.transaction(async (tx) => {
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId, snoozedUntil: { lte: now } },
      data: { snoozedUntil: null, lastActivityAt: now },
    })
    if (count > 0) {
      await tx.communicationEvent.create({ data: { conversationId, type: 'woken', at: now } })
      await notifyConversation(tx, { conversationId })
      return null
    }
    const row = await tx.conversation.findFirst({ where: { id: conversationId }, select: { snoozedUntil: true } })
    return row?.snoozedUntil ? { lookAgainAt: row.snoozedUntil } : null
  })
}
