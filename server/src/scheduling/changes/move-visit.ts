import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { afterFreed } from '../after-freed.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { queueAppointmentMessages } from '../appointment-messages.ts'
import type { VisitTerms } from '../cancellation-terms.ts'
import type { AppointmentChange } from '../message-words.ts'
import { occupy } from '../occupy.ts'
import { partsToTake } from '../visit.ts'
import { closeMetEntries } from '../waitlist/close-met-entries.ts'
import { checkDependents } from './dependents.ts'
import { freeAppointments } from './free-appointments.ts'
import { recordChange } from './record-change.ts'
import { closeAppointmentTasks, raiseAppointmentTask } from './tasks.ts'
import { reload } from './visit-of.ts'

/**
 * Moves appointments whose rows are locked and open to a free visit, part by part. The old time
 * is freed in the same transaction in which the new one is taken. Throws as `occupy` does when
 * somebody was faster: then nothing of it may be kept.
 */
export async function moveVisit(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    now: Date
    actor: string
    conversationId: string | null
    open: readonly AppointmentDetails[]
    /** Where they go, part by part. */
    to: FreeVisit
    terms: VisitTerms
    /** What else belongs to the move, before anybody is told of it. */
    alongside?: ((tx: TenantTransaction, moved: { appointmentIds: string[] }) => Promise<void>) | undefined
  },
): Promise<AppointmentDetails[]> {
  const { tenantId, enqueue, now, actor, open, terms } = request
  const to = partsToTake(request.to)
  const ids = open.map(({ id }) => id)
  const freed = await freeAppointments(tx, { appointments: open })
  // Who books it does not confirm it: for another time the spa is asked again.
  const asksAgain = request.conversationId !== null && open.some(({ service }) => service.requiresApproval)
  for (const [index, appointment] of open.entries()) {
    const { providerId, locationId, startsAt, endsAt } = to[index]!
    const fee = terms.each[index]!
    await tx.appointment.updateMany({
      where: { id: appointment.id },
      data: {
        providerId,
        locationId,
        startsAt,
        endsAt,
        version: { increment: 1 },
        feeCents: { increment: fee.feeCents },
        ...(fee.isFeeWaived ? { isFeeWaived: true } : {}),
        ...(asksAgain && appointment.status === 'booked' ? { status: 'requested' as const } : {}),
        lateMinutes: null,
      },
    })
  }
  const sessions = await occupy(tx, { ...request, visit: to, cause: { kind: 'appointment', appointmentIds: ids } })
  for (const [index, groupSessionId] of sessions.entries()) {
    if (groupSessionId) await tx.appointment.updateMany({ where: { id: ids[index]! }, data: { groupSessionId } })
  }
  await closeMetEntries(tx, { tenantId, enqueue, appointmentIds: ids, actor, now })
  await recordChange(tx, {
    tenantId,
    enqueue,
    actor,
    action: 'appointment.moved',
    appointments: open,
    conversationId: request.conversationId,
    now,
    data: {
      from: open[0]!.startsAt.toISOString(),
      to: to[0]!.startsAt.toISOString(),
      feeCents: terms.feeCents,
    },
  })
  await closeAppointmentTasks(tx, {
    appointmentIds: ids,
    kinds: ['rebook', 'approval'],
    closedBy: actor,
    resolution: 'Moved to another time.',
    now,
  })
  await request.alongside?.(tx, { appointmentIds: ids })
  const moved = await reload(tx, ids)
  const first = moved[0]!
  if (first.status === 'requested') {
    await raiseAppointmentTask(tx, {
      kind: 'approval',
      title: `Confirm a request: ${moved.map(({ service }) => service.name).join(' and ')}`,
      appointment: first,
    })
  }
  await checkDependents(tx, { appointments: moved, now })
  await queueAppointmentMessages(tx, {
    tenantId,
    enqueue,
    appointments: moved,
    change: changeOf(moved),
    conversationId: request.conversationId,
    now,
  })
  await afterFreed(tx, { tenantId, enqueue, freed })
  return moved
}

/** The gravest of its services speaks for the visit. */
function changeOf(moved: readonly AppointmentDetails[]): AppointmentChange {
  if (moved.some(({ status }) => status === 'pending_review')) return 'booking_pending'
  return moved.some(({ status }) => status === 'requested') ? 'booking_requested' : 'booking_moved'
}
