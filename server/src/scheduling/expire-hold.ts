import type { Tenant } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { endHolds } from './holds.ts'
import { retryWhenOvertaken } from './occupy.ts'

/** The job `expire-hold`: frees what one hold occupies if its time is up; prolonged meanwhile, it looks again then. */
export async function expireHold(
  tenant: Tenant,
  request: { holdId: string; enqueue: Enqueue; now: Date },
): Promise<void> {
  const { holdId, enqueue, now } = request
  await retryWhenOvertaken(() =>
    tenant.transaction(async (tx) => {
      const which = { expiredHoldId: holdId, now }
      const ended = await endHolds(tx, { tenantId: tenant.id, enqueue, which, as: 'expired' })
      if (ended.length > 0) return
      const hold = await tx.hold.findFirst({
        where: { id: holdId, status: 'active', expiresAt: { gt: now } },
        select: { expiresAt: true },
      })
      if (hold) await enqueue(tx, 'expire-hold', { tenantId: tenant.id, holdId }, { startAfter: hold.expiresAt })
    }),
  )
}
