import { z } from 'zod'
import { appointmentDetails } from '../scheduling/appointment-details.ts'
import { normaliseCode } from '../scheduling/readable-code.ts'
import { claimWaitlistOffer } from '../scheduling/waitlist/claim-offer.ts'
import { appointmentFacts } from './appointment-answer.ts'
import { bookAppointmentTool } from './book-appointment.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import type { ToolContext, ToolReturn } from './tool.ts'
import { findOwnOffer, offerOver } from './waitlist/own-offer.ts'

export const offerCode = z
  .string()
  .min(1)
  .max(40)
  .describe('The code in the message about the time that came free, if the person gives one.')

export const acceptWaitlistOffer = defineTool({
  name: 'accept_waitlist_offer',
  description:
    'Books the time that came free and is kept for the person from the waitlist. As with book_appointment, call it again after each thing it asks for: health questions, the policy (then policy_accepted: true), and last the confirmation (then confirmed: true). Nothing is booked until it answers ok: true.',
  parameters: z.object({
    code: offerCode.optional(),
    policy_accepted: fields.policyAccepted.optional(),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, { code, policy_accepted, confirmed }) => {
    const own = await findOwnOffer(context, code)
    if (!own.passed) return (await bookedHere(context, code)) ?? own.answer
    const { offer, isVerified, contact } = own
    const { tenant, conversation, enqueue } = context
    const { id: conversationId, now } = conversation
    const claimed = await claimWaitlistOffer(tenant, { offerId: offer.id, conversationId, now, enqueue })
    if (!claimed.ok) return ((await offerOver(context, offer)) as { answer: ToolReturn }).answer
    const { customer } = offer.entry
    // From here on it is a slot like any other, and everything that is asked for any other is asked.
    const answer = await bookAppointmentTool.run(context, {
      slot: claimed.token,
      given_name: customer.givenName,
      ...(customer.familyName ? { family_name: customer.familyName } : {}),
      ...(contact && !isVerified ? { [contact.kind]: contact.value } : {}),
      policy_accepted,
      confirmed,
    })
    return { ...answer, result: { ...answer.result, slot: claimed.token } }
  },
})

/** Asked for again after it was booked: it is there. */
async function bookedHere({ tenant, conversation }: ToolContext, code: string | undefined): Promise<ToolReturn | null> {
  const accepted = await tenant.db.waitlistOffer.findFirst({
    where: {
      status: 'accepted',
      ...(code === undefined ? {} : { code: normaliseCode(code) }),
      appointment: { conversationId: conversation.id, status: { in: ['booked', 'requested', 'pending_review'] } },
    },
    orderBy: { answeredAt: 'desc' },
    include: { appointment: { include: appointmentDetails } },
  })
  if (!accepted?.appointment) return null
  return { result: { ok: true, ...appointmentFacts(accepted.appointment), say: 'That appointment is booked already.' } }
}
