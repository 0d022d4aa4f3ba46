import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Calendar } from '../../db/generated/client.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { isShown } from './event-content.ts'

/** Queues every coming appointment of a provider that their calendar does not show as it is. */
export async function queueUnmirrored(
  tx: TenantTransaction,
  request: {
    enqueue: Enqueue
    tenantId: string
    calendar: Pick<Calendar, 'id' | 'providerId'>
    now: Date
    /** Also those that are shown as they are: what is shown of them has changed. */
    isAll?: boolean
  },
): Promise<number> {
  const { calendar, now, tenantId } = request
  const appointments = await tx.appointment.findMany({
    where: {
      endsAt: { gt: now },
      OR: [
        { providerId: calendar.providerId, status: { not: 'cancelled' } },
        { mirrors: { some: { calendarId: calendar.id, isDeleted: false } } },
      ],
    },
    select: {
      id: true,
      version: true,
      status: true,
      providerId: true,
      mirrors: { where: { calendarId: calendar.id } },
    },
    orderBy: { startsAt: 'asc' },
  })
  const due = appointments.filter((appointment) => {
    const mirror = appointment.mirrors[0]
    const isWanted = isShown(appointment) && appointment.providerId === calendar.providerId
    if (!isWanted) return mirror !== undefined && !mirror.isDeleted
    return request.isAll || !mirror || mirror.isDeleted || mirror.writtenVersion !== appointment.version
  })
  for (const { id } of due) await request.enqueue(tx, 'mirror-appointment', { tenantId, appointmentId: id })
  return due.length
}
