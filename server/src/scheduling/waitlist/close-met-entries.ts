import type { TenantTransaction } from '../../db/for-tenant.ts'
import { closeMetEntries as closeEntries } from '../../db/waitlist.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { endHolds } from '../holds.ts'
import { offerTheRest } from './end-offers.ts'
import { recordWaitlist } from './record.ts'

/**
 * Called by every booking and every move: whoever has what they waited for waits no more, whichever
 * way they came by it. Was it the time that was offered to them, the offer is accepted; was it
 * another, what was kept for them goes to the next in line.
 */
export async function closeMetEntries(
  tx: TenantTransaction,
  request: { tenantId: string; enqueue: Enqueue; appointmentIds: readonly string[]; actor: string; now: Date },
): Promise<void> {
  const { tenantId, enqueue, actor, now } = request
  for (const { id, appointmentId, conversationId } of await closeEntries(tx, request)) {
    const offer = await tx.waitlistOffer.findFirst({
      where: { entryId: id, status: 'offered' },
      include: { hold: true },
    })
    if (offer) {
      const isTaken = offer.hold.status === 'promoted'
      await tx.waitlistOffer.updateMany({
        where: { id: offer.id },
        data: isTaken
          ? { status: 'accepted', answeredAt: now, appointmentId }
          : { status: 'declined', answeredAt: now },
      })
      const which = { holdId: offer.holdId }
      if (!isTaken) await endHolds(tx, { tenantId, enqueue, which, as: 'released' })
      await offerTheRest(tx, request, { ...offer, ...offer.hold })
    }
    await recordWaitlist(tx, {
      actor,
      action: 'waitlist.booked',
      entry: { id, conversationId },
      data: { appointmentId, ...(offer ? { offerId: offer.id } : {}) },
    })
  }
}
