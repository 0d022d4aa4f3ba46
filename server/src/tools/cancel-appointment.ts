import { z } from 'zod'
import { money } from '../catalog/price-text.ts'
import { cleanWords } from '../customers/names.ts'
import type { AppointmentDetails } from '../scheduling/appointment-details.ts'
import { cancelAppointment, cancellationFee } from '../scheduling/cancel-appointment.ts'
import { appointmentFacts, labelOf } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { confirmIntent } from './gates/confirmation.ts'
import { stop } from './gates/gate.ts'
import { findOwnAppointment } from './gates/identity.ts'
import { disclosePolicy } from './gates/policy.ts'
import type { ToolReturn } from './tool.ts'

export const cancelAppointmentTool = defineTool({
  name: 'cancel_appointment',
  description:
    'Cancels an appointment. It first answers needs_confirmation with a question to ask, which names a fee when one applies; after the person has said yes, call it again with confirmed: true.',
  parameters: z.object({
    appointment: fields.appointment,
    reason: z.string().max(500).optional().describe('Why, if they said so. Do not ask for it.'),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const own = await findOwnAppointment(context, args.appointment)
    if (!own.passed) return own.answer
    const { appointment } = own
    if (appointment.status === 'cancelled') return cancelledAnswer(appointment, { isNew: false, feeCents: 0 })
    if (appointment.status !== 'booked' || appointment.startsAt <= conversation.now) {
      return stop('not_booked', 'That appointment is not open to changes any more. I can take a message for the team.')
        .answer
    }
    const { isLate, feeCents } = cancellationFee(appointment, conversation.now)
    const policy = disclosePolicy(appointment.service.policy)
    const fee = feeWords(appointment, { isLate, feeCents })
    const confirmed = await confirmIntent(context, {
      tool: 'cancel_appointment',
      // A fee that begins to apply while they think is another question.
      intent: { ...policy.agreedTo, appointment: appointment.id, version: appointment.version, isLate, feeCents },
      words: [
        `To confirm: you would like to cancel your ${appointment.service.name} on ${labelOf(appointment)} with ${appointment.provider.displayName}.`,
        policy.words,
        fee,
        'Shall I cancel it?',
      ]
        .filter(Boolean)
        .join(' '),
      card: {
        title: `Cancel your ${appointment.service.name}?`,
        lines: [labelOf(appointment), ...(fee ? [fee] : []), ...(policy.words ? [policy.words] : [])],
        yes: 'Cancel it',
        no: 'Keep it',
      },
      refusedSay: `All right, it stays on ${labelOf(appointment)}. Would you rather move it?`,
      isConfirmed: args.confirmed === true,
    })
    if (!confirmed.passed) return confirmed.answer

    const cancelled = await cancelAppointment(tenant, {
      conversationId: conversation.id,
      appointmentId: appointment.id,
      reason: args.reason ? cleanWords(args.reason, 300) || null : null,
      now: conversation.now,
      enqueue,
    })
    if (!cancelled.ok) {
      return stop('not_booked', 'That appointment is not open to changes any more. I can take a message for the team.')
        .answer
    }
    return cancelledAnswer(cancelled.appointment, cancelled)
  },
})

function feeWords(
  appointment: AppointmentDetails,
  { isLate, feeCents }: { isLate: boolean; feeCents: number },
): string {
  const { policy, currency } = appointment.service
  if (!policy) return ''
  if (!isLate) return 'No fee applies.'
  const window = `It is less than ${policy.cancelWindowHours} hours before the appointment`
  return feeCents > 0 ? `${window}, so the fee of ${money(feeCents, currency)} applies.` : `${window}.`
}

function cancelledAnswer(
  appointment: AppointmentDetails,
  { isNew, feeCents }: { isNew: boolean; feeCents: number },
): ToolReturn {
  const fee = feeCents > 0 ? ` The fee of ${money(feeCents, appointment.service.currency)} applies.` : ''
  return {
    result: {
      ok: true,
      ...appointmentFacts(appointment),
      fee: feeCents > 0 ? money(feeCents, appointment.service.currency) : 'none',
      say: `Your ${appointment.service.name} on ${labelOf(appointment)} is cancelled.${fee} Would you like another time instead?`,
    },
    effects: isNew ? [{ type: 'cancelled', appointmentId: appointment.id }] : [],
  }
}
