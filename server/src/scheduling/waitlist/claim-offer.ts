import type { Tenant } from '../../db/for-tenant.ts'
import { lockConversation } from '../../db/locks.ts'
import { lockOffer } from '../../db/waitlist.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { endHolds, HOLD_CAP_MS, HOLD_MS } from '../holds.ts'
import { offerSlots } from '../openings/offer-slots.ts'
import { retryWhenOvertaken } from '../occupy.ts'
import { whyOver } from './answer-offer.ts'
import { findOffer } from './open-offer.ts'

export type ClaimResult = { ok: true; token: string } | { ok: false; reason: 'expired' | 'declined' | 'withdrawn' }

/**
 * Brings an open offer into the conversation of the person it is for: its time is a slot like one
 * that was found here, kept by the conversation and prolonged while they talk, and goes through the same
 * gates as any other. Let go without booking, the offer has ended and the next in line is asked.
 * Who may claim it is the caller's to check.
 */
export async function claimWaitlistOffer(
  tenant: Tenant,
  request: { offerId: string; conversationId: string; now: Date; enqueue: Enqueue },
): Promise<ClaimResult> {
  const { offerId, conversationId, now, enqueue } = request
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx): Promise<ClaimResult> => {
      await lockConversation(tx, conversationId)
      await lockOffer(tx, offerId)
      const offer = await findOffer(tx, { offerId })
      const over = offer ? whyOver(offer, now) : 'withdrawn'
      if (!offer || over || offer.status === 'accepted') return { ok: false, reason: over ?? 'expired' }
      const { hold } = offer
      const { serviceId, providerId, locationId, startsAt, endsAt } = hold
      if (hold.conversationId !== conversationId) {
        const which = { conversationId }
        await endHolds(tx, { tenantId: tenant.id, enqueue, which, as: 'released' })
        await tx.hold.updateMany({
          where: { id: hold.id, status: 'active' },
          data: {
            conversationId,
            waitlistEntryId: null,
            expiresAt: new Date(Math.max(hold.expiresAt.getTime(), now.getTime() + HOLD_MS)),
            capAt: new Date(now.getTime() + HOLD_CAP_MS),
          },
        })
      }
      const part = { serviceId, providerId, start: startsAt.getTime(), end: endsAt.getTime(), groupSession: null }
      const visit = { parts: [part], locationId, start: part.start, end: part.end, occupations: [] }
      const [token] = await offerSlots(tx, { conversationId, now, visits: [visit] })
      return { ok: true, token: token! }
    }),
  )
}
