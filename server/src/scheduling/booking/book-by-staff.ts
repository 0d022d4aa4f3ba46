import { loadPlaceFacts } from '../../db/booking-facts.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { isSlotTaken, retryWhenOvertaken } from '../occupy.ts'
import { slotOfOffer, type WantedVisit } from '../offers.ts'
import { storedParts } from '../visit.ts'
import { bookedUnder, customerOnFile, newestContacts } from './book-held.ts'
import type { AcceptedPolicy } from './booking-rows.ts'
import { commitBooking, type BookedAlongside } from './commit-booking.ts'

export interface StaffBookingRequest {
  /** The member of staff, as a membership's id: what they hold themselves does not stand in their way. */
  staffId: string
  /** "user:<id>" */
  actor: string
  customerId: string
  locationId: string
  /** In order, one after the other. Ends are computed from the services. */
  services: readonly { serviceId: string; providerId: string; startsAt: Date }[]
  note?: string | null
  idempotencyKey: string
  plan?: { id: string; position: number } | null
  /** To which the customer said yes before. */
  acceptedPolicies?: readonly AcceptedPolicy[]
  alongside?: BookedAlongside
  now: Date
  enqueue: Enqueue
}

export type StaffBookingResult =
  | { ok: true; appointment: AppointmentDetails; appointments: AppointmentDetails[]; isNew: boolean }
  | { ok: false; reason: 'slot_taken' }

/**
 * Books a time that a person at the desk chose. It must be free as for anybody, only without
 * minimum notice; the spa's own people have said yes, so no approval is asked for.
 */
export async function bookByStaff(tenant: Tenant, request: StaffBookingRequest): Promise<StaffBookingResult> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => bookByStaffIn(tx, tenant, request)))
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken' }
  }
}

/** As bookByStaff, inside a transaction; throws as `occupy` does when somebody is faster. */
export async function bookByStaffIn(
  tx: TenantTransaction,
  tenant: Pick<Tenant, 'id' | 'secrets'>,
  request: StaffBookingRequest,
): Promise<StaffBookingResult> {
  const { now, staffId, idempotencyKey } = request
  const earlier = await bookedUnder(tx, idempotencyKey)
  if (earlier) return { ...earlier, isNew: false }
  const place = await loadPlaceFacts(tx, {
    serviceIds: request.services.map(({ serviceId }) => serviceId),
    providerIds: request.services.map(({ providerId }) => providerId),
    locationId: request.locationId,
    now,
  })
  const wanted = await wantedVisit(tx, request)
  const visit = await slotOfOffer(tx, { offer: wanted, owner: { staffId }, now })
  if (!visit) return { ok: false, reason: 'slot_taken' }
  const customer = await customerOnFile(tx, request.customerId)
  const appointments = await commitBooking(tx, {
    ...request,
    tenant,
    place: {
      ...place,
      services: new Map([...place.services].map(([id, one]) => [id, { ...one, requiresApproval: false }])),
    },
    parts: visit.parts.map(({ serviceId, providerId, start, end }) => ({
      serviceId,
      providerId,
      startsAt: new Date(start),
      endsAt: new Date(end),
    })),
    customer,
    conversation: null,
    time: { visit, before: () => Promise.resolve() },
    note: request.note ?? null,
    idempotencyKey,
    acceptedPolicies: request.acceptedPolicies ?? [],
    assessments: [],
    plan: request.plan ?? null,
    contacts: newestContacts(customer),
    consentText: null,
  })
  return { ok: true, appointment: appointments[0]!, appointments, isNew: true }
}

/** With each service's visible end, as an offer would store it. */
async function wantedVisit(tx: TenantTransaction, request: StaffBookingRequest): Promise<WantedVisit> {
  const segments = await tx.serviceSegment.findMany({
    where: { serviceId: { in: request.services.map(({ serviceId }) => serviceId) } },
    orderBy: { position: 'asc' },
  })
  const parts = request.services.map(({ serviceId, providerId, startsAt }) => {
    const own = segments.filter((segment) => segment.serviceId === serviceId)
    const lastVisible = own.findLastIndex(({ isVisible }) => isVisible)
    const minutes = own.slice(0, lastVisible + 1).reduce((sum, { durationMin }) => sum + durationMin, 0)
    return { serviceId, providerId, startsAt, endsAt: new Date(startsAt.getTime() + minutes * 60_000) }
  })
  const first = parts[0]!
  return {
    serviceId: first.serviceId,
    providerId: first.providerId,
    locationId: request.locationId,
    startsAt: first.startsAt,
    endsAt: parts.at(-1)!.endsAt,
    parts: storedParts(parts),
  }
}
