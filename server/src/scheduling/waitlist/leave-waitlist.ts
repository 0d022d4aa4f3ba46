import type { Tenant } from '../../db/for-tenant.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { endHolds } from '../holds.ts'
import { retryWhenOvertaken } from '../occupy.ts'
import { offerTheRest } from './end-offers.ts'
import { findOffer } from './open-offer.ts'
import { recordWaitlist } from './record.ts'

export type LeaveResult = { ok: true; isNew: boolean } | { ok: false; reason: 'not_found' | 'not_waiting' }

/**
 * Takes somebody off the waitlist. A time that is kept for them at this moment goes to the next in
 * line; nothing is offered to them any more. Left already: nothing happens, and that is success.
 */
export async function leaveWaitlist(
  tenant: Tenant,
  request: { entryId: string; actor: string; now: Date; enqueue: Enqueue },
): Promise<LeaveResult> {
  const { entryId, actor, now, enqueue } = request
  return retryWhenOvertaken(() =>
    tenant.transaction(async (tx): Promise<LeaveResult> => {
      // Waits for an offer that is being made at this moment.
      const { count } = await tx.waitlistEntry.updateMany({
        where: { id: entryId, status: { in: ['waiting', 'offered'] } },
        data: { status: 'left' },
      })
      const entry = await tx.waitlistEntry.findFirst({ where: { id: entryId } })
      if (!entry) return { ok: false, reason: 'not_found' }
      if (count === 0)
        return entry.status === 'left' ? { ok: true, isNew: false } : { ok: false, reason: 'not_waiting' }
      const kept = await findOffer(tx, { entryId })
      if (kept) {
        await tx.waitlistOffer.updateMany({
          where: { id: kept.id, status: 'offered' },
          data: { status: 'declined', answeredAt: now },
        })
        const which = { holdId: kept.holdId }
        await endHolds(tx, { tenantId: tenant.id, enqueue, which, as: 'released' })
        await offerTheRest(tx, { tenantId: tenant.id, enqueue }, { ...kept, ...kept.hold })
      }
      await recordWaitlist(tx, { actor, action: 'waitlist.left', entry })
      return { ok: true, isNew: true }
    }),
  )
}
