import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { notifyAppointments, notifyConversation } from '../../db/notify.ts'

/** What every change of an entry leaves in its transaction: an audit entry, and word to whoever is looking. */
export async function recordWaitlist(
  tx: TenantTransaction,
  change: {
    /** "ava", "user:<id>", "customer", "job:<name>" */
    actor: string
    /** "waitlist.joined" … */
    action: string
    entry: { id: string; conversationId: string | null }
    data?: Prisma.InputJsonObject
  },
): Promise<void> {
  const { actor, action, entry } = change
  await tx.auditEntry.create({
    data: { actor, action, subjectType: 'waitlist_entry', subjectId: entry.id, data: change.data ?? {} },
  })
  await notifyAppointments(tx)
  if (entry.conversationId) await notifyConversation(tx, { conversationId: entry.conversationId })
}
