import type { Tenant } from '../../db/for-tenant.ts'
import { lockForTransaction } from '../../db/locks.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { findFreeVisits } from '../availability/find-free-visits.ts'
import { forStaff } from '../for-staff.ts'
import { loadAvailability } from '../load-availability.ts'
import { isSlotTaken, retryWhenOvertaken } from '../occupy.ts'
import { makeOffer } from './make-offer.ts'
import { offerTiming } from './offer-timing.ts'
import { isInWindow } from './waitlist-window.ts'

export interface OfferableTime {
  startsAt: Date
  endsAt: Date
  providerId: string
  providerName: string
  locationId: string
  locationName: string
  timeZone: string
}

/** So many days of somebody's window are looked through. */
const LOOK_DAYS = 28

/** Free times that somebody who waits asked for, earliest first; null when they wait no more. */
export async function timesToOffer(
  tenant: Tenant,
  { entryId, now }: { entryId: string; now: Date },
): Promise<OfferableTime[] | null> {
  return tenant.transaction(async (tx) => {
    const entry = await tx.waitlistEntry.findFirst({ where: { id: entryId, status: 'waiting' } })
    if (!entry) return null
    const dayMs = 86_400_000
    const from = new Date(Math.max(now.getTime(), entry.fromDate.getTime() - dayMs))
    const to = new Date(Math.min(entry.toDate.getTime() + 2 * dayMs, from.getTime() + LOOK_DAYS * dayMs))
    if (to <= from) return []
    const { serviceId, customerId } = entry
    const owner = { waitlistEntryId: entry.id }
    const providerId = entry.providerId ?? undefined
    const availability = await loadAvailability(tx, {
      serviceIds: [serviceId],
      providerId,
      from,
      to,
      now,
      owner,
      customerId,
    })
    if (!availability) return []
    const places = new Map(availability.locations.map((one) => [one.id, one]))
    return findFreeVisits(forStaff(availability.input)).flatMap(({ start, end, locationId, parts: [part] }) => {
      const place = places.get(locationId)!
      const isTheirs = entry.locationId === null || entry.locationId === locationId
      if (!isTheirs || !isInWindow(entry, new Date(start), place.timeZone)) return []
      return {
        startsAt: new Date(start),
        endsAt: new Date(end),
        providerId: part!.providerId,
        providerName: availability.providerNames.get(part!.providerId) ?? '',
        locationId,
        locationName: place.name,
        timeZone: place.timeZone,
      }
    })
  })
}

export type StaffOfferResult =
  | { ok: true; expiresAt: Date }
  | { ok: false; reason: 'not_waiting' | 'slot_taken' | 'too_late' | 'at_night' | 'unreachable' }

/**
 * Offers one time to one who waits because somebody at the desk says so; it is kept for them as
 * long as any offer, and nobody is written to at night.
 */
export async function offerByStaff(
  tenant: Tenant,
  request: {
    entryId: string
    startsAt: Date
    providerId: string
    locationId: string
    actor: string
    now: Date
    enqueue: Enqueue
  },
): Promise<StaffOfferResult> {
  const { entryId, startsAt, providerId, locationId, now } = request
  try {
    return await retryWhenOvertaken(() =>
      tenant.transaction(async (tx): Promise<StaffOfferResult> => {
        await lockForTransaction(tx, `waitlist:${providerId}`)
        const entry = await tx.waitlistEntry.findFirst({ where: { id: entryId, status: 'waiting' } })
        if (!entry) return { ok: false, reason: 'not_waiting' }
        const to = new Date(startsAt.getTime() + 1)
        const { serviceId, customerId } = entry
        const asked = { serviceIds: [serviceId], providerId, from: startsAt, to, now, customerId }
        const availability = await loadAvailability(tx, { ...asked, owner: { waitlistEntryId: entryId } })
        const visit =
          availability &&
          findFreeVisits(forStaff(availability.input)).find(
            (one) => one.start === startsAt.getTime() && one.locationId === locationId,
          )
        if (!visit) return { ok: false, reason: 'slot_taken' }
        const { timeZone } = availability.locations.find(({ id }) => id === locationId)!
        const timing = offerTiming({ now, startsAt, minNoticeMin: 0, timeZone })
        if (timing.when !== 'now') return { ok: false, reason: timing.when === 'never' ? 'too_late' : 'at_night' }
        const resourceIds = [...new Set(visit.occupations.map(({ resourceId }) => resourceId))]
        const freed = { providerId, locationId, startsAt, endsAt: new Date(visit.end), resourceIds }
        const { expiresAt } = timing
        const offerId = await makeOffer(tx, { ...request, tenantId: tenant.id, entry, visit, freed, expiresAt })
        return offerId ? { ok: true, expiresAt } : { ok: false, reason: 'unreachable' }
      }),
    )
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken' }
  }
}
