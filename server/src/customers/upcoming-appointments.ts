import type { AffectedAppointment } from '@ava/protocol/portal/set-up.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Prisma } from '../db/generated/client.ts'
import { fullName } from './names.ts'

/** What is still to come and keeps its time. */
export const upcoming = (now: Date) =>
  ({
    status: { in: ['requested', 'pending_review', 'booked', 'checked_in'] },
    endsAt: { gt: now },
  }) satisfies Prisma.AppointmentWhereInput

/** As many as a page shows. */
const SHOWN = 20

/** Upcoming appointments, the first ones in words and all of them in number. */
export async function upcomingAppointments(
  tx: TenantTransaction,
  { where, now }: { where: Prisma.AppointmentWhereInput; now: Date },
): Promise<{ appointments: AffectedAppointment[]; total: number }> {
  const all = { AND: [upcoming(now), where] }
  const total = await tx.appointment.count({ where: all })
  if (total === 0) return { appointments: [], total }
  const rows = await tx.appointment.findMany({
    where: all,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: SHOWN,
    select: {
      id: true,
      reference: true,
      startsAt: true,
      customer: { select: { givenName: true, familyName: true } },
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      location: { select: { timeZone: true } },
    },
  })
  return {
    total,
    appointments: rows.map(({ id, reference, startsAt, customer, service, provider, location }) => ({
      id,
      reference,
      customerName: fullName(customer),
      serviceName: service.name,
      providerName: provider.displayName,
      startsAt: startsAt.toISOString(),
      timeZone: location.timeZone,
    })),
  }
}

export const nothingAffected = { appointments: [], total: 0 }
