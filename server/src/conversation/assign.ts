import type { Tenant } from '../db/for-tenant.ts'
import { loadMember, recordAct, type PeopleDependencies } from './people.ts'

/** Makes a conversation somebody's, or nobody's (null). Answers false when there is no such conversation. Ava goes on answering in it. */
export async function assignConversation(
  tenant: Tenant,
  { now }: Pick<PeopleDependencies, 'now'>,
  options: { conversationId: string; memberId: string; assigneeId: string | null },
): Promise<boolean> {
  const { conversationId, memberId, assigneeId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const assignee = assigneeId === null ? null : await loadMember(tx, assigneeId)
    const { count } = await tx.conversation.updateMany({
      where: { id: conversationId },
      data: { assignedToId: assigneeId },
    })
    if (count === 0) return false
    const data = assignee ? { to: assignee.name, toId: assignee.id } : {}
    await recordAct(tx, { conversationId, member, action: assignee ? 'assigned' : 'unassigned', data, now })
    return true
  })
}
