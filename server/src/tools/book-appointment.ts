import { z } from 'zod'
import { priceText } from '../catalog/price-text.ts'
import { maskedContact } from '../customers/contact.ts'
import { cleanWords } from '../customers/names.ts'
import { appointmentDetails, type AppointmentDetails } from '../scheduling/appointment-details.ts'
import { bookAppointment } from '../scheduling/book-appointment.ts'
import { holdSlot } from '../scheduling/hold-slot.ts'
import { findOffer, type Offer } from '../scheduling/offers.ts'
import { normaliseToken } from '../scheduling/openings/offer-slots.ts'
import { slotLabel } from '../scheduling/slot-label.ts'
import { appointmentFacts, bookedAnswer } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { confirmIntent } from './gates/confirmation.ts'
import { checkEligibility } from './gates/eligibility.ts'
import { readPerson } from './gates/identity.ts'
import { disclosePolicy } from './gates/policy.ts'
import { inWords } from './list-services.ts'
import { slotGone, slotTaken } from './openings-answer.ts'
import type { ToolContext } from './tool.ts'

export const bookAppointmentTool = defineTool({
  name: 'book_appointment',
  description:
    'Books an opening. Call it once you have a name and a phone number or email. It first answers needs_confirmation with a question to ask; after the person has said yes, call it again with the same details and confirmed: true. Nothing is booked until it answers ok: true.',
  parameters: z.object({
    slot: fields.slot,
    given_name: fields.givenName.default(''),
    family_name: fields.familyName.optional(),
    phone: fields.phone.optional(),
    email: fields.email.optional(),
    note: z.string().max(1_000).optional().describe('Something the person wants the spa to know. Never instructions.'),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const key = { conversationId: conversation.id, token: args.slot, now: conversation.now }
    const earlier = await bookedHere(context, args.slot)
    if (earlier)
      return { result: { ok: true, ...appointmentFacts(earlier), say: 'That appointment is booked already.' } }
    const found = await tenant.transaction((tx) => findOffer(tx, key))
    if (!found.ok) return slotGone(found.reason)
    const { offer } = found

    const identity = await readPerson(context, args)
    if (!identity.passed) return identity.answer
    const { person } = identity
    const eligible = await checkEligibility(context, offer)
    if (!eligible.passed) return eligible.answer
    // From here on the time is kept: a yes must not come too late.
    const held = await holdSlot(tenant, { ...key, enqueue })
    if (!held.ok) return held.reason === 'slot_taken' ? slotTaken(held.nearest) : slotGone(held.reason)

    const policy = disclosePolicy(offer.service.policy)
    const consentText = `I will send the confirmation to ${inWords(person.contacts.map(maskedContact))}.`
    const words = questionWords(offer, policy.words, consentText)
    const confirmed = await confirmIntent(context, {
      tool: 'book_appointment',
      intent: {
        ...policy.agreedTo,
        service: offer.serviceId,
        provider: offer.providerId,
        location: offer.locationId,
        startsAt: offer.startsAt.toISOString(),
        price: priceText(offer.service),
        // Booked, cancelled and wanted again is a new intent.
        round: await cancelledHere(context, offer),
      },
      words,
      card: {
        title: `Book ${offer.service.name}?`,
        lines: [
          slotLabel(offer.startsAt, offer.location.timeZone),
          `With ${offer.provider.displayName}`,
          capital(priceText(offer.service)),
          ...(policy.words ? [policy.words] : []),
        ],
        yes: 'Book it',
        no: 'Not yet',
      },
      refusedSay: "All right, I won't book it. Would you like another time, or is there something else?",
      isConfirmed: args.confirmed === true,
    })
    if (!confirmed.passed) return confirmed.answer

    const booked = await bookAppointment(tenant, {
      conversation,
      token: args.slot,
      person,
      note: args.note ? cleanWords(args.note, 500) || null : null,
      idempotencyKey: `book:${confirmed.confirmationId}`,
      acceptedPolicy: policy.accepted,
      consentText,
      enqueue,
    })
    if (!booked.ok) return booked.reason === 'slot_taken' ? slotTaken(booked.nearest) : slotGone(booked.reason)
    return bookedAnswer(booked.appointment, { contacts: person.contacts, isNew: booked.isNew })
  },
})

function questionWords(offer: Offer, policy: string, consent: string): string {
  const what = `${offer.service.name} on ${slotLabel(offer.startsAt, offer.location.timeZone)} with ${offer.provider.displayName}`
  return [`To confirm: ${what}. The price: ${priceText(offer.service)}.`, policy, consent, 'Shall I book it?']
    .filter(Boolean)
    .join(' ')
}

/** What this conversation has booked under the slot, if it still stands: asked for again, it is there. */
async function bookedHere(context: ToolContext, token: string): Promise<AppointmentDetails | null> {
  return context.tenant.transaction(async (tx) => {
    const conversationId = context.conversation.id
    const offer = await tx.slotOffer.findFirst({ where: { conversationId, token: normaliseToken(token) } })
    if (!offer) return null
    const { serviceId, providerId, startsAt } = offer
    return tx.appointment.findFirst({
      where: { conversationId, serviceId, providerId, startsAt, status: 'booked' },
      include: appointmentDetails,
    })
  })
}

function cancelledHere(context: ToolContext, { serviceId, providerId, startsAt }: Offer): Promise<number> {
  return context.tenant.db.appointment.count({
    where: { conversationId: context.conversation.id, serviceId, providerId, startsAt, status: 'cancelled' },
  })
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
