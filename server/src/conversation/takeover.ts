import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { notifyTask } from '../db/notify.ts'
import { appendMessage } from './append-message.ts'
import { asChannel, channelToAnswer } from './channels.ts'
import { recordAct, loadMember, type Member, type PeopleDependencies } from './people.ts'
import { cameBack, joined } from './people-words.ts'

export type TakeoverResult =
  { ok: true } | { ok: false; reason: 'not_found' } | { ok: false; reason: 'taken'; byName: string }

/**
 * A person takes the word: from the commit on nothing that Ava says is stored or sent, in whatever process
 * she is saying it, and the customer is told who is writing. A lease of one person; a colleague who wants
 * it has to say so (`force`). Taking what is one's own already changes nothing.
 */
export async function takeOver(
  tenant: Tenant,
  deps: PeopleDependencies,
  options: { conversationId: string; memberId: string; force?: boolean },
): Promise<TakeoverResult> {
  const { conversationId, memberId, force = false } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    return takeLease(tx, deps, { conversationId, member, force })
  })
}

/** As takeOver, in a transaction of the caller's. */
export async function takeLease(
  tx: TenantTransaction,
  { now }: PeopleDependencies,
  options: { conversationId: string; member: Member; force: boolean },
): Promise<TakeoverResult> {
  const { conversationId, member, force } = options
  const row = await lockAndRead(tx, conversationId)
  if (!row) return { ok: false, reason: 'not_found' }
  const { status, takenOverById, takenOverBy } = row
  if (takenOverById === member.id && (status === 'with_person' || status === 'locked')) return { ok: true }
  if (takenOverById !== null && takenOverBy && status === 'with_person' && !force) {
    return { ok: false, reason: 'taken', byName: takenOverBy.user.name }
  }
  await tx.conversation.updateMany({
    where: { id: conversationId },
    data: {
      // What a red flag has locked is with people already, and stays locked.
      status: status === 'locked' ? 'locked' : 'with_person',
      isAiActive: false,
      aiEpoch: { increment: 1 },
      takenOverById: member.id,
      takenOverAt: now,
      assignedToId: row.assignedToId ?? member.id,
      snoozedUntil: null,
      resolvedAt: null,
      endedAt: null,
      endReason: null,
      outcome: null,
      lastActivityAt: now,
    },
  })
  await markTasks(tx, { conversationId, from: ['open'], to: { status: 'taken' } })
  await tellVisitor(tx, { conversationId, text: joined(member.name), now })
  await recordAct(tx, {
    conversationId,
    member,
    action: 'taken_over',
    data: takenOverById && takenOverBy ? { from: takenOverBy.user.name } : {},
    now,
  })
  return { ok: true }
}

export type HandBackResult = { ok: true } | { ok: false; reason: 'not_found' | 'not_taken' | 'locked' }

/**
 * Gives the word back to Ava, from a person or where she was silenced because a machine seemed to answer her. If the
 * customer's last text or email has had no answer, she answers it. What a red flag has locked does not come back to her; people resolve it.
 */
export async function handBack(
  tenant: Tenant,
  { enqueue, now }: PeopleDependencies,
  options: { conversationId: string; memberId: string },
): Promise<HandBackResult> {
  const { conversationId, memberId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const row = await lockAndRead(tx, conversationId)
    if (!row) return { ok: false, reason: 'not_found' }
    if (row.status === 'locked') return { ok: false, reason: 'locked' }
    const isSilenced = row.status === 'open' && !row.isAiActive
    if (row.status !== 'with_person' && !isSilenced) return { ok: false, reason: 'not_taken' }
    await tx.conversation.updateMany({
      where: { id: conversationId },
      data: {
        status: 'open',
        isAiActive: true,
        aiEpoch: { increment: 1 },
        takenOverById: null,
        takenOverAt: null,
        lastActivityAt: now,
      },
    })
    const closed = { status: 'done', closedAt: now, closedBy: member.actor, resolution: 'handed back to Ava' } as const
    await markTasks(tx, { conversationId, from: ['open', 'taken'], to: closed })
    const unanswered = await newestIfUnanswered(tx, conversationId)
    const { name } = await tx.persona.findFirstOrThrow({ select: { name: true } })
    await tellVisitor(tx, { conversationId, text: cameBack(name), now })
    await recordAct(tx, { conversationId, member, action: 'handed_back', now })
    if (unanswered && asChannel(unanswered.channel) !== 'chat') {
      await enqueue(tx, 'answer-messages', { tenantId: tenant.id, conversationId, messageId: unanswered.id })
    }
    await enqueue(tx, 'end-idle-conversation', { tenantId: tenant.id, conversationId })
    return { ok: true }
  })
}

async function lockAndRead(tx: TenantTransaction, conversationId: string) {
  const { count } = await tx.conversation.updateMany({
    where: { id: conversationId },
    data: { id: conversationId },
  })
  if (count === 0) return null
  return tx.conversation.findFirst({
    where: { id: conversationId },
    select: {
      status: true,
      isAiActive: true,
      assignedToId: true,
      takenOverById: true,
      takenOverBy: { select: { user: { select: { name: true } } } },
    },
  })
}

/** The tasks that say "a person is needed here": one is, now. */
export async function markTasks(
  tx: TenantTransaction,
  options: {
    conversationId: string
    from: ('open' | 'taken')[]
    to: { status: 'taken' } | { status: 'done'; closedAt: Date; closedBy: string; resolution: string }
  },
): Promise<void> {
  const { conversationId, from, to } = options
  const where = { conversationId, kind: { in: ['hand_over' as const, 'failed_reply' as const] }, status: { in: from } }
  const tasks = await tx.task.findMany({ where, select: { id: true } })
  if (tasks.length === 0) return
  await tx.task.updateMany({ where, data: to })
  for (const { id } of tasks) await notifyTask(tx, { taskId: id })
}

/** A line in the widget. By text and email the staff's first words say who they are. */
async function tellVisitor(
  tx: TenantTransaction,
  { conversationId, text, now }: { conversationId: string; text: string; now: Date },
): Promise<void> {
  if ((await channelToAnswer(tx, { conversationId })) !== 'chat') return
  await appendMessage(tx, {
    conversationId,
    direction: 'outbound',
    author: 'system',
    channel: 'chat',
    text,
    sentAt: now,
  })
}

async function newestIfUnanswered(tx: TenantTransaction, conversationId: string) {
  const newest = await tx.communicationMessage.findFirst({
    where: { conversationId, author: { not: 'system' }, deliveryStatus: { not: 'draft' }, asksNothing: false },
    orderBy: { position: 'desc' },
    select: { id: true, author: true, channel: true },
  })
  return newest?.author === 'customer' ? newest : null
}
