import type { AppointmentStatus } from '../db/generated/client.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { consultationValidUntil } from './availability/start-rules.ts'

/** In these a consultation has taken place, or is going to. */
export const consultationStatuses = ['booked', 'checked_in', 'completed'] as const satisfies AppointmentStatus[]

export type PrerequisiteCheck =
  { ok: true } | { ok: false; reason: 'needs_consultation'; consultationServiceId: string; validDays: number }

/**
 * Whether the consultation that a service asks for is there when it starts: completed, or booked
 * and over by then, and so many local days ago at most; or earlier in the same visit. For nobody
 * known only the visit counts. The same rule by which times are found for a known customer.
 */
export async function checkPrerequisite(
  tx: TenantTransaction,
  request: {
    customerId: string | null
    service: { prerequisiteServiceId: string | null; prerequisiteValidDays: number | null }
    startsAt: Date
    alsoInVisit: readonly { serviceId: string; endsAt: Date }[]
    exceptAppointmentIds?: readonly string[]
  },
): Promise<PrerequisiteCheck> {
  const { customerId, startsAt, alsoInVisit } = request
  const { prerequisiteServiceId: serviceId, prerequisiteValidDays: validDays } = request.service
  if (serviceId === null || validDays === null) return { ok: true }
  if (alsoInVisit.some((part) => part.serviceId === serviceId && part.endsAt <= startsAt)) return { ok: true }
  const missing = { ok: false, reason: 'needs_consultation', consultationServiceId: serviceId, validDays } as const
  if (customerId === null) return missing
  const consultations = await tx.appointment.findMany({
    where: {
      customerId,
      serviceId,
      status: { in: [...consultationStatuses] },
      endsAt: { lte: startsAt },
      id: { notIn: [...(request.exceptAppointmentIds ?? [])] },
    },
    select: { endsAt: true, location: { select: { timeZone: true } } },
  })
  return consultations.some((one) => isInTime(one, { startsAt, validDays })) ? { ok: true } : missing
}

/** Whether a consultation is over when something starts, and not longer ago than it counts. */
export function isInTime(
  { endsAt, location: { timeZone } }: { endsAt: Date; location: { timeZone: string } },
  { startsAt, validDays }: { startsAt: Date; validDays: number },
): boolean {
  const validUntil = consultationValidUntil(endsAt.getTime(), validDays, timeZone)
  return endsAt <= startsAt && startsAt.getTime() < validUntil
}
