import { queueMessage } from '../../messages/queue-message.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { loadMessageFacts } from '../../db/message-facts.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import { holdFreeSlot } from '../hold-free-slot.ts'
import { slotOfOffer } from '../offers.ts'
import { readableCode } from '../readable-code.ts'
import type { FreedForWaitlist, WaitingEntry } from './match-waitlist.ts'
import { offerMessage } from './offer-words.ts'
import { contactForOffers } from './reach.ts'
import { recordWaitlist } from './record.ts'

/**
 * Keeps the time for one who waits, until `expiresAt`, and writes to them. Null when they cannot be
 * reached, wait no more, or the time is gone. Throws as `holdFreeSlot` does.
 */
export async function makeOffer(
  tx: TenantTransaction,
  request: {
    tenantId: string
    enqueue: Enqueue
    entry: WaitingEntry
    visit: FreeVisit
    freed: FreedForWaitlist
    expiresAt: Date
    now: Date
    /** Who decided it; left out: the job that matches. */
    actor?: string
  },
): Promise<string | null> {
  const { tenantId, enqueue, entry, freed, expiresAt, now } = request
  const contact = await contactForOffers(tx, entry)
  if (!contact) return null
  // Waits for another offer to the same entry, or for its leaving, to be decided.
  const { count } = await tx.waitlistEntry.updateMany({
    where: { id: entry.id, status: 'waiting' },
    data: { status: 'offered' },
  })
  if (count === 0) return null
  const visit = await stillFree(tx, request)
  if (!visit) {
    await tx.waitlistEntry.updateMany({ where: { id: entry.id }, data: { status: 'waiting' } })
    return null
  }
  const owner = { waitlistEntryId: entry.id }
  const { holdId } = await holdFreeSlot(tx, { tenantId, enqueue, owner, visit, now, expiresAt })
  const code = readableCode(6)
  const offer = await tx.waitlistOffer.create({
    data: {
      entryId: entry.id,
      holdId,
      code,
      offeredAt: now,
      expiresAt,
      freedFrom: freed.startsAt,
      freedTo: freed.endsAt,
    },
  })
  await enqueue(tx, 'expire-waitlist-offer', { tenantId, offerId: offer.id }, { startAfter: expiresAt })
  const spa = await loadMessageFacts(tx)
  const location = await tx.location.findFirstOrThrow({ where: { id: visit.locationId } })
  const { givenName, language } = await tx.customer.findFirstOrThrow({ where: { id: entry.customerId } })
  const startsAt = new Date(visit.start)
  const told = { spa, location, givenName, language, startsAt, code, until: expiresAt, kind: contact.kind }
  await queueMessage(tx, enqueue, {
    tenantId,
    channel: contact.kind === 'phone' ? 'sms' : 'email',
    to: contact.value,
    purpose: 'waitlist_offer',
    kind: 'notice',
    conversationId: entry.conversationId,
    ...offerMessage(told),
  })
  await recordWaitlist(tx, {
    actor: request.actor ?? 'job:match-waitlist',
    action: 'waitlist.offered',
    entry,
    data: { offerId: offer.id, startsAt: startsAt.toISOString(), expiresAt: expiresAt.toISOString() },
  })
  return offer.id
}

/** The same time as the spa stands now: limits of a day are locked and counted here. */
function stillFree(
  tx: TenantTransaction,
  { visit, entry, now }: { visit: FreeVisit; entry: WaitingEntry; now: Date },
): Promise<FreeVisit | null> {
  const { serviceId, providerId } = visit.parts[0]!
  const offer = {
    serviceId,
    providerId,
    locationId: visit.locationId,
    startsAt: new Date(visit.start),
    endsAt: new Date(visit.end),
    parts: [],
  }
  return slotOfOffer(tx, { offer, owner: { waitlistEntryId: entry.id }, now })
}
