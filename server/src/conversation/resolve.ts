import type { Tenant } from '../db/for-tenant.ts'
import { channelToAnswer } from './channels.ts'
import { asksAfter } from './csat.ts'
import { dropDrafts } from './drafts.ts'
import { concludeConversation } from './end-conversation.ts'
import { loadMember, recordAct, type PeopleDependencies } from './people.ts'
import { reopenConversation } from './reopen.ts'
import { markTasks } from './takeover.ts'

/** After this the customer is asked how it was: long enough to take a slip back. */
const ASK_AFTER_MS = 2 * 60_000

/**
 * A person says that this is done. Nobody answers any more, and nothing is answered again because of it;
 * when the customer writes next, the conversation is open with Ava. False when it was resolved already.
 */
export async function resolveConversation(
  tenant: Tenant,
  { enqueue, now }: PeopleDependencies,
  options: { conversationId: string; memberId: string },
): Promise<boolean> {
  const { conversationId, memberId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const before = await tx.conversation.findFirst({ where: { id: conversationId }, select: { status: true } })
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId, status: { not: 'resolved' } },
      data: {
        status: 'resolved',
        resolvedAt: now,
        isAiActive: false,
        aiEpoch: { increment: 1 },
        takenOverById: null,
        takenOverAt: null,
        snoozedUntil: null,
      },
    })
    if (count === 0 || !before) return false
    await concludeConversation(tx, { tenantId: tenant.id, conversationId, reason: 'resolved', enqueue, now })
    const closed = { status: 'done', closedAt: now, closedBy: member.actor, resolution: 'resolved' } as const
    await markTasks(tx, { conversationId, from: ['open', 'taken'], to: closed })
    await dropDrafts(tx, { conversationId, closedBy: member.actor, resolution: 'resolved', now })
    await recordAct(tx, { conversationId, member, action: 'resolved', now })
    const channel = await channelToAnswer(tx, { conversationId })
    if (await asksAfter(tx, { conversationId, channel })) {
      const startAfter = new Date(now.getTime() + ASK_AFTER_MS)
      await enqueue(tx, 'ask-satisfaction', { tenantId: tenant.id, conversationId }, { startAfter })
    }
    return true
  })
}

/** A person opens it again; Ava answers what comes next. False when it was not over. */
export async function reopenByStaff(
  tenant: Tenant,
  { enqueue, now }: PeopleDependencies,
  options: { conversationId: string; memberId: string },
): Promise<boolean> {
  const { conversationId, memberId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    if (!(await reopenConversation(tx, { conversationId, now, why: 'staff' }))) return false
    await recordAct(tx, { conversationId, member, action: 'reopened', now, isQuiet: true })
    await enqueue(tx, 'end-idle-conversation', { tenantId: tenant.id, conversationId })
    return true
  })
}
