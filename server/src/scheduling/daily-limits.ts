import type { TenantTransaction } from '../db/for-tenant.ts'
import { lockForTransaction } from '../db/locks.ts'
import type { Availability } from './load-availability.ts'

/**
 * Makes those who take the same limited day come one after the other, until the transaction ends:
 * two could else take the last place of it at different hours. A service's day is counted at one
 * location; a provider's wherever they work, in whichever zone, so that all of it is one lock.
 */
export async function lockDailyLimits(
  tx: TenantTransaction,
  request: {
    availability: Availability
    offer: { locationId: string }
    parts: readonly { serviceId: string; providerId: string; startsAt: Date }[]
  },
): Promise<void> {
  const { availability, offer, parts } = request
  const { services, providers, locations } = availability.input
  const location = locations.find(({ id }) => id === offer.locationId)
  if (!location) return
  const keys = parts.flatMap(({ serviceId, providerId, startsAt }) => {
    const service = services.find(({ id }) => id === serviceId)
    const provider = providers.find(({ id }) => id === providerId)
    const day = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(location.timeZone)
    return [
      ...(service && service.maxPerDay !== null
        ? [`day:${serviceId}:${offer.locationId}:${day.toPlainDate().toString()}`]
        : []),
      ...(provider && provider.maxPerDay !== null ? [`day:${providerId}`] : []),
    ]
  })
  // Everybody takes them in the same order, so that two never wait for each other.
  for (const key of [...new Set(keys)].sort()) await lockForTransaction(tx, key)
}
