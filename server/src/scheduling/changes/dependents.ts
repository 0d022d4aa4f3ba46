import type { TenantTransaction } from '../../db/for-tenant.ts'
import { appointmentDetails, type AppointmentDetails } from '../appointment-details.ts'
import { checkPrerequisite } from '../check-prerequisite.ts'
import { openStatuses } from './visit-of.ts'
import { closeAppointmentTasks, raiseAppointmentTask } from './tasks.ts'

/**
 * After consultations were given up or moved: each later appointment of that customer that asks
 * for such a consultation, and has none any more, gets a task. It stays booked; a person decides.
 */
export async function checkDependents(
  tx: TenantTransaction,
  request: { appointments: readonly AppointmentDetails[]; now: Date },
): Promise<void> {
  const { now } = request
  for (const { customerId, serviceId } of request.appointments) {
    const dependents = await tx.appointment.findMany({
      where: {
        customerId,
        startsAt: { gt: now },
        status: { in: [...openStatuses] },
        service: { prerequisiteServiceId: serviceId },
      },
      include: appointmentDetails,
    })
    for (const appointment of dependents) {
      const { service, startsAt } = appointment
      const alsoInVisit = await othersOfVisit(tx, appointment)
      const isThere = await checkPrerequisite(tx, { customerId, service, startsAt, alsoInVisit })
      if (isThere.ok) {
        await closeAppointmentTasks(tx, {
          appointmentIds: [appointment.id],
          kinds: ['rebook'],
          closedBy: 'ava',
          resolution: 'The consultation is there again.',
          now,
        })
        continue
      }
      await raiseAppointmentTask(tx, {
        kind: 'rebook',
        title: `${appointment.service.name} has lost its consultation`,
        appointment,
        data: { why: 'The consultation that must come first was cancelled, missed or moved.' },
      })
    }
  }
}

/** What of the same visit still stands: its consultation counts whatever the visit as a whole is waiting for. */
async function othersOfVisit(tx: TenantTransaction, { id, visitId }: AppointmentDetails) {
  if (visitId === null) return []
  return tx.appointment.findMany({
    where: { visitId, id: { not: id }, status: { in: [...openStatuses] } },
    select: { serviceId: true, endsAt: true },
  })
}
