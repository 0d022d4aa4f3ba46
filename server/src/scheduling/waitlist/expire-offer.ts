import type { Tenant } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { endHolds } from '../holds.ts'
import { retryWhenOvertaken } from '../occupy.ts'
import { endOffers } from './end-offers.ts'
import { findOffer } from './open-offer.ts'

/**
 * The job `expire-waitlist-offer`: nobody answered in time, and the next in line is asked. While the person
 * is just booking it in a conversation, the hold is prolonged: then it looks again when that ends.
 */
export async function expireWaitlistOffer(
  tenant: Tenant,
  request: { offerId: string; now: Date; enqueue: Enqueue },
): Promise<void> {
  const { offerId, now, enqueue } = request
  await retryWhenOvertaken(() =>
    tenant.transaction(async (tx) => {
      const offer = await findOffer(tx, { offerId })
      if (offer?.status !== 'offered') return
      const { holdId } = offer
      const which = { expiredHoldId: holdId, now }
      // What ends the hold ends its offer.
      await endHolds(tx, { tenantId: tenant.id, enqueue, which, as: 'expired' })
      const hold = await tx.hold.findFirst({ where: { id: holdId }, select: { status: true, expiresAt: true } })
      if (hold?.status === 'active') {
        const startAfter = hold.expiresAt
        await enqueue(tx, 'expire-waitlist-offer', { tenantId: tenant.id, offerId }, { startAfter })
      } else {
        // Ended by somebody who knew nothing of offers: a hold that is over keeps none open.
        await endOffers(tx, { tenantId: tenant.id, enqueue, holdIds: [holdId] })
      }
    }),
  )
}
