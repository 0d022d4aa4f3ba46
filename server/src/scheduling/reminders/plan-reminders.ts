import { loadMessageFacts } from '../../db/message-facts.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { AppointmentStatus, ReminderRule } from '../../db/generated/client.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { reminderTimes, rulesFor, type ReminderTime } from './reminder-times.ts'

/** What of an appointment decides about its reminders. */
export interface VisitPart {
  id: string
  version: number
  status: AppointmentStatus
  serviceId: string
  startsAt: Date
}

/**
 * The appointment that a visit's messages hang on: the first that is still to come, or, when all are over, the last
 * that took place. Null: nothing is sent (nobody has confirmed it, or nobody came).
 */
export function anchorOf<T extends VisitPart>(parts: readonly T[]): T | null {
  const inOrder = [...parts].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
  const coming = inOrder.filter(({ status }) => ['requested', 'pending_review', 'booked'].includes(status))
  if (coming.length > 0) return coming[0]!.status === 'booked' ? coming[0]! : null
  if (inOrder.some(({ status }) => status === 'checked_in')) return null
  return inOrder.findLast(({ status }) => status === 'completed') ?? null
}

/** When something is sent around a visit, in order. */
export function timesOf(
  anchor: VisitPart,
  about: { rules: readonly ReminderRule[]; timeZone: string },
): ReminderTime[] {
  const { startsAt, serviceId, status } = anchor
  const visit = { startsAt, timeZone: about.timeZone, isOver: status === 'completed' }
  return reminderTimes(visit, rulesFor(about.rules, serviceId))
}

/**
 * Queues the next of a visit's reminders; sending it queues the one after. What would have been due before now is
 * not sent at all, but for thanks after a visit: those wait for the visit to be completed.
 */
export async function queueNextReminder(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    anchor: VisitPart
    rules: readonly ReminderRule[]
    timeZone: string
    now: Date
  },
): Promise<void> {
  const { tenantId, enqueue, anchor, now } = request
  const next = timesOf(anchor, request).find(({ at }) => at > now)
  if (!next) return
  const { id: appointmentId, version } = anchor
  const job = { tenantId, appointmentId, version, ruleKey: next.due[0]!.key }
  await enqueue(tx, 'send-reminder', job, { startAfter: next.at })
}

/**
 * Plans the reminders of visits anew, after something about them has changed. Jobs of older versions find that out
 * by themselves when their time comes.
 */
export async function planReminders(
  tx: TenantTransaction,
  request: { tenantId: string; enqueue: Enqueue; appointmentIds: readonly string[]; now: Date },
): Promise<void> {
  const { tenantId, enqueue, now } = request
  const ids = [...request.appointmentIds]
  const changed = await tx.appointment.findMany({ where: { id: { in: ids } }, select: { id: true, visitId: true } })
  const visitIds = changed.flatMap(({ visitId }) => visitId ?? [])
  const rows = await tx.appointment.findMany({
    where: { OR: [{ id: { in: ids } }, { visitId: { in: visitIds } }] },
    select: {
      id: true,
      version: true,
      status: true,
      serviceId: true,
      startsAt: true,
      visitId: true,
      location: { select: { timeZone: true } },
    },
  })
  const visits = Map.groupBy(rows, ({ id, visitId }) => visitId ?? id)
  const anchors = [...visits.values()].flatMap((parts) => anchorOf(parts) ?? [])
  if (anchors.length === 0) return
  const { reminderRules: rules } = await loadMessageFacts(tx)
  for (const anchor of anchors) {
    await queueNextReminder(tx, { tenantId, enqueue, anchor, rules, timeZone: anchor.location.timeZone, now })
  }
}
