import { fillWithBlocks, lockResources } from '../db/blocks.ts'
import type { TenantTransaction } from '../db/for-tenant.ts'
import type { FreedTime } from '../db/occupations.ts'
import type { Enqueue } from '../queue/enqueue.ts'

export type { FreedTime } from '../db/occupations.ts'

/**
 * The one way for time to come free: what was given up under a block is the block's from now
 * on, and the rest is offered to those who wait. Call it in the transaction that freed the time,
 * after it did; `retryWhenOvertaken` around that transaction, because somebody may take the time
 * at this very moment.
 */
export async function afterFreed(
  tx: TenantTransaction,
  request: { tenantId: string; enqueue: Enqueue; freed: readonly FreedTime[] },
): Promise<void> {
  const { tenantId, freed } = request
  if (freed.length === 0) return
  const resourceIds = [...new Set(freed.flatMap((one) => one.resourceIds))]
  if (resourceIds.length > 0) {
    await lockResources(tx, { resourceIds, mode: 'freeing' })
    await fillWithBlocks(tx, {
      resourceIds,
      from: new Date(Math.min(...freed.map(({ startsAt }) => startsAt.getTime()))),
      to: new Date(Math.max(...freed.map(({ endsAt }) => endsAt.getTime()))),
    })
  }
  for (const { providerId, locationId, startsAt, endsAt, resourceIds } of freed) {
    await request.enqueue(tx, 'match-waitlist', {
      tenantId,
      providerId,
      locationId,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      ...(resourceIds.length > 0 ? { resourceIds: [...new Set(resourceIds)].sort() } : {}),
    })
  }
}
