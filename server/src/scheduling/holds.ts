import type { TenantTransaction } from '../db/for-tenant.ts'

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

export async function freeHolds(tx: TenantTransaction, holds: readonly { id: string }[]): Promise<void> {
  if (holds.length > 0) await tx.occupation.deleteMany({ where: { holdId: { in: holds.map(({ id }) => id) } } })
}
