import type { Tenant } from '../db/for-tenant.ts'
import { lockConversation } from '../db/locks.ts'
import { notifyConversation } from '../db/notify.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { appointmentDetails, type AppointmentDetails } from './appointment-details.ts'
import { queueAppointmentMessages } from './appointment-messages.ts'

const hourMs = 3_600_000

/** What the spa's policy says about giving the appointment up at this moment. */
export function cancellationFee(
  appointment: { startsAt: Date; service: { policy: { cancelWindowHours: number; feeCents: number } | null } },
  now: Date,
): { isLate: boolean; feeCents: number } {
  const { policy } = appointment.service
  const isLate = policy !== null && appointment.startsAt.getTime() - now.getTime() < policy.cancelWindowHours * hourMs
  return { isLate, feeCents: isLate ? policy.feeCents : 0 }
}

export type CancelResult =
  { ok: true; appointment: AppointmentDetails; feeCents: number; isNew: boolean } | { ok: false; reason: 'not_booked' }

/** Cancels a booked appointment and frees its time. Cancelled already: nothing happens, and that is success. */
export async function cancelAppointment(
  tenant: Tenant,
  request: { conversationId: string; appointmentId: string; reason: string | null; now: Date; enqueue: Enqueue },
): Promise<CancelResult> {
  const { conversationId, appointmentId, now } = request
  return tenant.transaction(async (tx) => {
    await lockConversation(tx, conversationId)
    const { count } = await tx.appointment.updateMany({
      where: { id: appointmentId, status: 'booked', startsAt: { gt: now } },
      data: { status: 'cancelled', cancelledAt: now, cancelReason: request.reason, version: { increment: 1 } },
    })
    const appointment = await tx.appointment.findFirst({ where: { id: appointmentId }, include: appointmentDetails })
    if (!appointment) return { ok: false, reason: 'not_booked' }
    const { feeCents } = cancellationFee(appointment, appointment.cancelledAt ?? now)
    if (count === 0) {
      if (appointment.status === 'cancelled') return { ok: true, appointment, feeCents, isNew: false }
      return { ok: false, reason: 'not_booked' }
    }
    await tx.occupation.deleteMany({ where: { appointmentId } })
    await tx.auditEntry.create({
      data: {
        actor: 'ava',
        action: 'appointment.cancelled',
        subjectType: 'appointment',
        subjectId: appointmentId,
        data: { conversationId, feeCents },
      },
    })
    await notifyConversation(tx, { conversationId })
    await queueAppointmentMessages(tx, {
      tenantId: tenant.id,
      enqueue: request.enqueue,
      appointment,
      change: 'booking_cancelled',
    })
    return { ok: true, appointment, feeCents, isNew: true }
  })
}
