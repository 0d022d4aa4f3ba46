import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Enqueue } from '../queue/enqueue.ts'

/** Why a text waits that nothing is wrong with: the spa's number may not send yet. */
export const HELD = 'not_registered'

/** The spa's number may send from now on: what has waited for it goes out, if it still is to. */
export async function releaseHeld(
  tx: TenantTransaction,
  { tenantId, enqueue }: { tenantId: string; enqueue: Enqueue },
): Promise<number> {
  const held = await tx.outboxMessage.findMany({
    where: { status: 'queued', channel: 'sms', error: HELD },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  })
  for (const { id } of held) await enqueue(tx, 'deliver-message', { tenantId, outboxMessageId: id })
  return held.length
}
