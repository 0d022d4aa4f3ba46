import type { AppointmentAction, MoveRequest } from '@ava/protocol/portal/appointments.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import type { Enqueue } from '../../../queue/enqueue.ts'
import { cancelAppointment } from '../../../scheduling/cancel-appointment.ts'
import { approveRequest, declineRequest } from '../../../scheduling/lifecycle/approve.ts'
import { checkIn, complete, markLate, markNoShow } from '../../../scheduling/lifecycle/attend.ts'
import { waiveFee } from '../../../scheduling/lifecycle/waive-fee.ts'
import { moveByStaff } from '../../../scheduling/move-by-staff.ts'
import { HttpError } from '../../http-error.ts'
import type { SpaVisit } from '../access.ts'
import { clinicalRoles } from '../staff-roles.ts'
import { refuse } from './refuse.ts'

interface Change {
  appointmentId: string
  now: Date
  enqueue: Enqueue
}

/** Does what a person at the desk asked for. Throws 404 or 409, in words, when it cannot be done. */
export async function actOnAppointment(
  visit: SpaVisit,
  request: Change & { action: AppointmentAction },
): Promise<void> {
  const { tenant, session, membership } = visit
  const { action, appointmentId, now, enqueue } = request
  const change = { appointmentId, now, enqueue, actor: `user:${session.user.id}` }
  await mustExist(tenant, appointmentId)
  switch (action.action) {
    case 'approve':
      return refuse(await approveRequest(tenant, change))
    case 'decline': {
      // After a review a decline is a judgement on medical answers.
      const reviewed = await tenant.db.appointment.count({ where: { id: appointmentId, status: 'pending_review' } })
      if (reviewed > 0 && !clinicalRoles.includes(membership.role)) {
        throw new HttpError(403, 'role_not_allowed', 'An owner, a manager or a provider decides about this.')
      }
      return refuse(await declineRequest(tenant, { ...change, reason: action.reason }))
    }
    case 'check_in':
      return refuse(await checkIn(tenant, change))
    case 'complete':
      return refuse(await complete(tenant, change))
    case 'late':
      return refuse(await markLate(tenant, { ...change, minutes: action.minutes }))
    case 'no_show':
      return refuse(await markNoShow(tenant, { ...change, waivesFee: action.isFeeWaived }))
    case 'cancel':
      return refuse(
        await cancelAppointment(tenant, {
          ...change,
          conversationId: null,
          reason: action.reason || null,
          waivesFee: action.isFeeWaived,
        }),
      )
    case 'waive_fee':
      return refuse(await waiveFee(tenant, change))
  }
}

export async function moveAppointment(
  { tenant, session }: SpaVisit,
  request: Change & { staffId: string; to: MoveRequest },
): Promise<void> {
  const { startsAt, providerId, locationId, isFeeWaived } = request.to
  await mustExist(tenant, request.appointmentId)
  refuse(
    await moveByStaff(tenant, {
      ...request,
      actor: `user:${session.user.id}`,
      to: { startsAt: new Date(startsAt), providerId, locationId },
      waivesFee: isFeeWaived,
    }),
  )
}

/** What is not this spa's is not there, whatever could be said of its state. */
async function mustExist(tenant: Tenant, appointmentId: string): Promise<void> {
  if ((await tenant.db.appointment.count({ where: { id: appointmentId } })) === 0) {
    refuse({ ok: false, reason: 'not_found' })
  }
}
