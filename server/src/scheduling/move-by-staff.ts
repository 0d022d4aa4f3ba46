import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { findFreeVisits } from './availability/find-free-visits.ts'
import type { FreeVisit } from './availability/free-visit.ts'
import { cancellationTerms, waivedByStaff } from './cancellation-terms.ts'
import { moveVisit } from './changes/move-visit.ts'
import { isOpen, loadVisit } from './changes/visit-of.ts'
import { forStaff } from './for-staff.ts'
import { loadAvailability, type Availability } from './load-availability.ts'
import { isSlotTaken, retryWhenOvertaken } from './occupy.ts'
import { slotOfOffer } from './offers.ts'
import { partsToTake, storedParts } from './visit.ts'

interface Asking {
  appointmentId: string
  /** The membership of whoever asks: holds of their own do not stand in the way. */
  staffId: string
  now: Date
}

export interface FreeTime {
  startsAt: Date
  endsAt: Date
  /** Of several services, the first one's. */
  providerId: string
  providerName: string
  locationId: string
  locationName: string
}

/**
 * Where an appointment, with the others of its visit, could go: every free time that begins in
 * the window, earliest first. Null when it cannot be moved any more.
 */
export async function freeTimesFor(
  tenant: Tenant,
  request: Asking & { from: Date; to: Date },
): Promise<FreeTime[] | null> {
  return tenant.transaction(async (tx) => {
    const moving = await movable(tx, request)
    if (!moving) return null
    const availability = await searchAround(tx, request, { moving, ...request })
    if (!availability) return []
    const locations = new Map(availability.locations.map(({ id, name }) => [id, name]))
    const isThere = ({ start, locationId, parts }: FreeVisit) =>
      start === moving[0]!.startsAt.getTime() &&
      locationId === moving[0]!.locationId &&
      parts[0]!.providerId === moving[0]!.providerId
    return findFreeVisits(forStaff(availability.input))
      .filter((visit) => !isThere(visit))
      .map(({ start, end, parts: [first], locationId }) => ({
        startsAt: new Date(start),
        endsAt: new Date(end),
        providerId: first!.providerId,
        providerName: availability.providerNames.get(first!.providerId) ?? '',
        locationId,
        locationName: locations.get(locationId) ?? '',
      }))
  })
}

export type MoveByStaffResult =
  { ok: true; appointments: AppointmentDetails[] } | { ok: false; reason: 'not_booked' | 'slot_taken' }

/**
 * Moves an appointment, with the others of its visit, to a time that is free now. The old time is
 * freed only together with the new one being taken; whatever fails leaves it where it was.
 */
export async function moveByStaff(
  tenant: Tenant,
  request: Asking & {
    to: { startsAt: Date; providerId: string; locationId: string }
    /** Staff ask no fee for it. */
    waivesFee: boolean
    actor: string
    enqueue: Enqueue
  },
): Promise<MoveByStaffResult> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => move(tx, tenant.id, request)))
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken' }
  }
}

async function move(
  tx: TenantTransaction,
  tenantId: string,
  request: Parameters<typeof moveByStaff>[1],
): Promise<MoveByStaffResult> {
  const { to, now, actor, enqueue, staffId } = request
  const moving = await movable(tx, request)
  if (!moving) return { ok: false, reason: 'not_booked' }
  const from = to.startsAt
  const availability = await searchAround(tx, request, { moving, from, to: new Date(from.getTime() + 1) })
  const chosen =
    availability &&
    findFreeVisits(forStaff(availability.input, { everyMin: 5 })).find(
      ({ start, locationId, parts }) =>
        start === from.getTime() && locationId === to.locationId && parts[0]!.providerId === to.providerId,
    )
  if (!chosen) return { ok: false, reason: 'slot_taken' }
  const parts = partsToTake(chosen)
  // Once more, under the locks of daily limits.
  const free = await slotOfOffer(tx, {
    offer: { ...parts[0]!, parts: storedParts(parts) },
    owner: { staffId },
    now,
    exceptAppointmentIds: moving.map(({ id }) => id),
  })
  if (!free) return { ok: false, reason: 'slot_taken' }
  const byPolicy = await cancellationTerms(tx, { appointments: moving, givenUp: 'moved', now })
  const appointments = await moveVisit(tx, {
    tenantId,
    enqueue,
    now,
    actor,
    conversationId: null,
    open: moving,
    to: free,
    terms: request.waivesFee ? waivedByStaff(byPolicy) : byPolicy,
  })
  return { ok: true, appointments }
}

/** The appointment and what else of its visit is still to come, rows locked; null when it has begun or is given up. */
async function movable(tx: TenantTransaction, { appointmentId, now }: Asking): Promise<AppointmentDetails[] | null> {
  const visit = await loadVisit(tx, { appointmentId })
  const open = visit.filter((one) => isOpen(one) && one.startsAt > now)
  return open.some(({ id }) => id === appointmentId) ? open : null
}

function searchAround(
  tx: TenantTransaction,
  { staffId, now }: Asking,
  { moving, from, to }: { moving: readonly AppointmentDetails[]; from: Date; to: Date },
): Promise<Availability | null> {
  return loadAvailability(tx, {
    serviceIds: moving.map(({ serviceId }) => serviceId),
    from,
    to,
    now,
    owner: { staffId },
    exceptAppointmentIds: moving.map(({ id }) => id),
    customerId: moving[0]!.customerId,
  })
}
