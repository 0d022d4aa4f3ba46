import type { Contact } from '../../customers/contact.ts'
import { lockConversation } from '../../db/locks.ts'
import { whyOver } from '../../scheduling/waitlist/answer-offer.ts'
import { findWaiting } from '../../scheduling/waitlist/find-waiting.ts'
import { findOffer, type WaitlistOfferDetails } from '../../scheduling/waitlist/open-offer.ts'
import { contactForOffers } from '../../scheduling/waitlist/reach.ts'
import { clockLabel } from '../../scheduling/slot-label.ts'
import { stop, type Gate } from '../gates/gate.ts'
import type { ToolContext } from '../tool.ts'

const MAX_WRONG_CODES = 5

export interface OwnOffer {
  offer: WaitlistOfferDetails
  isVerified: boolean
  /** Where the offer went. */
  contact: Contact | null
}

/**
 * The offer that the person in this conversation may answer: one made to them, if they are known to be
 * who they are or joined the waitlist here; or the one whose code they read out. The code went to
 * the contact on file like any code that proves who somebody is, and proves the same.
 */
export async function findOwnOffer(context: ToolContext, code: string | undefined): Promise<Gate<OwnOffer>> {
  return code === undefined ? offerOnFile(context) : offerByCode(context, code)
}

async function offerOnFile({ tenant, conversation }: ToolContext): Promise<Gate<OwnOffer>> {
  const { id: conversationId, now } = conversation
  return tenant.transaction(async (tx): Promise<Gate<OwnOffer>> => {
    const { isVerified, entries } = await findWaiting(tx, { conversationId, now })
    const entry = entries.find(({ offers }) => offers.length > 0)
    if (entry) {
      const offer = (await findOffer(tx, { offerId: entry.offers[0]!.id }))!
      return { passed: true, offer, isVerified, contact: await contactForOffers(tx, entry) }
    }
    const ids = entries.map(({ id }) => id)
    const last = await tx.waitlistOffer.findFirst({
      where: { entryId: { in: ids } },
      orderBy: { offeredAt: 'desc' },
      select: { id: true },
    })
    if (last) return over((await findOffer(tx, { offerId: last.id }))!, now)
    if (isVerified || entries.length > 0) {
      return stop('not_found', 'I see no time that is kept for you at the moment. Shall I look for free times?')
    }
    return stop('needs_identity', 'What is the code in the message about it?')
  })
}

async function offerByCode({ tenant, conversation, callId }: ToolContext, code: string): Promise<Gate<OwnOffer>> {
  const { id: conversationId, now } = conversation
  return tenant.transaction(async (tx): Promise<Gate<OwnOffer>> => {
    // Guesses come one after the other.
    await lockConversation(tx, conversationId)
    const wrong = await tx.toolCall.count({
      where: {
        conversationId,
        callId: { not: callId },
        name: { in: ['accept_waitlist_offer', 'leave_waitlist'] },
        result: { path: ['reason'], equals: 'wrong_code' },
      },
    })
    if (wrong >= MAX_WRONG_CODES) {
      return stop('too_many_attempts', "That didn't fit too many times. Shall I take a message for the team?")
    }
    const offer = await findOffer(tx, { code })
    if (!offer) return stop('wrong_code', "That code doesn't fit. Could you read it to me once more?")
    if (whyOver(offer, now)) return over(offer, now)
    // A code is good once: in an old message it proves nothing any more.
    if (offer.status === 'accepted') return stop('offer_over', 'That time has been booked already.')
    const { customerId } = offer.entry
    await tx.conversation.updateMany({
      where: { id: conversationId, verifiedAt: null },
      data: { customerId, verifiedAt: now },
    })
    return { passed: true, offer, isVerified: true, contact: await contactForOffers(tx, offer.entry) }
  })
}

/** The truth about an offer that is no more, and that nothing else is lost. */
export async function offerOver(context: ToolContext, offer: WaitlistOfferDetails): Promise<Gate<never>> {
  const now = await context.tenant.transaction((tx) => findOffer(tx, { offerId: offer.id }))
  return over(now ?? offer, context.conversation.now)
}

function over(offer: WaitlistOfferDetails, now: Date): Gate<never> {
  const { hold } = offer
  const stays = 'You are still on the waitlist. Shall I look for other times?'
  switch (whyOver(offer, now)) {
    case 'declined':
      return stop('offer_over', `That time has been let go. ${stays}`)
    case 'withdrawn':
      return stop('offer_over', `That time is not available any more, I'm sorry. ${stays}`)
    default: {
      const until = clockLabel(offer.expiresAt, hold.location.timeZone)
      return stop(
        'offer_over',
        `That time was kept for you until ${until}, and is offered to the next person now. ${stays}`,
      )
    }
  }
}
