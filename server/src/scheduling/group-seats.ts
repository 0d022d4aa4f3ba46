import type { TenantTransaction } from '../db/for-tenant.ts'
import { findSession, giveBackSeat, takeSeat, type Seat, type SessionKey } from '../db/group-seats.ts'
import { endActiveHolds } from '../db/holds.ts'
import type { FreedTime } from '../db/occupations.ts'

/** A seat in a group appointment, those of expired holds included; null when all are taken. */
export async function takeGroupSeat(tx: TenantTransaction, key: SessionKey, now: Date): Promise<Seat | null> {
  const seat = await takeSeat(tx, key)
  if (seat) return seat
  const session = await findSession(tx, key)
  if (!session) return null
  const expired = await endActiveHolds(tx, { expiredInSession: session.id, now }, 'expired')
  if (expired.length === 0) return null
  for (const { groupSessionId } of expired) await giveBackSeat(tx, groupSessionId!)
  return takeSeat(tx, key)
}

/**
 * What somebody's leaving frees: of a group appointment their seat, and all that it occupied when
 * they were the last.
 */
export async function leaveSeat<T extends FreedTime>(
  tx: TenantTransaction,
  left: T & { groupSessionId: string | null },
): Promise<FreedTime> {
  const { providerId, locationId, startsAt, endsAt, resourceIds } = left
  const freed = { providerId, locationId, startsAt, endsAt, resourceIds }
  if (left.groupSessionId === null) return freed
  const session = await giveBackSeat(tx, left.groupSessionId)
  if (!session) return freed
  return {
    ...freed,
    startsAt: session.startsAt < startsAt ? session.startsAt : startsAt,
    endsAt: session.endsAt > endsAt ? session.endsAt : endsAt,
    resourceIds: [...resourceIds, ...session.resourceIds],
  }
}
