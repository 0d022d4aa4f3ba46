import { isExclusionViolation } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import { lockConversation } from '../db/locks.ts'
import { notifyConversation } from '../db/notify.ts'
import { findOrCreateCustomer, type Person } from '../customers/find-or-create.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { appointmentDetails, type AppointmentDetails } from './appointment-details.ts'
import { consentPurpose, queueAppointmentMessages, refusedPurposes } from './appointment-messages.ts'
import { slotOf } from './hold-slot.ts'
import { releaseHolds, sweepExpiredHolds } from './holds.ts'
import { occupy, retryWhenOvertaken } from './occupy.ts'
import { findOffer, slotOfOffer, type Offer } from './offers.ts'
import { findNearest } from './openings/find-nearest.ts'
import type { Opening } from './openings/find-openings.ts'
import { readableCode } from './readable-code.ts'

export interface BookingRequest {
  conversation: { id: string; channel: Channel; visitorId: string | null; now: Date }
  token: string
  person: Person
  note: string | null
  /** One per intent: the same key books once, whoever asks how often. */
  idempotencyKey: string
  /** The policy that was read out before the yes, as it was worded then. */
  acceptedPolicy: { id: string; text: string } | null
  /** The words under which contacts were given, kept as evidence of consent to messages about this appointment. */
  consentText: string
  enqueue: Enqueue
}

export type BookingResult =
  | { ok: true; appointment: AppointmentDetails; isNew: boolean }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' }
  | { ok: false; reason: 'slot_taken'; nearest: Opening[] }

/**
 * Books an offered slot: the conversation's hold on it becomes the appointment, or the slot is
 * taken directly. Customer, consents, policy evidence, audit entry, messages and their jobs
 * are written in the same transaction: all of it, or nothing.
 */
export async function bookAppointment(tenant: Tenant, request: BookingRequest): Promise<BookingResult> {
  const nearest = { conversationId: request.conversation.id, token: request.token, now: request.conversation.now }
  try {
    const booked = await retryWhenOvertaken(() => tenant.transaction((tx) => book(tx, tenant.id, request)))
    if (booked.ok || booked.reason !== 'slot_taken') return booked
    return { ...booked, nearest: await findNearest(tenant, nearest) }
  } catch (error) {
    if (!isExclusionViolation(error)) throw error
    return { ok: false, reason: 'slot_taken', nearest: await findNearest(tenant, nearest) }
  }
}

async function book(tx: TenantTransaction, tenantId: string, request: BookingRequest): Promise<BookingResult> {
  const { id: conversationId, now } = request.conversation
  await lockConversation(tx, conversationId)
  const earlier = await tx.appointment.findFirst({
    where: { idempotencyKey: request.idempotencyKey },
    include: appointmentDetails,
  })
  if (earlier) return { ok: true, appointment: earlier, isNew: false }
  const found = await findOffer(tx, { conversationId, token: request.token, now })
  if (!found.ok) return found
  const { offer } = found
  await sweepExpiredHolds(tx, now)

  const hold = await promoteHold(tx, { conversationId, offer, now })
  const slot = hold ? null : await slotOfOffer(tx, { offer, conversationId, now })
  if (!hold && !slot) return { ok: false, reason: 'slot_taken', nearest: [] }

  const { customerId } = await findOrCreateCustomer(tx, { conversationId, person: request.person, now })
  const { id: appointmentId } = await tx.appointment.create({
    data: {
      ...slotOf(offer),
      endsAt: offer.endsAt,
      reference: readableCode(6),
      customerId,
      conversationId,
      holdId: hold?.id ?? null,
      priceCents: offer.service.priceFromCents,
      currency: offer.service.currency,
      note: request.note,
      idempotencyKey: request.idempotencyKey,
    },
    select: { id: true },
  })
  if (hold) {
    await tx.occupation.updateMany({
      where: { holdId: hold.id },
      data: { kind: 'appointment', appointmentId, holdId: null },
    })
  } else {
    await releaseHolds(tx, conversationId)
    await occupy(tx, slot!, { kind: 'appointment', appointmentId })
  }
  await writeEvidence(tx, request, { appointmentId, customerId })
  const appointment = await tx.appointment.findFirstOrThrow({
    where: { id: appointmentId },
    include: appointmentDetails,
  })
  await queueAppointmentMessages(tx, {
    tenantId,
    enqueue: request.enqueue,
    appointment,
    change: 'booking_confirmed',
    contacts: request.person.contacts,
  })
  return { ok: true, appointment, isNew: true }
}

/** The conversation's live hold on this slot, made into a promise kept; null when it has none. */
async function promoteHold(
  tx: TenantTransaction,
  { conversationId, offer, now }: { conversationId: string; offer: Offer; now: Date },
): Promise<{ id: string } | null> {
  const [hold] = await tx.hold.updateManyAndReturn({
    where: { ...slotOf(offer), conversationId, status: 'active', expiresAt: { gt: now } },
    data: { status: 'promoted' },
    select: { id: true },
  })
  return hold ?? null
}

async function writeEvidence(
  tx: TenantTransaction,
  request: BookingRequest,
  { appointmentId, customerId }: { appointmentId: string; customerId: string },
): Promise<void> {
  const { id: conversationId, channel, visitorId, now } = request.conversation
  if (request.acceptedPolicy) {
    const { id: policyId, text } = request.acceptedPolicy
    await tx.policyAcceptance.create({ data: { appointmentId, policyId, text, acceptedAt: now, channel } })
  }
  // Booking again does not undo a STOP.
  const refused = await refusedPurposes(tx, customerId)
  const purposes = request.person.contacts.map(({ kind }) => consentPurpose(kind)).filter((one) => !refused.has(one))
  if (purposes.length > 0) {
    await tx.consent.createMany({
      data: purposes.map((purpose) => ({
        customerId,
        purpose,
        isGranted: true,
        text: request.consentText,
        source: `conversation:${conversationId}`,
        at: now,
      })),
    })
  }
  await tx.auditEntry.create({
    data: {
      actor: 'ava',
      action: 'appointment.booked',
      subjectType: 'appointment',
      subjectId: appointmentId,
      data: { conversationId, customerId },
    },
  })
  await notifyConversation(tx, { conversationId })
  // Whose conversation it is: what was proved before stays.
  await tx.conversation.updateMany({ where: { id: conversationId, verifiedAt: null }, data: { customerId } })
  if (visitorId) await tx.visitor.updateMany({ where: { id: visitorId, customerId: null }, data: { customerId } })
}
