import { z } from 'zod'
import { priceText } from '../catalog/price-text.ts'
import { HOLD_MS } from '../scheduling/holds.ts'
import { holdSlot } from '../scheduling/hold-slot.ts'
import { slotLabel } from '../scheduling/slot-label.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { checkEligibility } from './gates/eligibility.ts'
import { slotGone, slotTaken } from './openings-answer.ts'

export const holdSlotTool = defineTool({
  name: 'hold_slot',
  description:
    'Keeps an opening for this person for a few minutes while you ask for their details. Call it as soon as they choose a time. It books nothing.',
  parameters: z.object({ slot: fields.slot }),
  kind: 'write',
  run: async (context, { slot }) => {
    const { tenant, conversation, enqueue } = context
    const held = await holdSlot(tenant, {
      conversationId: conversation.id,
      token: slot,
      now: conversation.now,
      enqueue,
    })
    if (!held.ok) return held.reason === 'slot_taken' ? slotTaken(held.nearest) : slotGone(held.reason)
    const { offer } = held
    const eligible = await checkEligibility(context, offer)
    if (!eligible.passed) return eligible.answer
    return {
      result: {
        ok: true,
        slot: offer.token,
        service: offer.service.name,
        label: slotLabel(offer.startsAt, offer.location.timeZone),
        provider: offer.provider.displayName,
        price: priceText(offer.service),
        held_for_minutes: HOLD_MS / 60_000,
        next: 'Ask for the name and a phone number or email, then call book_appointment.',
      },
    }
  },
})
