import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { loadAvailability } from '../load-availability.ts'
import { findOffer, type Offer } from '../offers.ts'
import { partsOf } from '../visit.ts'
import { todayIn } from '../when/time-wish.ts'
import { searched } from './find-openings.ts'
import { offerOpenings, type Opening } from './offer-openings.ts'
import { weighed } from './weighed.ts'

const dayMs = 86_400_000

interface NearestQuery {
  conversationId: string
  token: string
  now: Date
  offer?: Offer
  limit?: number
  exceptAppointmentIds?: readonly string[] | undefined
  customerId?: string | undefined
}

/** The free times closest to an offered one that is gone, offered in its place; earliest first. */
export async function findNearest(tenant: Tenant, query: NearestQuery): Promise<Opening[]> {
  return tenant.transaction(async (tx) => {
    const found = query.offer ? ({ ok: true, offer: query.offer } as const) : await findOffer(tx, query)
    if (!found.ok) return []
    const { offer } = found
    const limit = query.limit ?? 3
    // What lies within a day is nearer than all that does not: mostly there is no need to look further,
    // and of many who lose the same slot at once each asks here.
    const close = await nearestWithin(tx, query, offer, { daysBefore: 1, daysAfter: 1, limit })
    const nearest =
      close && close.visits.length >= limit
        ? close
        : await nearestWithin(tx, query, offer, { daysBefore: 3, daysAfter: 7, limit })
    if (!nearest) return []
    return offerOpenings(
      tx,
      query,
      nearest.availability,
      nearest.visits.sort((a, b) => a.start - b.start),
    )
  })
}

async function nearestWithin(
  tx: TenantTransaction,
  query: NearestQuery,
  offer: Offer,
  { daysBefore, daysAfter, limit }: { daysBefore: number; daysAfter: number; limit: number },
) {
  const serviceIds = partsOf(offer).map(({ serviceId }) => serviceId)
  const wanted = offer.startsAt.getTime()
  const availability = await loadAvailability(tx, {
    ...searched({ ...query, serviceId: offer.serviceId, serviceIds }),
    from: new Date(Math.max(query.now.getTime(), wanted - daysBefore * dayMs)),
    to: new Date(wanted + daysAfter * dayMs),
  })
  if (!availability) return null
  const byCloseness = weighed(availability, todayIn(offer.location.timeZone, query.now)).sort(
    (a, b) =>
      Math.abs(a.start - wanted) - Math.abs(b.start - wanted) ||
      Number(b.providerId === offer.providerId) - Number(a.providerId === offer.providerId),
  )
  const starts = new Set<number>()
  const visits = byCloseness
    .filter(({ start }) => !starts.has(start) && starts.add(start))
    .slice(0, limit)
    .map(({ visit }) => visit)
  return { availability, visits }
}
