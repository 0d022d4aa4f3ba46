import type { TenantTransaction } from '../db/for-tenant.ts'
import { endActiveHolds, prolongActiveHold, type EndedHold, type HoldsToEnd } from '../db/holds.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { afterFreed } from './after-freed.ts'
import { leaveSeat } from './group-seats.ts'
import { endOffers } from './waitlist/end-offers.ts'

/** How long a slot is kept for somebody who is being asked for their name. */
export const HOLD_MS = 10 * 60_000
/** However alive the conversation is, nothing is kept longer than this without being booked. */
export const HOLD_CAP_MS = 30 * 60_000

export interface EndHoldsRequest {
  tenantId: string
  enqueue: Enqueue
  which: HoldsToEnd
  as: 'released' | 'expired'
}

/** Ends active holds: their time and seats come free, for blocks and for those who wait. */
export async function endHolds(tx: TenantTransaction, request: EndHoldsRequest): Promise<EndedHold[]> {
  const ended = await endActiveHolds(tx, request.which, request.as)
  await settleEndedHolds(tx, { ...request, ended })
  return ended
}

/** What follows from holds that were ended: offers of the waitlist ended, seats given back, blocks filled, those who wait told. */
export async function settleEndedHolds(
  tx: TenantTransaction,
  request: { tenantId: string; enqueue: Enqueue; ended: readonly EndedHold[] },
): Promise<void> {
  await endOffers(tx, { ...request, holdIds: request.ended.map(({ id }) => id) })
  const freed = []
  for (const hold of request.ended) freed.push(await leaveSeat(tx, hold))
  await afterFreed(tx, { ...request, freed })
}

/**
 * Called on every turn of the customer: while they talk, what is kept for them stays theirs, up
 * to a cap. The job that expires the hold looks again when its time has moved.
 */
export async function prolongHolds(
  tx: TenantTransaction,
  request: { conversationId: string; now: Date },
): Promise<Date | null> {
  return prolongActiveHold(tx, { ...request, holdMs: HOLD_MS, capMs: HOLD_CAP_MS })
}
