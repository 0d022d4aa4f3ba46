import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import { openStatuses } from '../changes/visit-of.ts'
import { loadAvailability, type Availability } from '../load-availability.ts'
import { freedVisits } from './freed-visits.ts'
import type { FreedForWaitlist, WaitingEntry } from './match-waitlist.ts'
import { isInWindow } from './waitlist-window.ts'

export interface SuitableVisit {
  visit: FreeVisit
  service: { id: string; minNoticeMin: number }
  timeZone: string
}

/** Longer than any visit: how far before the freed time one may begin that reaches into it. */
const LONGEST_MS = 12 * 3_600_000

/**
 * Looks up, for one entry after the other, the visits that became possible and suit it: in its
 * window, with its provider, at its place, beside none of the customer's own appointments, and
 * not near one that they let pass. What several wait for is computed once.
 */
export function suitableVisits(
  tx: TenantTransaction,
  { freed, now }: { freed: FreedForWaitlist; now: Date },
): (entry: WaitingEntry) => Promise<SuitableVisit[]> {
  const byService = new Map<string, Promise<{ availability: Availability; visits: FreeVisit[] } | null>>()

  const newVisits = async (serviceId: string) => {
    const availability = await loadAvailability(tx, {
      serviceIds: [serviceId],
      from: new Date(freed.startsAt.getTime() - LONGEST_MS),
      to: freed.endsAt,
      now,
      owner: { waitlistEntryId: nobody },
    })
    if (!availability) return null
    const time = { ...freed, start: freed.startsAt.getTime(), end: freed.endsAt.getTime() }
    return { availability, visits: freedVisits(availability.input, time) }
  }

  return async (entry) => {
    const found = byService.get(entry.serviceId) ?? newVisits(entry.serviceId)
    byService.set(entry.serviceId, found)
    const known = await found
    if (!known || known.visits.length === 0) return []
    const { availability, visits } = known
    const zones = new Map(availability.locations.map(({ id, timeZone }) => [id, timeZone]))
    const wanted = visits.filter(
      (visit) =>
        (entry.locationId === null || visit.locationId === entry.locationId) &&
        (entry.providerId === null || visit.parts[0]!.providerId === entry.providerId) &&
        isInWindow(entry, new Date(visit.start), zones.get(visit.locationId)!),
    )
    if (wanted.length === 0) return []
    const [own, before] = [await ownAppointments(tx, entry, wanted), await offeredBefore(tx, entry)]
    const service = availability.services[0]!
    return wanted
      .filter((visit) => !own.some(({ startsAt, endsAt }) => +startsAt < visit.end && +endsAt > visit.start))
      .filter((visit) => !before.some((startsAt) => Math.abs(+startsAt - visit.start) < SAME_TIME_MS))
      .map((visit) => ({ visit, service, timeZone: zones.get(visit.locationId)! }))
  }
}

/** Who let one time pass is not asked about the next quarter of an hour: others come first. */
const SAME_TIME_MS = 3 * 3_600_000

/** An owner who holds nothing. */
const nobody = '00000000-0000-0000-0000-000000000000'

function ownAppointments(tx: TenantTransaction, { customerId }: WaitingEntry, visits: readonly FreeVisit[]) {
  const startsAt = { lt: new Date(Math.max(...visits.map(({ end }) => end))) }
  const endsAt = { gt: new Date(Math.min(...visits.map(({ start }) => start))) }
  const status = { in: [...openStatuses, 'checked_in' as const] }
  return tx.appointment.findMany({ where: { customerId, status, startsAt, endsAt } })
}

/** What they let pass or said no to, near these times. */
async function offeredBefore(tx: TenantTransaction, { id: entryId }: WaitingEntry): Promise<Date[]> {
  const offers = await tx.waitlistOffer.findMany({
    where: { entryId, status: { in: ['declined', 'expired'] } },
    select: { hold: { select: { startsAt: true } } },
  })
  return offers.map(({ hold }) => hold.startsAt)
}
