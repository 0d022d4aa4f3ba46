import { z } from 'zod'
import { priceText } from '../catalog/price-text.ts'
import { HOLD_MS } from '../scheduling/holds.ts'
import { holdSlot } from '../scheduling/hold-slot.ts'
import { findOffer } from '../scheduling/offers.ts'
import { slotLabel } from '../scheduling/slot-label.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { checkEligibility } from './gates/eligibility.ts'
import { inWords } from './list-services.ts'
import { partsOfOffer } from './offered-visit.ts'
import { slotGone, slotTaken } from './openings-answer.ts'

export const holdSlotTool = defineTool({
  name: 'hold_slot',
  description:
    'Keeps an opening for this person for a few minutes while you ask for their details. Call it as soon as they choose a time. It books nothing.',
  parameters: z.object({ slot: fields.slot }),
  kind: 'write',
  run: async (context, { slot }) => {
    const { tenant, conversation, enqueue } = context
    const key = { conversationId: conversation.id, token: slot, now: conversation.now }
    const found = await tenant.transaction(async (tx) => {
      const offered = await findOffer(tx, key)
      return offered.ok ? { ...offered, parts: await partsOfOffer(tx, offered.offer) } : offered
    })
    if (!found.ok) return slotGone(found.reason)
    const { offer, parts } = found
    const eligible = await checkEligibility(context, { ...offer, parts })
    if (!eligible.passed) return eligible.answer
    const held = await holdSlot(tenant, { ...key, enqueue })
    if (!held.ok) return held.reason === 'slot_taken' ? slotTaken(held.nearest) : slotGone(held.reason)
    return {
      result: {
        ok: true,
        slot: offer.token,
        service: inWords(parts.map(({ service }) => service.name)),
        label: slotLabel(offer.startsAt, offer.location.timeZone),
        provider: inWords([...new Set(parts.map(({ provider }) => provider.displayName))]),
        price: parts.map(({ service }) => priceText(service)).join('; '),
        held_for_minutes: HOLD_MS / 60_000,
        next: 'Ask for the name and a phone number or email, then call book_appointment.',
      },
    }
  },
})
