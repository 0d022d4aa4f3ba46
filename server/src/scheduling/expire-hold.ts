import type { Tenant } from '../db/for-tenant.ts'
import { freeHolds } from './holds.ts'

/** The job `expire-hold`: frees what one hold occupies if its time is up. A prolonged hold has a later job of its own. */
export async function expireHold(tenant: Tenant, request: { holdId: string; now?: Date }): Promise<void> {
  await tenant.transaction(async (tx) => {
    // One conditional update: it may be promoted at this very moment.
    const expired = await tx.hold.updateManyAndReturn({
      where: { id: request.holdId, status: 'active', expiresAt: { lte: request.now ?? new Date() } },
      data: { status: 'expired' },
      select: { id: true },
    })
    await freeHolds(tx, expired)
  })
}
