import { addContacts, chooseCustomer, type Person } from '../../customers/find-or-create.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Channel } from '../../db/generated/client.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { checkPrerequisite } from '../check-prerequisite.ts'
import { isSlotTaken, retryWhenOvertaken, SlotTakenError } from '../occupy.ts'
import { assessAppointments } from '../screening/assess-appointments.ts'
import { screeningState } from '../screening/screening-state.ts'
import { bookByStaffIn } from './book-by-staff.ts'
import { bookedUnder } from './book-held.ts'

export interface DeskBooking {
  staffId: string
  /** "user:<id>" */
  actor: string
  customer: { id: string } | { person: Person }
  serviceId: string
  providerId: string
  locationId: string
  startsAt: Date
  note: string | null
  /** The policy as it was read to the customer, and how they said yes; channel null: face to face. */
  policy: { id: string; channel: Channel | null } | null
  idempotencyKey: string
  now: Date
  enqueue: Enqueue
}

export type DeskBookingResult =
  | { ok: true; appointment: AppointmentDetails; isNew: boolean }
  | {
      ok: false
      reason: 'no_service' | 'no_customer' | 'slot_taken' | 'needs_policy' | 'policy_changed' | 'needs_consultation'
    }

/**
 * Books what somebody arranged with a customer at the desk, through the same gates that Ava keeps:
 * the policy that stands must have been accepted, a consultation that is asked for must be there,
 * and what the answers on file say against it makes it wait for a clinician.
 */
export async function bookAtDesk(tenant: Tenant, request: DeskBooking): Promise<DeskBookingResult> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => book(tx, tenant, request)))
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken' }
  }
}

async function book(tx: TenantTransaction, tenant: Tenant, request: DeskBooking): Promise<DeskBookingResult> {
  const { serviceId, providerId, locationId, startsAt, now, enqueue } = request
  const earlier = await bookedUnder(tx, request.idempotencyKey)
  if (earlier) return { ok: true, appointment: earlier.appointment, isNew: false }
  if (startsAt <= now) return { ok: false, reason: 'slot_taken' }
  const service = await tx.service.findFirst({ where: { id: serviceId, isActive: true }, include: { policy: true } })
  if (!service) return { ok: false, reason: 'no_service' }
  const { policy } = service
  if (policy && !request.policy) return { ok: false, reason: 'needs_policy' }
  if (policy && request.policy!.id !== policy.id) return { ok: false, reason: 'policy_changed' }
  const known = await findCustomer(tx, request.customer)
  if (known === null && 'id' in request.customer) return { ok: false, reason: 'no_customer' }
  const consultation = await checkPrerequisite(tx, { customerId: known, service, startsAt, alsoInVisit: [] })
  if (!consultation.ok) return { ok: false, reason: 'needs_consultation' }
  const customerId = known ?? (await createCustomer(tx, request.customer))
  const booked = await bookByStaffIn(tx, tenant, {
    ...request,
    customerId,
    services: [{ serviceId, providerId, startsAt }],
    acceptedPolicies: policy
      ? [
          {
            id: policy.id,
            text: policy.text,
            version: policy.version,
            disclosedAt: now,
            acceptedAt: now,
            channel: request.policy!.channel,
          },
        ]
      : [],
    alongside: async (within, { appointmentIds }) => {
      const { timeZone } = await within.location.findFirstOrThrow({
        where: { id: locationId },
        select: { timeZone: true },
      })
      const startsOn = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(timeZone)
      const asked = { secrets: tenant.secrets, serviceId, customerId, startsOn: startsOn.toPlainDate(), now }
      const { state } = await screeningState(within, asked)
      // Of what nobody has answered nothing is written: it would read as if all were well.
      if (state === 'none' || state === 'unanswered') return false
      const where = { id: { in: appointmentIds } }
      const about = { tenantId: tenant.id, secrets: tenant.secrets, enqueue, now, where, isNew: true }
      return (await assessAppointments(within, about)).some(({ isNowPending }) => isNowPending)
    },
  })
  // Thrown, so that nothing is kept: not the new customer either.
  if (!booked.ok) throw new SlotTakenError('The time is not free')
  return { ok: true, appointment: booked.appointment, isNew: booked.isNew }
}

async function findCustomer(tx: TenantTransaction, customer: DeskBooking['customer']): Promise<string | null> {
  if ('id' in customer) {
    const row = await tx.customer.findFirst({ where: { id: customer.id, mergedIntoId: null }, select: { id: true } })
    return row?.id ?? null
  }
  const { person } = customer
  const known = await tx.customer.findMany({
    where: {
      mergedIntoId: null,
      identities: { some: { OR: person.contacts.map(({ kind, value }) => ({ kind, value })) } },
    },
    include: { identities: true },
    orderBy: { createdAt: 'asc' },
  })
  return chooseCustomer({ present: null, isVerified: false, known }, person)?.customerId ?? null
}

async function createCustomer(tx: TenantTransaction, customer: DeskBooking['customer']): Promise<string> {
  if ('id' in customer) return customer.id
  const { givenName, familyName, contacts } = customer.person
  const { id } = await tx.customer.create({ data: { givenName, familyName }, select: { id: true } })
  await addContacts(tx, { customerId: id, contacts })
  return id
}
