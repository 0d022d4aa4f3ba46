import { z } from 'zod'
import { cancellationFee } from '../scheduling/cancel-appointment.ts'
import { holdSlot } from '../scheduling/hold-slot.ts'
import { findOffer, slotOfOffer } from '../scheduling/offers.ts'
import { findNearest } from '../scheduling/openings/find-nearest.ts'
import { rescheduleAppointment } from '../scheduling/reschedule-appointment.ts'
import { slotLabel } from '../scheduling/slot-label.ts'
import { labelOf, movedAnswer } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { confirmIntent } from './gates/confirmation.ts'
import { checkEligibility } from './gates/eligibility.ts'
import { stop } from './gates/gate.ts'
import { findOwnAppointment } from './gates/identity.ts'
import { disclosePolicy } from './gates/policy.ts'
import { slotGone, slotTaken } from './openings-answer.ts'

const notBooked = stop(
  'not_booked',
  'That appointment is not open to changes any more. Shall I look for a new time to book?',
)

export const rescheduleAppointmentTool = defineTool({
  name: 'reschedule_appointment',
  description:
    'Moves an appointment to an opening from find_openings. It first answers needs_confirmation with a question to ask; after the person has said yes, call it again with confirmed: true. The old time stays theirs until it answers ok: true.',
  parameters: z.object({ appointment: fields.appointment, slot: fields.slot, confirmed: fields.confirmed.optional() }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const own = await findOwnAppointment(context, args.appointment)
    if (!own.passed) return own.answer
    const { appointment } = own
    if (appointment.status !== 'booked' || appointment.startsAt <= conversation.now) return notBooked.answer
    const key = { conversationId: conversation.id, token: args.slot, now: conversation.now }
    const found = await tenant.transaction((tx) => findOffer(tx, key))
    if (!found.ok) return slotGone(found.reason)
    const { offer } = found
    if (offer.serviceId !== appointment.serviceId) return otherService(appointment.service.name).answer
    if (+offer.startsAt === +appointment.startsAt && offer.providerId === appointment.providerId) {
      return movedAnswer(appointment, { isNew: false })
    }
    const eligible = await checkEligibility(context, offer)
    if (!eligible.passed) return eligible.answer

    const exceptAppointmentId = appointment.id
    const isFree = await tenant.transaction((tx) => slotOfOffer(tx, { ...key, offer, exceptAppointmentId }))
    if (!isFree) return slotTaken(await findNearest(tenant, { ...key, offer, exceptAppointmentId }))
    // Kept while we ask, unless it overlaps the time they have: then nobody else can take it anyway.
    await holdSlot(tenant, { ...key, enqueue })

    const { isLate } = cancellationFee(appointment, conversation.now)
    const policy = disclosePolicy(appointment.service.policy)
    const newTime = slotLabel(offer.startsAt, offer.location.timeZone)
    const lines = [
      `From ${labelOf(appointment)}`,
      `To ${newTime} with ${offer.provider.displayName}`,
      ...(policy.words ? [policy.words] : []),
    ]
    const confirmed = await confirmIntent(context, {
      tool: 'reschedule_appointment',
      intent: {
        ...policy.agreedTo,
        appointment: appointment.id,
        version: appointment.version,
        provider: offer.providerId,
        location: offer.locationId,
        startsAt: offer.startsAt.toISOString(),
      },
      words: [
        `To confirm: your ${appointment.service.name} moves from ${labelOf(appointment)} to ${newTime} with ${offer.provider.displayName}.`,
        isLate ? 'That is a change at short notice.' : '',
        policy.words,
        'Shall I move it?',
      ]
        .filter(Boolean)
        .join(' '),
      card: { title: `Move your ${appointment.service.name}?`, lines, yes: 'Move it', no: 'Not yet' },
      refusedSay: `All right, it stays on ${labelOf(appointment)}. Would another time suit you better?`,
      isConfirmed: args.confirmed === true,
    })
    if (!confirmed.passed) return confirmed.answer

    const moved = await rescheduleAppointment(tenant, { ...key, appointmentId: appointment.id, enqueue })
    if (moved.ok) return movedAnswer(moved.appointment, moved)
    if (moved.reason === 'slot_taken') return slotTaken(moved.nearest)
    if (moved.reason === 'not_booked') return notBooked.answer
    return moved.reason === 'other_service' ? otherService(appointment.service.name).answer : slotGone(moved.reason)
  },
})

function otherService(name: string) {
  return stop(
    'other_service',
    `That time was for another service. Let me look for times for your ${name}. Which day would you like?`,
  )
}
