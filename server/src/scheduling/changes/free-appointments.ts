import type { TenantTransaction } from '../../db/for-tenant.ts'
import { giveUpTime, type FreedTime } from '../../db/occupations.ts'
import { leaveSeat } from '../group-seats.ts'

/**
 * Gives up the time and the seats of appointments; from `from` on, where only the rest is given
 * up. What came free is the caller's to hand to `afterFreed`, once the new time is taken.
 */
export async function freeAppointments(
  tx: TenantTransaction,
  request: {
    appointments: readonly {
      id: string
      groupSessionId: string | null
      providerId: string
      locationId: string
      startsAt: Date
      endsAt: Date
    }[]
    from?: Date
  },
): Promise<FreedTime[]> {
  const { appointments, from } = request
  const freed = await giveUpTime(tx, { appointmentIds: appointments.map(({ id }) => id), from })
  for (const appointment of appointments) {
    if (appointment.groupSessionId === null) continue
    // No row may name the session any more when its last seat goes.
    await tx.appointment.updateMany({ where: { id: appointment.id }, data: { groupSessionId: null } })
    freed.push(await leaveSeat(tx, { ...appointment, resourceIds: [] }))
  }
  return freed
}
