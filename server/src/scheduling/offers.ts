import type { TenantTransaction } from '../db/for-tenant.ts'
import type { FreeVisit } from './availability/free-visit.ts'
import { placeVisit } from './availability/place-visit.ts'
import { lockDailyLimits } from './daily-limits.ts'
import { loadAvailability, type Availability } from './load-availability.ts'
import { normaliseToken } from './openings/offer-slots.ts'
import type { Owner } from './owner.ts'
import { partsOf } from './visit.ts'

const offerDetails = {
  service: { include: { policy: true } },
  provider: true,
  location: true,
} as const

/** What a slot token stands for in its conversation. */
export type Offer = NonNullable<Awaited<ReturnType<typeof loadOffer>>>

function loadOffer(tx: TenantTransaction, query: { conversationId: string; token: string }) {
  return tx.slotOffer.findFirst({
    where: { conversationId: query.conversationId, token: normaliseToken(query.token) },
    include: offerDetails,
  })
}

export type FoundOffer = { ok: true; offer: Offer } | { ok: false; reason: 'unknown_slot' | 'slot_expired' }

/** Only what was offered in this conversation counts, for as long as the offer stands, and never a time gone by. */
export async function findOffer(
  tx: TenantTransaction,
  query: { conversationId: string; token: string; now: Date },
): Promise<FoundOffer> {
  const offer = await loadOffer(tx, query)
  if (!offer) return { ok: false, reason: 'unknown_slot' }
  if (offer.expiresAt <= query.now || offer.startsAt <= query.now) return { ok: false, reason: 'slot_expired' }
  return { ok: true, offer }
}

/** A time for one service or several, with whom and where: an offer, a hold, or what a person at the desk chose. */
export interface WantedVisit {
  serviceId: string
  providerId: string
  locationId: string
  startsAt: Date
  endsAt: Date
  /** As SlotOffer stores them. */
  parts: unknown
}

/**
 * The offered visit as the spa stands now, with the resources to take; null when it is free no
 * more. The minimum notice is not asked for again: it was kept when the slot was offered.
 */
export async function slotOfOffer(
  tx: TenantTransaction,
  query: {
    offer: WantedVisit
    now: Date
    /** Appointments that would make room by moving: all of a visit. */
    exceptAppointmentIds?: readonly string[] | undefined
    /** Who asks: their own holds do not stand in their way. */
    owner: Owner
  },
): Promise<FreeVisit | null> {
  const { offer, now } = query
  const parts = partsOf(offer)
  const starts = parts.map(({ startsAt }) => startsAt.getTime())
  const load = () =>
    loadAvailability(tx, {
      serviceIds: parts.map(({ serviceId }) => serviceId),
      providerIds: parts.map(({ providerId }) => providerId),
      from: new Date(Math.min(...starts)),
      to: new Date(Math.max(...starts) + 1),
      now,
      owner: query.owner,
      exceptAppointmentIds: query.exceptAppointmentIds,
    })
  let availability = await load()
  if (availability && isLimited(availability)) {
    await lockDailyLimits(tx, { availability, offer, parts })
    // What others took until we had the locks counts.
    availability = await load()
  }
  if (!availability) return null
  const { input } = availability
  const services = parts.map(({ serviceId }) => input.services.find(({ id }) => id === serviceId)!)
  return placeVisit(input, services, {
    locationId: offer.locationId,
    parts: parts.map(({ providerId, startsAt }) => ({ providerId, start: startsAt.getTime() })),
  })
}

function isLimited({ input }: Availability): boolean {
  return [...input.services, ...input.providers].some(({ maxPerDay }) => maxPerDay !== null)
}
