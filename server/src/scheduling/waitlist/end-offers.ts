import { supersedeOffer } from '../../messages/supersede.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { loadMessageFacts } from '../../db/message-facts.ts'
import { endOffersOfHolds, type LostOffer } from '../../db/waitlist.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { withdrawnMessage } from './offer-words.ts'
import { contactForOffers } from './reach.ts'
import { recordWaitlist } from './record.ts'

/**
 * What follows when holds end that were kept for an offer: the offer has ended too, whoever waited
 * goes on waiting, and all that had come free is offered on. A time that went away unasked
 * (the provider is ill) is taken back with a message.
 */
export async function endOffers(
  tx: TenantTransaction,
  request: { tenantId: string; enqueue: Enqueue; holdIds: readonly string[] },
): Promise<void> {
  if (request.holdIds.length === 0) return
  for (const offer of await endOffersOfHolds(tx, request)) {
    await recordWaitlist(tx, {
      actor: 'ava',
      action: `waitlist.offer_${offer.status}`,
      entry: { id: offer.entryId, conversationId: offer.conversationId },
      data: { offerId: offer.id },
    })
    await supersedeOffer(tx, offer)
    await offerTheRest(tx, request, offer)
    if (offer.status === 'withdrawn') await tellWithdrawn(tx, request, offer)
  }
}

/** All that had come free goes to the next in line, not only the part that was offered. */
export async function offerTheRest(
  tx: TenantTransaction,
  { tenantId, enqueue }: { tenantId: string; enqueue: Enqueue },
  offer: { providerId: string; locationId: string; freedFrom: Date; freedTo: Date },
): Promise<void> {
  await enqueue(tx, 'match-waitlist', {
    tenantId,
    providerId: offer.providerId,
    locationId: offer.locationId,
    startsAt: offer.freedFrom.toISOString(),
    endsAt: offer.freedTo.toISOString(),
  })
}

async function tellWithdrawn(
  tx: TenantTransaction,
  { tenantId, enqueue }: { tenantId: string; enqueue: Enqueue },
  offer: LostOffer,
): Promise<void> {
  const entry = await tx.waitlistEntry.findFirstOrThrow({
    where: { id: offer.entryId },
    include: { customer: { select: { givenName: true, language: true } } },
  })
  const contact = await contactForOffers(tx, entry)
  if (!contact) return
  const spa = await loadMessageFacts(tx)
  const location = await tx.location.findFirstOrThrow({ where: { id: offer.locationId } })
  const told = { spa, location, ...entry.customer, startsAt: offer.startsAt, kind: contact.kind }
  await queueMessage(tx, enqueue, {
    tenantId,
    channel: contact.kind === 'phone' ? 'sms' : 'email',
    to: contact.value,
    purpose: 'waitlist_withdrawn',
    kind: 'notice',
    conversationId: offer.conversationId,
    ...withdrawnMessage(told),
  })
}
