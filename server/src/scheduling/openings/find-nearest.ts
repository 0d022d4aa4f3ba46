import type { Tenant } from '../../db/for-tenant.ts'
import { loadAvailability } from '../load-availability.ts'
import { findOffer, type Offer } from '../offers.ts'
import { offerOpenings, weighed, type Opening } from './find-openings.ts'

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
  },
): Promise<Opening[]> {
  return tenant.transaction(async (tx) => {
    const found = query.offer ? ({ ok: true, offer: query.offer } as const) : await findOffer(tx, query)
    if (!found.ok) return []
    const { offer } = found
    const availability = await loadAvailability(tx, {
      serviceId: offer.serviceId,
      from: new Date(Math.max(query.now.getTime(), offer.startsAt.getTime() - 3 * dayMs)),
      to: new Date(offer.startsAt.getTime() + 7 * dayMs),
      now: query.now,
      owner: { conversationId: query.conversationId },
      exceptAppointmentIds: query.exceptAppointmentId ? [query.exceptAppointmentId] : [],
    })
    if (!availability) return []
    const day = Temporal.Instant.fromEpochMilliseconds(query.now.getTime()).toZonedDateTimeISO(offer.location.timeZone)
    const wanted = offer.startsAt.getTime()
    const byCloseness = weighed(availability, day.toPlainDate()).sort(
      (a, b) =>
        Math.abs(a.start - wanted) - Math.abs(b.start - wanted) ||
        Number(b.providerId === offer.providerId) - Number(a.providerId === offer.providerId),
    )
    const starts = new Set<number>()
    const nearest = byCloseness
      .filter(({ start }) => !starts.has(start) && starts.add(start))
      .slice(0, query.limit ?? 3)
    return offerOpenings(
      tx,
      query,
      availability,
      nearest.sort((a, b) => a.start - b.start),
    )
  })
}
