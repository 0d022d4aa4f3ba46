import { busyTimes } from '../db/busy-times.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import { OpeningHours } from '../tenants/settings.ts'
import type { AvailabilityInput } from './availability/availability.ts'
import { ownerColumns, type Owner } from './owner.ts'

/** The spa's own setting for one service, and all that its slots depend on. */
export interface ServiceAvailability {
  service: { id: string; name: string; minNoticeMin: number; horizonDays: number }
  /** By provider id. */
  providerNames: Map<string, string>
  locations: { id: string; name: string; timeZone: string }[]
  input: AvailabilityInput
}

const dayMs = 86_400_000

/**
 * Reads what `findFreeSlots` needs for one service and a window, in one transaction.
 * Null when the spa has no such service, or offers it no more.
 */
export async function loadAvailability(
  tx: TenantTransaction,
  query: {
    serviceId: string
    from: Date
    to: Date
    now: Date
    /** Their own holds do not stand in their way. */
    owner: Owner
    /** Only this provider. */
    providerId?: string | undefined
    /** Appointments that would make room by moving. */
    exceptAppointmentIds?: readonly string[] | undefined
  },
): Promise<ServiceAvailability | null> {
  const service = await tx.service.findFirst({
    where: { id: query.serviceId, isActive: true },
    include: { segments: { orderBy: { position: 'asc' } } },
  })
  if (!service) return null
  const providers = await tx.provider.findMany({
    where: {
      isActive: true,
      eligibility: { some: { serviceId: service.id } },
      ...(query.providerId ? { id: query.providerId } : {}),
    },
    orderBy: { id: 'asc' },
    include: {
      schedules: true,
      exceptions: {
        where: {
          localDate: { gte: new Date(query.from.getTime() - 2 * dayMs), lte: new Date(query.to.getTime() + 2 * dayMs) },
        },
      },
    },
  })
  const resources = await tx.resource.findMany({ where: { isActive: true }, orderBy: [{ name: 'asc' }, { id: 'asc' }] })
  const locations = await tx.location.findMany({ orderBy: { id: 'asc' } })
  const taken = await busyTimes(tx, {
    resourceIds: resources.map(({ id }) => id),
    // A visit that begins in the window may end the day after.
    from: query.from,
    to: new Date(query.to.getTime() + dayMs),
    now: query.now,
    owner: ownerColumns(query.owner),
    exceptAppointmentIds: query.exceptAppointmentIds ?? [],
  })

  const ownResource = new Map(resources.flatMap((one) => (one.providerId ? [[one.providerId, one] as const] : [])))
  return {
    service,
    providerNames: new Map(providers.map((provider) => [provider.id, provider.displayName])),
    locations,
    input: {
      now: query.now.getTime(),
      from: query.from.getTime(),
      to: query.to.getTime(),
      segments: service.segments,
      minNoticeMin: service.minNoticeMin,
      horizonDays: service.horizonDays,
      slotIntervalMin: service.slotIntervalMin,
      locations: locations.map(({ id, timeZone, hours }) => ({ id, timeZone, hours: OpeningHours.parse(hours) })),
      // A provider without a resource row cannot be kept free, so is not offered.
      providers: providers.flatMap((provider) => {
        const resource = ownResource.get(provider.id)
        if (!resource) return []
        return {
          id: provider.id,
          resourceId: resource.id,
          homeLocationId: resource.locationId,
          licensedUntil: provider.licenceExpires ? localDateOf(provider.licenceExpires) : null,
          schedules: provider.schedules,
          exceptions: provider.exceptions.map(({ localDate, startMin, endMin }) => ({
            date: localDateOf(localDate).toString(),
            startMin,
            endMin,
          })),
        }
      }),
      eligibleProviderIds: new Set(providers.map(({ id }) => id)),
      resources: resources.flatMap(({ id, purpose, locationId, providerId }) =>
        purpose !== null && providerId === null ? { id, purpose, locationId } : [],
      ),
      occupations: taken.map(({ resourceId, startsAt, endsAt }) => ({
        resourceId,
        start: startsAt.getTime(),
        end: endsAt.getTime(),
      })),
    },
  }
}

/** A `date` column comes as midnight UTC of that day. */
export function localDateOf(column: Date): Temporal.PlainDate {
  return Temporal.PlainDate.from(column.toISOString().slice(0, 10))
}
