import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'

/** How long a slot is kept for somebody who is being asked for their name. */
export const HOLD_MS = 10 * 60_000

/** Frees what expired holds occupy, whoever held it. Cheap when there are none. */
export async function sweepExpiredHolds(tx: TenantTransaction, now: Date): Promise<void> {
  const expired = await tx.hold.updateManyAndReturn({
    where: { status: 'active', expiresAt: { lte: now } },
    data: { status: 'expired' },
    select: { id: true },
  })
  await freeHolds(tx, expired)
}

/** Lets go of what this conversation holds. */
export async function releaseHolds(tx: TenantTransaction, conversationId: string): Promise<void> {
  const released = await tx.hold.updateManyAndReturn({
    where: { conversationId, status: 'active' },
    data: { status: 'released' },
    select: { id: true },
  })
  await freeHolds(tx, released)
}

async function freeHolds(tx: TenantTransaction, holds: readonly { id: string }[]): Promise<void> {
  if (holds.length > 0) await tx.occupation.deleteMany({ where: { holdId: { in: holds.map(({ id }) => id) } } })
}

/** The job `expire-hold`: frees one hold if its time is up; when it was prolonged, says until when. */
export async function expireHold(
  tenant: Tenant,
  request: { holdId: string; now: Date },
): Promise<{ isDone: true } | { isDone: false; expiresAt: Date }> {
  return tenant.transaction(async (tx) => {
    const hold = await tx.hold.findFirst({ where: { id: request.holdId, status: 'active' } })
    if (!hold) return { isDone: true }
    if (hold.expiresAt > request.now) return { isDone: false, expiresAt: hold.expiresAt }
    // By its own id: it may be promoted at this very moment.
    const expired = await tx.hold.updateManyAndReturn({
      where: { id: hold.id, status: 'active', expiresAt: { lte: request.now } },
      data: { status: 'expired' },
      select: { id: true },
    })
    await freeHolds(tx, expired)
    return { isDone: true }
  })
}
