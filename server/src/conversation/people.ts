import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Prisma } from '../db/generated/client.ts'
import { notifyConversation } from '../db/notify.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/** What the acts of people in a conversation need. */
export interface PeopleDependencies {
  enqueue: Enqueue
  now: Date
}

/** Somebody who works here. */
export interface Member {
  /** The membership. */
  id: string
  /** As customers read it. */
  name: string
  /** As the audit trail names them. */
  actor: string
}

/** Throws when nobody with this membership works here. */
export async function loadMember(tx: TenantTransaction, memberId: string): Promise<Member> {
  const row = await tx.membership.findFirst({
    where: { id: memberId },
    select: { id: true, userId: true, user: { select: { name: true } } },
  })
  if (!row) throw new Error('Nobody with this membership works here')
  return { id: row.id, name: row.user.name, actor: `user:${row.userId}` }
}

/** Writes down who did what to a conversation: for the trail, and (unless `isQuiet`) where everybody who reads it sees it. */
export async function recordAct(
  tx: TenantTransaction,
  act: {
    conversationId: string
    member: Member
    action: string
    data?: Prisma.InputJsonObject
    now: Date
    isQuiet?: boolean
  },
): Promise<void> {
  const { conversationId, member, action, data = {}, now, isQuiet = false } = act
  await tx.auditEntry.create({
    data: {
      at: now,
      actor: member.actor,
      action: `conversation.${action}`,
      subjectType: 'conversation',
      subjectId: conversationId,
      data,
    },
  })
  if (!isQuiet) {
    const type = action.replaceAll('.', '_')
    await tx.communicationEvent.create({
      data: { conversationId, at: now, type, data: { ...data, by: member.name } },
    })
  }
  await notifyConversation(tx, { conversationId })
}
