import type { Tenant } from '../../db/for-tenant.ts'
import { loadAvailability } from '../load-availability.ts'
import { findOffer, type Offer } from '../offers.ts'
import { partsOf } from '../visit.ts'
import { todayIn } from '../when/time-wish.ts'
import { searched } from './find-openings.ts'
import { offerOpenings, type Opening } from './offer-openings.ts'
import { weighed } from './weighed.ts'

const dayMs = 86_400_000

/** The free times closest to an offered one that is gone, offered in its place; earliest first. */
export async function findNearest(
  tenant: Tenant,
  query: {
    conversationId: string
    token: string
    now: Date
    offer?: Offer
    limit?: number
    exceptAppointmentId?: string | undefined
    exceptAppointmentIds?: readonly string[] | undefined
    customerId?: string | undefined
  },
): Promise<Opening[]> {
  return tenant.transaction(async (tx) => {
    const found = query.offer ? ({ ok: true, offer: query.offer } as const) : await findOffer(tx, query)
    if (!found.ok) return []
    const { offer } = found
    const serviceIds = partsOf(offer).map(({ serviceId }) => serviceId)
    const availability = await loadAvailability(tx, {
      ...searched({ ...query, serviceId: offer.serviceId, serviceIds }),
      from: new Date(Math.max(query.now.getTime(), offer.startsAt.getTime() - 3 * dayMs)),
      to: new Date(offer.startsAt.getTime() + 7 * dayMs),
    })
    if (!availability) return []
    const wanted = offer.startsAt.getTime()
    const byCloseness = weighed(availability, todayIn(offer.location.timeZone, query.now)).sort(
      (a, b) =>
        Math.abs(a.start - wanted) - Math.abs(b.start - wanted) ||
        Number(b.providerId === offer.providerId) - Number(a.providerId === offer.providerId),
    )
    const starts = new Set<number>()
    const nearest = byCloseness
      .filter(({ start }) => !starts.has(start) && starts.add(start))
      .slice(0, query.limit ?? 3)
      .map(({ visit }) => visit)
    return offerOpenings(
      tx,
      query,
      availability,
      nearest.sort((a, b) => a.start - b.start),
    )
  })
}
