import { z } from 'zod'
import { money } from '../catalog/price-text.ts'
import { cleanWords } from '../customers/names.ts'
import type { AppointmentDetails } from '../scheduling/appointment-details.ts'
import { cancelAppointment } from '../scheduling/cancel-appointment.ts'
import { visitTerms, type VisitTerms } from '../scheduling/cancellation-terms.ts'
import { appointmentFacts, labelOf } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { confirmIntent } from './gates/confirmation.ts'
import { findOwnAppointment } from './gates/identity.ts'
import { inWords } from './list-services.ts'
import { isOpenToChanges, notOpen, restOfVisit } from './own-visit.ts'
import type { ToolReturn } from './tool.ts'

export const cancelAppointmentTool = defineTool({
  name: 'cancel_appointment',
  description:
    'Cancels an appointment, with it the others of its visit unless only_this_service is true. It first answers needs_confirmation with a question to ask, which names a fee when one applies: a yes to it agrees to the fee too. Then call it again with confirmed: true.',
  parameters: z.object({
    appointment: fields.appointment,
    reason: z.string().max(500).optional().describe('Why, if they said so. Do not ask for it.'),
    only_this_service: fields.onlyThis.optional(),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const own = await findOwnAppointment(context, args.appointment)
    if (!own.passed) return own.answer
    const { appointment } = own
    const { now } = conversation
    if (appointment.status === 'cancelled') return cancelledAnswer([appointment], { isNew: false, feeCents: 0 })
    if (!isOpenToChanges(appointment, now)) return notOpen.answer
    const onlyPart = args.only_this_service === true
    const visit = onlyPart ? [appointment] : await restOfVisit(context, appointment)
    const terms = await tenant.transaction((tx) =>
      visitTerms(tx, { appointmentId: appointment.id, givenUp: 'cancelled', onlyPart, now }),
    )
    const first = visit[0]!
    const names = inWords(visit.map(({ service }) => service.name))
    const fee = feeWords(terms, first)
    const policy = terms.policy?.text.trim()
    const confirmed = await confirmIntent(context, {
      tool: 'cancel_appointment',
      // A fee that begins to apply while they think is another question.
      intent: {
        appointments: visit.map(({ id, version }) => `${id}/${version}`).join(),
        policy: terms.policy?.id ?? null,
        isLate: terms.isLate,
        dueCents: terms.dueCents,
      },
      words: [
        `To confirm: you would like to cancel your ${names} on ${labelOf(first)} with ${first.provider.displayName}.`,
        policy,
        fee,
        'Shall I cancel it?',
      ]
        .filter(Boolean)
        .join(' '),
      card: {
        title: `Cancel your ${names}?`,
        lines: [labelOf(first), ...(fee ? [fee] : []), ...(policy ? [policy] : [])],
        yes: 'Cancel it',
        no: 'Keep it',
      },
      refusedSay: `All right, it stays on ${labelOf(first)}. Would you rather move it?`,
      isConfirmed: args.confirmed === true,
    })
    if (!confirmed.passed) return confirmed.answer

    const cancelled = await cancelAppointment(tenant, {
      conversationId: conversation.id,
      appointmentId: appointment.id,
      onlyPart,
      reason: args.reason ? cleanWords(args.reason, 300) || null : null,
      now,
      enqueue,
    })
    return cancelled.ok ? cancelledAnswer(cancelled.appointments, cancelled) : notOpen.answer
  },
})

function feeWords(terms: VisitTerms, { currency }: AppointmentDetails): string {
  if (!terms.policy) return ''
  if (!terms.isLate) return 'No fee applies.'
  const { cancelWindowHours, windowClock } = terms.policy
  const hours = windowClock === 'business' ? 'opening hours' : 'hours'
  const window = `It is less than ${cancelWindowHours} ${hours} before the appointment`
  if (terms.dueCents > 0) return `${window}, so the fee of ${money(terms.dueCents, currency)} applies.`
  return terms.isFeeWaived ? `${window}; the fee for it is waived this time.` : `${window}.`
}

function cancelledAnswer(
  appointments: readonly AppointmentDetails[],
  { isNew, feeCents }: { isNew: boolean; feeCents: number },
): ToolReturn {
  const first = appointments[0]!
  const names = inWords(appointments.map(({ service }) => service.name))
  const fee = feeCents > 0 ? ` The fee of ${money(feeCents, first.currency)} applies.` : ''
  return {
    result: {
      ok: true,
      ...appointmentFacts(first),
      ...(appointments.length > 1 ? { visit: appointments.map(appointmentFacts) } : {}),
      fee: feeCents > 0 ? money(feeCents, first.currency) : 'none',
      say: `Your ${names} on ${labelOf(first)} ${appointments.length > 1 ? 'are' : 'is'} cancelled.${fee} Would you like another time instead?`,
    },
    effects: isNew ? appointments.map(({ id }) => ({ type: 'cancelled' as const, appointmentId: id })) : [],
  }
}
