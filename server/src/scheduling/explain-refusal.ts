import type { Tenant } from '../db/for-tenant.ts'
import { whyNotFree, type Obstacle } from './availability/why-not-free.ts'
import { loadAvailability } from './load-availability.ts'

export interface WantedTime {
  serviceIds: readonly string[]
  startsAt: Date
  providerId: string
  locationId: string
  /** The membership of whoever asks. */
  staffId: string
  /** All of a visit that is to be moved. */
  exceptAppointmentIds?: readonly string[]
  customerId?: string | undefined
  now: Date
}

/**
 * What stands against a time that was refused, for the person who asked. Looked up after the
 * refusal: when nothing stands against it any more, somebody was faster and has let go since.
 */
export async function explainRefusal(
  tenant: Tenant,
  wanted: WantedTime,
): Promise<Obstacle | 'calendar_withheld' | 'slot_taken'> {
  const { startsAt, providerId, locationId, staffId } = wanted
  return tenant.transaction(async (tx) => {
    const availability = await loadAvailability(tx, {
      ...wanted,
      from: startsAt,
      to: new Date(startsAt.getTime() + 1),
      owner: { staffId },
    })
    if (!availability) return 'not_performed'
    const isThere = availability.input.providers.some(({ id }) => id === providerId)
    // Who is on the list and yet not among the staff has a calendar that does not answer.
    const isListed = availability.services[0]!.providerIds.includes(providerId)
    if (isListed && !isThere && startsAt > wanted.now) {
      const calendar = await tx.calendar.count({ where: { providerId } })
      return calendar > 0 ? 'calendar_withheld' : 'not_performed'
    }
    return whyNotFree(availability.input, { locationId, providerId, start: startsAt.getTime() }) ?? 'slot_taken'
  })
}
