import { chooseCustomer, type Person } from '../customers/find-or-create.ts'
import { loadBookingFacts, type CustomerWithIdentities, type OfferedBookingFacts } from '../db/booking-facts.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import { conversationLock } from '../db/locks.ts'
import { newId } from '../db/new-id.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import type { AppointmentDetails } from './appointment-details.ts'
import { bookedUnder } from './booking/book-held.ts'
import type { AcceptedPolicy, AssessmentToStore } from './booking/booking-rows.ts'
import { commitBooking, type BookedAlongside, type BookingCustomer } from './booking/commit-booking.ts'
import { endHolds } from './holds.ts'
import { isSlotTaken, retryWhenOvertaken } from './occupy.ts'
import { slotOfOffer } from './offers.ts'
import { findNearest } from './openings/find-nearest.ts'
import type { Opening } from './openings/find-openings.ts'
import { normaliseToken } from './openings/offer-slots.ts'
import { partsOf } from './visit.ts'

export interface BookingRequest {
  conversation: { id: string; channel: Channel; visitorId: string | null; now: Date }
  token: string
  person: Person
  note: string | null
  /** One per intent: the same key books once, whoever asks how often. */
  idempotencyKey: string
  acceptedPolicies: readonly AcceptedPolicy[]
  /** What screening made of the answers; left out for services without screening. */
  assessments?: readonly AssessmentToStore[]
  /** The words under which contacts were given, kept as evidence of consent to messages about this appointment. */
  consentText: string
  enqueue: Enqueue
  /** What else belongs to the booking, in its transaction and once. */
  alongside?: BookedAlongside
}

export type BookingResult =
  | {
      ok: true
      /** The first service of the visit. Its status says whether it is booked, asked for, or waits for a clinician. */
      appointment: AppointmentDetails
      /** Every service of the visit, in order. */
      appointments: AppointmentDetails[]
      isNew: boolean
    }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' }
  | { ok: false; reason: 'slot_taken'; nearest: Opening[] }

/**
 * Books an offered slot: the conversation's hold on it becomes the appointment, or the slot is
 * taken directly. Customer, consents, policy and screening evidence, audit entry, messages and
 * their jobs are written in the same transaction: all of it, or nothing.
 */
export async function bookAppointment(tenant: Tenant, request: BookingRequest): Promise<BookingResult> {
  const nearest = { conversationId: request.conversation.id, token: request.token, now: request.conversation.now }
  try {
    const booked = await retryWhenOvertaken(() =>
      tenant.transaction((tx) => book(tx, tenant, request), { lock: conversationLock(request.conversation.id) }),
    )
    if (booked.ok || booked.reason !== 'slot_taken') return booked
    return { ...booked, nearest: await findNearest(tenant, nearest) }
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken', nearest: await findNearest(tenant, nearest) }
  }
}

async function book(tx: TenantTransaction, tenant: Tenant, request: BookingRequest): Promise<BookingResult> {
  const { conversation, person, enqueue } = request
  const { id: conversationId, now } = conversation
  const found = await loadBookingFacts(tx, {
    conversationId,
    token: normaliseToken(request.token),
    idempotencyKey: request.idempotencyKey,
    contacts: person.contacts,
    now,
  })
  if (found.earlierIds.length > 0) return { ...(await bookedUnder(tx, request.idempotencyKey))!, isNew: false }
  if (!found.isOffered) return { ok: false, reason: 'unknown_slot' }
  const { facts } = found
  const { offer, hold } = facts
  if (offer.expiresAt <= now || offer.startsAt <= now) return { ok: false, reason: 'slot_expired' }
  const taken: BookingResult = { ok: false, reason: 'slot_taken', nearest: [] }
  const isBookable =
    [...facts.services.values()].every(({ isActive }) => isActive) &&
    [...facts.providers.values()].every(({ isWithheld }) => !isWithheld)
  if (!isBookable) return taken

  const visit = hold ? null : await slotOfOffer(tx, { offer, owner: { conversationId }, now })
  if (!hold && !visit) return taken
  const appointments = await commitBooking(tx, {
    tenant,
    enqueue,
    now,
    actor: 'ava',
    place: facts,
    parts: partsOf(offer),
    customer: customerOf(facts, person, now),
    conversation,
    time: hold
      ? { holdId: hold.id, groupSessionId: hold.groupSessionId }
      : { visit: visit!, before: () => releaseOthers(tx, tenant, facts, request) },
    note: request.note,
    idempotencyKey: request.idempotencyKey,
    acceptedPolicies: request.acceptedPolicies,
    assessments: request.assessments ?? [],
    plan: null,
    contacts: person.contacts,
    language: facts.language,
    consentText: request.consentText,
    alongside: request.alongside,
  })
  return { ok: true, appointment: appointments[0]!, appointments, isNew: true }
}

/** What the conversation kept instead goes, before it would stand in its own way. */
async function releaseOthers(
  tx: TenantTransaction,
  tenant: Tenant,
  facts: OfferedBookingFacts,
  { conversation, enqueue }: BookingRequest,
): Promise<void> {
  if (!facts.hasOtherHolds) return
  const which = { conversationId: conversation.id }
  await endHolds(tx, { tenantId: tenant.id, enqueue, which, as: 'released' })
}

/** See chooseCustomer for who it is. */
function customerOf(facts: OfferedBookingFacts, person: Person, now: Date): BookingCustomer {
  const chosen = chooseCustomer(facts, person)
  if (!chosen) {
    const { givenName, familyName, contacts } = person
    const unknown = { note: null, timeZone: null, language: null, mergedIntoId: null, erasedAt: null }
    const row = { tenantId: facts.offer.tenantId, id: newId(), givenName, familyName, ...unknown }
    const identities: CustomerWithIdentities['identities'] = []
    return {
      row: { ...row, createdAt: now, updatedAt: now, identities },
      isNew: true,
      addedContacts: contacts,
      refused: new Set(),
    }
  }
  const row = [...facts.known, ...(facts.present ? [facts.present] : [])].find(({ id }) => id === chosen.customerId)!
  const refused = facts.refusals.filter(({ customerId }) => customerId === row.id).map(({ purpose }) => purpose)
  return { row, isNew: false, addedContacts: chosen.addsContacts ? person.contacts : [], refused: new Set(refused) }
}
