import type { Tenant, TenantTransaction } from '../db/for-tenant.ts'
import { conversationLock } from '../db/locks.ts'
import type { Enqueue } from '../queue/enqueue.ts'
import { HOLD_CAP_MS, HOLD_MS, prolongHolds } from './holds.ts'
import { holdFreeSlot } from './hold-free-slot.ts'
import { isSlotTaken, retryWhenOvertaken } from './occupy.ts'
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
 * slot again prolongs it, up to the hold's cap.
 */
export async function holdSlot(tenant: Tenant, request: HoldRequest): Promise<HoldResult> {
  try {
    const held = await retryWhenOvertaken(() =>
      tenant.transaction((tx) => hold(tx, tenant.id, request), { lock: conversationLock(request.conversationId) }),
    )
    if (held.ok || held.reason !== 'slot_taken') return held
    return { ok: false, reason: 'slot_taken', nearest: await findNearest(tenant, { ...request, offer: held.offer }) }
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'slot_taken', nearest: await findNearest(tenant, request) }
  }
}

type Attempt =
  | { ok: true; offer: Offer; expiresAt: Date }
  | { ok: false; reason: 'unknown_slot' | 'slot_expired' }
  | { ok: false; reason: 'slot_taken'; offer: Offer }

async function hold(tx: TenantTransaction, tenantId: string, request: HoldRequest): Promise<Attempt> {
  const { conversationId, now, enqueue } = request
  const found = await findOffer(tx, request)
  if (!found.ok) return found
  const { offer } = found
  const held = await tx.hold.findFirst({
    where: {
      ...slotOf(offer),
      parts: { equals: offer.parts ?? [] },
      conversationId,
      status: 'active',
      expiresAt: { gt: now },
    },
    select: { id: true },
  })
  const prolonged = held && (await prolongHolds(tx, { conversationId, now }))
  if (prolonged) return { ok: true, offer, expiresAt: prolonged }

  const expiresAt = new Date(now.getTime() + HOLD_MS)
  const visit = await slotOfOffer(tx, { offer, owner: { conversationId }, now })
  if (!visit) return { ok: false, reason: 'slot_taken', offer }
  // The offer stands at least as long as what was made of it.
  if (offer.expiresAt < expiresAt) await tx.slotOffer.updateMany({ where: { id: offer.id }, data: { expiresAt } })
  const capAt = new Date(now.getTime() + HOLD_CAP_MS)
  await holdFreeSlot(tx, { tenantId, owner: { conversationId }, visit, now, expiresAt, capAt, enqueue })
  return { ok: true, offer, expiresAt }
}

/** What makes two holds or offers of one service the same slot. */
export function slotOf({ serviceId, providerId, locationId, startsAt }: Offer) {
  return { serviceId, providerId, locationId, startsAt }
}
