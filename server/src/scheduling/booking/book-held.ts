import type { Contact } from '../../customers/contact.ts'
import { loadPlaceFacts } from '../../db/booking-facts.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Channel } from '../../db/generated/client.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { appointmentDetails, type AppointmentDetails } from '../appointment-details.ts'
import { refusedPurposes } from '../appointment-messages.ts'
import { partsOf } from '../visit.ts'
import type { AcceptedPolicy, AssessmentToStore } from './booking-rows.ts'
import { commitBooking, type BookingCustomer } from './commit-booking.ts'

export interface BookHeldRequest {
  tenant: Pick<Tenant, 'id' | 'secrets'>
  enqueue: Enqueue
  now: Date
  holdId: string
  customerId: string
  /** One per intent: the same key books once. */
  idempotencyKey: string
  /** "customer", "user:<id>", "ava" */
  actor: string
  conversation?: { id: string; channel: Channel; visitorId: string | null } | null
  note?: string | null
  acceptedPolicies?: readonly AcceptedPolicy[]
  assessments?: readonly AssessmentToStore[]
  plan?: { id: string; position: number } | null
  /** Where the message goes; left out: the newest contact of each kind that the customer has. */
  contacts?: readonly Contact[]
}

export type BookHeldResult =
  | { ok: true; appointment: AppointmentDetails; appointments: AppointmentDetails[]; isNew: boolean }
  | { ok: false; reason: 'hold_over' | 'withheld' }

/**
 * Makes a hold into an appointment (of a visit: into several) for a customer on file, whoever holds
 * it: a conversation, staff, somebody on the waitlist. The same key again answers with what was
 * booked. Throws SlotTakenError when the hold ends at this very moment: nothing of the transaction
 * may be kept then.
 */
export async function bookHeld(tx: TenantTransaction, request: BookHeldRequest): Promise<BookHeldResult> {
  const { holdId, now, customerId, idempotencyKey } = request
  const earlier = await bookedUnder(tx, idempotencyKey)
  if (earlier) return { ...earlier, isNew: false }
  const hold = await tx.hold.findFirst({ where: { id: holdId, status: 'active', expiresAt: { gt: now } } })
  if (!hold) return { ok: false, reason: 'hold_over' }
  const parts = partsOf(hold)
  const place = await loadPlaceFacts(tx, {
    serviceIds: parts.map(({ serviceId }) => serviceId),
    providerIds: parts.map(({ providerId }) => providerId),
    locationId: hold.locationId,
    now,
  })
  if ([...place.providers.values()].some(({ isWithheld }) => isWithheld)) return { ok: false, reason: 'withheld' }
  const customer = await customerOnFile(tx, customerId)
  const appointments = await commitBooking(tx, {
    ...request,
    place,
    parts,
    customer,
    conversation: request.conversation ?? null,
    time: { holdId, groupSessionId: hold.groupSessionId },
    note: request.note ?? null,
    acceptedPolicies: request.acceptedPolicies ?? [],
    assessments: request.assessments ?? [],
    plan: request.plan ?? null,
    contacts: request.contacts ?? newestContacts(customer),
    consentText: null,
  })
  return { ok: true, appointment: appointments[0]!, appointments, isNew: true }
}

/** What was booked under an idempotency key, with the rest of its visit; null when nothing was. */
export async function bookedUnder(
  tx: TenantTransaction,
  idempotencyKey: string,
): Promise<{ ok: true; appointment: AppointmentDetails; appointments: AppointmentDetails[] } | null> {
  const first = await tx.appointment.findFirst({ where: { idempotencyKey }, include: appointmentDetails })
  if (!first) return null
  if (!first.visitId) return { ok: true, appointment: first, appointments: [first] }
  const visit = await tx.appointment.findMany({
    where: { visitId: first.visitId },
    include: appointmentDetails,
    orderBy: { visitPosition: 'asc' },
  })
  return { ok: true, appointment: first, appointments: visit }
}

/** Throws when there is no such customer in this spa. */
export async function customerOnFile(tx: TenantTransaction, customerId: string): Promise<BookingCustomer> {
  const row = await tx.customer.findFirstOrThrow({
    where: { id: customerId },
    include: { identities: { orderBy: { createdAt: 'asc' } } },
  })
  return { row, isNew: false, addedContacts: [], refused: await refusedPurposes(tx, customerId) }
}

export function newestContacts({ row }: BookingCustomer): Contact[] {
  return (['phone', 'email'] as const).flatMap((kind) =>
    row.identities
      .filter((identity) => identity.kind === kind)
      .slice(-1)
      .map(({ value }) => ({ kind, value })),
  )
}
