import { lockConversation } from '../../db/locks.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma } from '../../db/generated/client.ts'
import type { FreeSlot } from '../availability/availability.ts'
import { normaliseCode, readableCode } from '../readable-code.ts'

/** How long an offered slot may be held by its token. */
export const OFFER_MS = 30 * 60_000

/**
 * Writes down that these slots were offered, and gives each its token, in the same order.
 * A slot that the conversation was offered before keeps its token and is offered anew.
 */
export async function offerSlots(
  tx: TenantTransaction,
  offer: { conversationId: string; serviceId: string; now: Date; slots: readonly FreeSlot[] },
): Promise<string[]> {
  // Two calls of one turn would else pick the same token.
  await lockConversation(tx, offer.conversationId)
  const earlier = await tx.slotOffer.findMany({ where: { conversationId: offer.conversationId } })
  const taken = new Set(earlier.map(({ token }) => token))
  const expiresAt = new Date(offer.now.getTime() + OFFER_MS)
  const fresh: Prisma.SlotOfferCreateManyInput[] = []
  const again: string[] = []
  const tokens = offer.slots.map((slot) => {
    const known = earlier.find(
      (one) =>
        one.serviceId === offer.serviceId &&
        one.providerId === slot.providerId &&
        one.locationId === slot.locationId &&
        one.startsAt.getTime() === slot.start,
    )
    if (known) {
      again.push(known.id)
      return known.token
    }
    const token = newToken(taken)
    taken.add(token)
    fresh.push({
      conversationId: offer.conversationId,
      token,
      serviceId: offer.serviceId,
      providerId: slot.providerId,
      locationId: slot.locationId,
      startsAt: new Date(slot.start),
      endsAt: new Date(slot.end),
      expiresAt,
    })
    return token
  })
  if (again.length > 0) await tx.slotOffer.updateMany({ where: { id: { in: again } }, data: { expiresAt } })
  if (fresh.length > 0) await tx.slotOffer.createMany({ data: fresh })
  return tokens
}

/** Two characters while the conversation is short of tokens, more when they run out. */
function newToken(taken: ReadonlySet<string>): string {
  for (let tries = 0; ; tries++) {
    const token = `SL_${readableCode(2 + Math.floor(tries / 8))}`
    if (!taken.has(token)) return token
  }
}

/** The token as it is stored, however the model or a person wrote it ("sl-7q", "7Q"). */
export function normaliseToken(words: string): string {
  return `SL_${normaliseCode(words).replace(/^SL/, '')}`
}
