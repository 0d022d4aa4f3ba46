import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Channel } from '../../db/generated/client.ts'
import { lockOffer } from '../../db/waitlist.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { appointmentDetails, type AppointmentDetails } from '../appointment-details.ts'
import { bookedUnder, bookHeld } from '../booking/book-held.ts'
import type { AcceptedPolicy, AssessmentToStore } from '../booking/booking-rows.ts'
import { checkPrerequisite } from '../check-prerequisite.ts'
import { endHolds } from '../holds.ts'
import { retryWhenOvertaken, SlotTakenError } from '../occupy.ts'
import { loadScreening } from '../screening/questions.ts'
import { offerTheRest } from './end-offers.ts'
import { findOffer, isOpen, type OfferKey, type WaitlistOfferDetails } from './open-offer.ts'
import { recordWaitlist } from './record.ts'

/** Why an offer cannot be taken: as it stands now, or what must be asked before. */
export type NotAccepted =
  | 'not_found'
  /** Its time was up. */
  | 'expired'
  | 'declined'
  /** The time went away, because the provider is ill; or the person left the waitlist. */
  | 'withdrawn'
  /** The provider's calendar does not answer: nothing is booked blind. The offer stands until its time is up. */
  | 'not_possible_now'
  | 'needs_screening'
  | 'needs_policy'
  | 'needs_consultation'

export interface AcceptRequest {
  which: { offerId: string } | { code: string }
  /** "customer", "user:<id>": staff answer for them, and for what is asked before. */
  actor: string
  conversation?: { id: string; channel: Channel; visitorId: string | null } | null
  /** What was disclosed and agreed to, and what screening made of the answers: as for any booking. */
  acceptedPolicies?: readonly AcceptedPolicy[]
  assessments?: readonly AssessmentToStore[]
  now: Date
  enqueue: Enqueue
}

export type AcceptResult =
  { ok: true; appointment: AppointmentDetails; isNew: boolean } | { ok: false; reason: NotAccepted }

/**
 * Books the time that is kept for somebody on the waitlist. What any booking of that service asks
 * for must have been asked: without it nothing is booked. Accepted already: answers with that
 * appointment.
 */
export async function acceptWaitlistOffer(tenant: Tenant, request: AcceptRequest): Promise<AcceptResult> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => accept(tx, tenant, request)))
  } catch (error) {
    // The hold ended at this very moment.
    if (error instanceof SlotTakenError) return { ok: false, reason: 'expired' }
    throw error
  }
}

async function accept(tx: TenantTransaction, tenant: Tenant, request: AcceptRequest): Promise<AcceptResult> {
  const { actor, now, enqueue } = request
  const offer = await findLocked(tx, request.which)
  if (!offer) return { ok: false, reason: 'not_found' }
  const idempotencyKey = `waitlist:${offer.id}`
  if (offer.status === 'accepted') {
    const earlier = await bookedUnder(tx, idempotencyKey)
    const appointment = earlier?.appointment ?? (await appointmentOf(tx, offer))
    return appointment ? { ok: true, appointment, isNew: false } : { ok: false, reason: 'not_found' }
  }
  const over = whyOver(offer, now)
  if (over) return { ok: false, reason: over }
  const missing = actor.startsWith('user:') ? null : await missingGate(tx, offer, request)
  if (missing) return { ok: false, reason: missing }

  const { holdId, entry } = offer
  const booked = await bookHeld(tx, {
    ...request,
    tenant,
    enqueue,
    holdId,
    customerId: entry.customerId,
    idempotencyKey,
    conversation: request.conversation ?? null,
  })
  if (!booked.ok) return { ok: false, reason: booked.reason === 'withheld' ? 'not_possible_now' : 'expired' }
  return { ok: true, appointment: booked.appointment, isNew: booked.isNew }
}

export type DeclineResult = { ok: true; isNew: boolean } | { ok: false; reason: NotAccepted }

/** "Not that one": the time goes to the next in line, and who said no goes on waiting for others. */
export async function declineWaitlistOffer(
  tenant: Tenant,
  request: { which: { offerId: string } | { code: string }; actor: string; now: Date; enqueue: Enqueue },
): Promise<DeclineResult> {
  const { actor, now, enqueue } = request
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx): Promise<DeclineResult> => {
      const offer = await findLocked(tx, request.which)
      if (!offer) return { ok: false, reason: 'not_found' }
      if (offer.status === 'declined') return { ok: true, isNew: false }
      const over = whyOver(offer, now)
      if (over || offer.status === 'accepted') return { ok: false, reason: over ?? 'not_found' }
      const { entry, hold } = offer
      await tx.waitlistOffer.updateMany({ where: { id: offer.id }, data: { status: 'declined', answeredAt: now } })
      await tx.waitlistEntry.updateMany({ where: { id: entry.id, status: 'offered' }, data: { status: 'waiting' } })
      await endHolds(tx, { tenantId: tenant.id, enqueue, which: { holdId: hold.id }, as: 'released' })
      await offerTheRest(tx, { tenantId: tenant.id, enqueue }, { ...offer, ...hold })
      await recordWaitlist(tx, { actor, action: 'waitlist.offer_declined', entry, data: { offerId: offer.id } })
      return { ok: true, isNew: true }
    }),
  )
}

/** An answer, and the end of its time, come one after the other. */
async function findLocked(tx: TenantTransaction, which: OfferKey): Promise<WaitlistOfferDetails | null> {
  const found = await findOffer(tx, which)
  if (!found) return null
  await lockOffer(tx, found.id)
  return findOffer(tx, { offerId: found.id })
}

/** Why it is open no more; null while it is open, or accepted. */
export function whyOver(offer: WaitlistOfferDetails, now: Date): 'expired' | 'declined' | 'withdrawn' | null {
  if (offer.status === 'accepted') return null
  if (offer.status !== 'offered') return offer.status
  return isOpen(offer, now) ? null : 'expired'
}

async function missingGate(
  tx: TenantTransaction,
  { entry, hold }: WaitlistOfferDetails,
  { acceptedPolicies = [], assessments = [] }: AcceptRequest,
): Promise<NotAccepted | null> {
  const { service, customerId } = entry
  const prerequisite = await checkPrerequisite(tx, { service, customerId, startsAt: hold.startsAt, alsoInVisit: [] })
  if (!prerequisite.ok) return prerequisite.reason
  const { questions } = await loadScreening(tx, [service.id])
  const isScreened = assessments.some(({ serviceId }) => serviceId === service.id)
  if (questions.length > 0 && !isScreened) return 'needs_screening'
  const isAgreed = service.policyId === null || acceptedPolicies.some(({ id }) => id === service.policyId)
  return isAgreed ? null : 'needs_policy'
}

function appointmentOf(tx: TenantTransaction, { appointmentId }: WaitlistOfferDetails) {
  return appointmentId === null
    ? null
    : tx.appointment.findFirst({ where: { id: appointmentId }, include: appointmentDetails })
}
