import { appointmentDetails, type AppointmentDetails } from '../scheduling/appointment-details.ts'
import { isOpen } from '../scheduling/changes/visit-of.ts'
import { stop } from './gates/gate.ts'
import type { ToolContext } from './tool.ts'

export const notOpen = stop(
  'not_booked',
  'That appointment is not open to changes any more. I can take a message for the team.',
)

/** Kept and still to come: whether booked, asked for, or waiting for a clinician. */
export function isOpenToChanges(appointment: AppointmentDetails, now: Date): boolean {
  return isOpen(appointment) && appointment.startsAt > now
}

/** The services of the visit that an appointment is part of, in order, as far as they still stand. */
export async function restOfVisit(
  { tenant }: ToolContext,
  appointment: AppointmentDetails,
): Promise<AppointmentDetails[]> {
  if (appointment.visitId === null) return [appointment]
  const visit = await tenant.db.appointment.findMany({
    where: { visitId: appointment.visitId },
    include: appointmentDetails,
    orderBy: { visitPosition: 'asc' },
  })
  return visit.filter(isOpen)
}
