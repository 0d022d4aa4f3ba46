import { isExclusionViolation } from '../db/errors.ts'
import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { lockConversation } from '../db/locks.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { HOLD_MS, releaseHolds, sweepExpiredHolds } from './holds.ts'
import { occupy, retryWhenOvertaken } from './occupy.ts'
import { findOffer, slotOfOffer, type Offer } from './offers.ts'
import type { Opening } from './openings/find-openings.ts'
import { findNearest } from './openings/find-nearest.ts'

export type HoldResult =
  | { ok: true; offer: Offer; expiresAt: Date }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' }
  | { ok: false; reason: 'slot_taken'; nearest: Opening[] }

export interface HoldRequest {
  conversationId: string
  token: string
  now: Date
  enqueue: Enqueue
}

/**
 * Keeps an offered slot for this conversation for a few minutes. One hold at a time: the
 * one before is let go in the same transaction, and kept when this one fails. Holding the same
 * slot again prolongs it.
 */
export async function holdSlot(tenant: Tenant, request: HoldRequest): Promise<HoldResult> {
  try {
    const held = await retryWhenOvertaken(() => tenant.transaction((tx) => hold(tx, tenant.id, request)))
    if (held.ok || held.reason !== 'slot_taken') return held
    return { ok: false, reason: 'slot_taken', nearest: await findNearest(tenant, { ...request, offer: held.offer }) }
  } catch (error) {
    if (!isExclusionViolation(error)) throw error
    return { ok: false, reason: 'slot_taken', nearest: await findNearest(tenant, request) }
  }
}

type Attempt =
  | { ok: true; offer: Offer; expiresAt: Date }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' }
  | { ok: false; reason: 'slot_taken'; offer: Offer }

async function hold(tx: TenantTransaction, tenantId: string, request: HoldRequest): Promise<Attempt> {
  const { conversationId, now } = request
  await lockConversation(tx, conversationId)
  const found = await findOffer(tx, request)
  if (!found.ok) return found
  const { offer } = found
  const expiresAt = new Date(now.getTime() + HOLD_MS)
  // The offer stands at least as long as what was made of it.
  if (offer.expiresAt < expiresAt) await tx.slotOffer.updateMany({ where: { id: offer.id }, data: { expiresAt } })

  const prolonged = await tx.hold.updateManyAndReturn({
    where: { ...slotOf(offer), conversationId, status: 'active', expiresAt: { gt: now } },
    data: { expiresAt },
    select: { id: true },
  })
  if (prolonged[0]) {
    await request.enqueue(tx, 'expire-hold', { tenantId, holdId: prolonged[0].id }, { startAfter: expiresAt })
    return { ok: true, offer, expiresAt }
  }

  await sweepExpiredHolds(tx, now)
  const slot = await slotOfOffer(tx, { offer, conversationId, now })
  if (!slot) return { ok: false, reason: 'slot_taken', offer }
  await releaseHolds(tx, conversationId)
  const { id: holdId } = await tx.hold.create({
    data: { ...slotOf(offer), conversationId, endsAt: offer.endsAt, expiresAt },
    select: { id: true },
  })
  await occupy(tx, slot, { kind: 'hold', holdId })
  await request.enqueue(tx, 'expire-hold', { tenantId, holdId }, { startAfter: expiresAt })
  return { ok: true, offer, expiresAt }
}

/** What makes two holds or offers the same slot. */
export function slotOf({ serviceId, providerId, locationId, startsAt }: Offer) {
  return { serviceId, providerId, locationId, startsAt }
}
