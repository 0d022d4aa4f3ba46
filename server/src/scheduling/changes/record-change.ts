import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import { notifyAppointments, notifyConversation } from '../../db/notify.ts'
import { carryMessages, supersedeMessages } from '../../messages/supersede.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { planReminders } from '../reminders/plan-reminders.ts'

export interface ChangeToRecord {
  tenantId: string
  enqueue: Enqueue
  /** "ava", "user:<id>", "customer", "job:<name>" */
  actor: string
  /** "appointment.moved" … */
  action: string
  appointments: readonly { id: string; conversationId: string | null }[]
  /** The conversation in which it was asked for. */
  conversationId?: string | null
  data?: Prisma.InputJsonObject
  now: Date
  /** Time and state are as before: what is queued about it still holds. */
  leavesMessagesTrue?: boolean
}

/**
 * What every change of an appointment leaves in its transaction: an audit entry, the job that makes outside
 * calendars show it, reminders planned anew, and word to whoever is looking. What was queued about it
 * before is superseded. The rows have been written: their versions are the new ones.
 */
export async function recordChange(tx: TenantTransaction, change: ChangeToRecord): Promise<void> {
  const { appointments, actor, action } = change
  if (appointments.length === 0) return
  const asked = change.conversationId ? { conversationId: change.conversationId } : {}
  await tx.auditEntry.createMany({
    data: appointments.map(({ id }) => ({
      actor,
      action,
      subjectType: 'appointment',
      subjectId: id,
      data: { ...asked, ...change.data },
    })),
  })
  const conversations = new Set([change.conversationId, ...appointments.map((one) => one.conversationId)])
  for (const conversationId of conversations) if (conversationId) await notifyConversation(tx, { conversationId })
  await notifyAppointments(tx)
  for (const { id } of appointments) {
    await change.enqueue(tx, 'mirror-appointment', { tenantId: change.tenantId, appointmentId: id })
  }
  const appointmentIds = appointments.map(({ id }) => id)
  if (change.leavesMessagesTrue) await carryMessages(tx, { appointmentIds })
  else await supersedeMessages(tx, { appointmentIds })
  await planReminders(tx, { ...change, appointmentIds })
}
