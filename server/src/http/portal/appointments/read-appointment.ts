import type { AppointmentDetail, AppointmentFees } from '@ava/protocol/portal/appointments.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { visitTerms } from '../../../scheduling/cancellation-terms.ts'
import { notFound } from '../row-id.ts'
import { dayColumns, toDayAppointment, type Viewer } from './day-appointment.ts'
import { today } from './local-day.ts'

/** One appointment as the day shows it, with what the day says around it. Throws 404 when this spa has none such. */
export async function readAppointment(
  tenant: Tenant,
  options: { id: string; viewer: Viewer; now: Date },
): Promise<AppointmentDetail> {
  const { id, viewer, now } = options
  const { onlyProviderId } = viewer
  return tenant.transaction(async (tx) => {
    const row = await tx.appointment.findFirst({
      where: { id, ...(onlyProviderId === null ? {} : { providerId: onlyProviderId }) },
      select: {
        ...dayColumns,
        cancelReason: true,
        planId: true,
        provider: { select: { displayName: true } },
        location: { select: { name: true, timeZone: true } },
      },
    })
    if (!row) throw notFound('appointment')
    const partCount = row.visitId ? await tx.appointment.count({ where: { visitId: row.visitId } }) : 1
    const rebook = await tx.task.count({ where: { kind: 'rebook', status: { not: 'done' }, appointmentId: id } })
    const { timeZone, name } = row.location
    return {
      ...toDayAppointment(row, { now, viewer, needsRebooking: rebook > 0, partCount }),
      providerName: row.provider.displayName,
      locationName: name,
      timeZone,
      date: today(row.startsAt, timeZone).toString(),
      cancelReason: row.cancelReason,
      planId: row.planId,
    }
  })
}

/** What giving it up costs by its policy at this moment. Throws 404 when this spa has none such. */
export async function readFees(tenant: Tenant, options: { id: string; now: Date }): Promise<AppointmentFees> {
  const { id: appointmentId, now } = options
  return tenant.transaction(async (tx) => {
    const row = await tx.appointment.findFirst({ where: { id: appointmentId }, select: { currency: true } })
    if (!row) throw notFound('appointment')
    const cancelled = await visitTerms(tx, { appointmentId, givenUp: 'cancelled', now })
    const noShow = await visitTerms(tx, { appointmentId, givenUp: 'no_show', now })
    const moved = await visitTerms(tx, { appointmentId, givenUp: 'moved', now })
    return {
      currency: row.currency,
      cancelCents: cancelled.dueCents,
      noShowCents: noShow.dueCents,
      moveCents: moved.dueCents,
      policy: cancelled.policy?.text ?? null,
      window: cancelled.policy && {
        hours: cancelled.policy.cancelWindowHours,
        isOpeningHours: cancelled.policy.windowClock === 'business',
      },
    }
  })
}
