import type { TenantTransaction } from '../db/for-tenant.ts'
import { findFreeSlots, type FreeSlot } from './availability/availability.ts'
import { loadAvailability } from './load-availability.ts'
import { normaliseToken } from './openings/offer-slots.ts'

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

/**
 * The offer's slot as the spa stands now, with the resources to take; null when it is free no
 * more. The minimum notice is not asked for again: it was kept when the slot was offered.
 */
export async function slotOfOffer(
  tx: TenantTransaction,
  query: { offer: Offer; conversationId: string; now: Date; exceptAppointmentId?: string | undefined },
): Promise<FreeSlot | null> {
  const { offer } = query
  const availability = await loadAvailability(tx, {
    serviceId: offer.serviceId,
    providerId: offer.providerId,
    from: offer.startsAt,
    to: new Date(offer.startsAt.getTime() + 1),
    now: query.now,
    conversationId: query.conversationId,
    exceptAppointmentId: query.exceptAppointmentId,
  })
  if (!availability) return null
  return findFreeSlots({ ...availability.input, minNoticeMin: 0 }).find(isOffers(offer)) ?? null
}

function isOffers(offer: { locationId: string; startsAt: Date }) {
  return (slot: FreeSlot) => slot.locationId === offer.locationId && slot.start === offer.startsAt.getTime()
}
