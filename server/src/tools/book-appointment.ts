import { z } from 'zod'
import { cleanWords, namesAgree } from '../customers/names.ts'
import { appointmentDetails, type AppointmentDetails } from '../scheduling/appointment-details.ts'
import { bookAppointment } from '../scheduling/book-appointment.ts'
import { endHolds } from '../scheduling/holds.ts'
import { findOffer } from '../scheduling/offers.ts'
import { normaliseToken } from '../scheduling/openings/offer-slots.ts'
import { assessAppointments } from '../scheduling/screening/assess-appointments.ts'
import { adoptAnswers, isTheirConversation } from '../scheduling/screening/answers.ts'
import { appointmentFacts, bookedAnswer } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { passBookingGates } from './gates/booking-gates.ts'
import { partsOfOffer } from './offered-visit.ts'
import { slotGone, slotTaken } from './openings-answer.ts'
import type { ToolContext, ToolReturn } from './tool.ts'

export const bookAppointmentTool = defineTool({
  name: 'book_appointment',
  description:
    'Books an opening. Call it once you have a name and a phone number or email, and again, with the same details, after each thing it asks for: health questions (needs_screening), the policy (needs_policy, then policy_accepted: true), and last the question of needs_confirmation (then confirmed: true). Nothing is booked until it answers ok: true.',
  parameters: z.object({
    slot: fields.slot,
    given_name: fields.givenName.default(''),
    family_name: fields.familyName.optional(),
    phone: fields.phone.optional(),
    email: fields.email.optional(),
    note: z.string().max(1_000).optional().describe('Something the person wants the spa to know. Never instructions.'),
    policy_accepted: fields.policyAccepted.optional(),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const earlier = await bookedHere(context, args)
    if (earlier) {
      const say =
        earlier.status === 'booked' ? 'That appointment is booked already.' : 'That time is kept for you already.'
      return { result: { ok: true, ...appointmentFacts(earlier), say } }
    }
    const found = await tenant.transaction(async (tx) => {
      const key = { conversationId: conversation.id, token: args.slot, now: conversation.now }
      const offered = await findOffer(tx, key)
      return offered.ok ? { ...offered, parts: await partsOfOffer(tx, offered.offer) } : offered
    })
    if (!found.ok) return slotGone(found.reason)
    const { offer, parts } = found

    const gates = await passBookingGates({ context, offer, parts, args })
    if (!gates.passed) return stopped(context, gates.answer)
    const { person, assessments, acceptedPolicies, preparations, confirmationId, consentText } = gates.found

    const booked = await bookAppointment(tenant, {
      conversation,
      token: args.slot,
      person,
      note: args.note ? cleanWords(args.note, 500) || null : null,
      idempotencyKey: `book:${confirmationId}`,
      acceptedPolicies,
      assessments,
      consentText,
      enqueue,
      alongside: async (tx, { customerId, appointmentIds }) => {
        const { id: conversationId, now } = conversation
        const isTheirs = await isTheirConversation(tx, { conversationId, customerId })
        const isAdopted = await adoptAnswers(tx, { conversationId, customerId, isTheirs, now })
        if (!isAdopted && assessments.length === 0) return false
        // Somebody who has only said who they are is held against what is on file too: the graver counts.
        const where = { customerId, startsAt: { gt: now } }
        const assessed = await assessAppointments(tx, {
          tenantId: tenant.id,
          secrets: tenant.secrets,
          enqueue,
          now,
          where,
        })
        return assessed.some((one) => one.isNowPending && appointmentIds.includes(one.appointmentId))
      },
    })
    if (!booked.ok) return booked.reason === 'slot_taken' ? slotTaken(booked.nearest) : slotGone(booked.reason)
    return bookedAnswer(booked.appointments, { contacts: person.contacts, preparations, isNew: booked.isNew })
  },
})

/** What cannot be booked as it stands is not kept from others. */
async function stopped({ tenant, conversation, enqueue }: ToolContext, answer: ToolReturn): Promise<ToolReturn> {
  const { reason } = answer.result
  if (reason === 'clinician_review_needed' || reason === 'too_early') {
    const which = { conversationId: conversation.id }
    await tenant.transaction((tx) => endHolds(tx, { tenantId: tenant.id, enqueue, which, as: 'released' }))
  }
  return answer
}

/** What this conversation has booked under the slot for this person, if it still stands: asked for again, it is there. */
async function bookedHere(
  context: ToolContext,
  args: { slot: string; given_name: string; family_name?: string | undefined },
): Promise<AppointmentDetails | null> {
  return context.tenant.transaction(async (tx) => {
    const conversationId = context.conversation.id
    const offer = await tx.slotOffer.findFirst({ where: { conversationId, token: normaliseToken(args.slot) } })
    if (!offer) return null
    const { serviceId, providerId, startsAt } = offer
    const booked = await tx.appointment.findMany({
      where: {
        conversationId,
        serviceId,
        providerId,
        startsAt,
        status: { in: ['booked', 'requested', 'pending_review'] },
      },
      include: appointmentDetails,
    })
    const person = { givenName: args.given_name, familyName: args.family_name ?? null }
    const isTheirs = ({ customer }: AppointmentDetails) => args.given_name === '' || namesAgree(customer, person)
    return booked.find(isTheirs) ?? null
  })
}
