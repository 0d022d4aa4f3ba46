import { lockConversation } from '../../db/locks.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Prisma, SlotOffer } from '../../db/generated/client.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import { normaliseCode, readableCode } from '../readable-code.ts'
import { partsOf, storedParts } from '../visit.ts'

/** How long an offered slot may be held by its token. */
export const OFFER_MS = 30 * 60_000

/**
 * Writes down that these visits were offered, and gives each its token, in the same order.
 * One that the conversation was offered before keeps its token and is offered anew.
 */
export async function offerSlots(
  tx: TenantTransaction,
  offer: { conversationId: string; now: Date; visits: readonly FreeVisit[] },
): Promise<string[]> {
  if (offer.visits.length === 0) return []
  // Two calls of one turn would else pick the same token.
  await lockConversation(tx, offer.conversationId)
  const earlier = await tx.slotOffer.findMany({ where: { conversationId: offer.conversationId } })
  const known = new Map(earlier.map((one) => [keyOfOffer(one), one]))
  const taken = new Set(earlier.map(({ token }) => token))
  const expiresAt = new Date(offer.now.getTime() + OFFER_MS)
  const fresh: Prisma.SlotOfferCreateManyInput[] = []
  const again: string[] = []
  const tokens = offer.visits.map((visit) => {
    const before = known.get(keyOfVisit(visit))
    if (before) {
      again.push(before.id)
      return before.token
    }
    const token = newToken(taken)
    taken.add(token)
    const parts = visit.parts.map((part) => ({ ...part, startsAt: new Date(part.start), endsAt: new Date(part.end) }))
    fresh.push({
      conversationId: offer.conversationId,
      token,
      serviceId: parts[0]!.serviceId,
      providerId: parts[0]!.providerId,
      locationId: visit.locationId,
      startsAt: new Date(visit.start),
      endsAt: new Date(visit.end),
      expiresAt,
      parts: storedParts(parts),
    })
    return token
  })
  if (again.length > 0) await tx.slotOffer.updateMany({ where: { id: { in: again } }, data: { expiresAt } })
  if (fresh.length > 0) await tx.slotOffer.createMany({ data: fresh })
  return tokens
}

/** What makes two offers the same; an offer says the end too, so that of a service made longer the old one is not kept. */
function keyOfVisit({ locationId, parts }: FreeVisit): string {
  return [locationId, ...parts.map((part) => [part.serviceId, part.providerId, part.start, part.end].join(' '))].join()
}

function keyOfOffer(offer: SlotOffer): string {
  const { locationId } = offer
  const parts = partsOf(offer).map(({ serviceId, providerId, startsAt, endsAt }) =>
    [serviceId, providerId, startsAt.getTime(), endsAt.getTime()].join(' '),
  )
  return [locationId, ...parts].join()
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
