import { z } from 'zod'
import { money } from '../catalog/price-text.ts'
import { visitTerms } from '../scheduling/cancellation-terms.ts'
import { holdSlot } from '../scheduling/hold-slot.ts'
import { findOffer, slotOfOffer } from '../scheduling/offers.ts'
import { findNearest } from '../scheduling/openings/find-nearest.ts'
import { rescheduleAppointment } from '../scheduling/reschedule-appointment.ts'
import { assessAppointments } from '../scheduling/screening/assess-appointments.ts'
import { slotLabel } from '../scheduling/slot-label.ts'
import { labelOf, movedAnswer } from './appointment-answer.ts'
import { defineTool } from './define-tool.ts'
import * as fields from './fields.ts'
import { confirmIntent } from './gates/confirmation.ts'
import { checkEligibility } from './gates/eligibility.ts'
import { stop } from './gates/gate.ts'
import { findOwnAppointment } from './gates/identity.ts'
import { policiesOf, policyAccepted, policyDisclosed } from './gates/policy.ts'
import { checkPrerequisites } from './gates/prerequisite.ts'
import { passScreening } from './gates/screening.ts'
import { partsOfOffer } from './offered-visit.ts'
import { slotGone, slotTaken } from './openings-answer.ts'
import { isOpenToChanges, notOpen, restOfVisit } from './own-visit.ts'

export const rescheduleAppointmentTool = defineTool({
  name: 'reschedule_appointment',
  description:
    'Moves an appointment to an opening from find_openings. It asks for what is missing like book_appointment, and last answers needs_confirmation with a question to ask, which names a fee when one applies; after the person has said yes, call it again with confirmed: true. The old time stays theirs until it answers ok: true.',
  parameters: z.object({
    appointment: fields.appointment,
    slot: fields.slot,
    policy_accepted: fields.policyAccepted.optional(),
    confirmed: fields.confirmed.optional(),
  }),
  kind: 'write',
  run: async (context, args) => {
    const { tenant, conversation, enqueue } = context
    const own = await findOwnAppointment(context, args.appointment)
    if (!own.passed) return own.answer
    const { appointment } = own
    if (!isOpenToChanges(appointment, conversation.now)) return notOpen.answer
    const key = { conversationId: conversation.id, token: args.slot, now: conversation.now }
    const found = await tenant.transaction(async (tx) => {
      const offered = await findOffer(tx, key)
      return offered.ok ? { ...offered, parts: await partsOfOffer(tx, offered.offer) } : offered
    })
    if (!found.ok) return slotGone(found.reason)
    const { offer, parts } = found
    const visit = parts.length > 1 ? await restOfVisit(context, appointment) : [appointment]
    const isSame =
      parts.length === visit.length && parts.every(({ service }, index) => service.id === visit[index]!.serviceId)
    if (!isSame) return otherService(appointment.service.name).answer
    const isThere = parts.every(
      ({ startsAt, provider }, index) =>
        +startsAt === +visit[index]!.startsAt && provider.id === visit[index]!.providerId,
    )
    if (isThere) return movedAnswer(visit, { isNew: false })
    const eligible = await checkEligibility(context, { ...offer, parts })
    if (!eligible.passed) return eligible.answer
    const prepared = await checkPrerequisites(context, { parts, person: appointment.customer })
    if (!prepared.passed) return prepared.answer

    const exceptAppointmentIds = visit.map(({ id }) => id)
    const isFree = await tenant.transaction((tx) =>
      slotOfOffer(tx, {
        offer,
        owner: { conversationId: conversation.id },
        now: conversation.now,
        exceptAppointmentIds,
      }),
    )
    if (!isFree) {
      const { customerId } = appointment
      return slotTaken(await findNearest(tenant, { ...key, offer, exceptAppointmentIds, customerId }))
    }
    // Kept while we ask, unless it overlaps the time they have: then nobody else can take it anyway.
    await holdSlot(tenant, { ...key, enqueue })

    const { customer } = appointment
    const person = { ...customer, contacts: customer.identities }
    const screened = await passScreening(context, { parts, person, customerId: customer.id })
    if (!screened.passed) return screened.answer
    const policies = await policiesToAccept(context, visit)
    const disclosed = await policyDisclosed(context, policies)
    if (!disclosed.passed) return disclosed.answer
    const accepted = await policyAccepted(context, { policies, isAccepted: args.policy_accepted === true })
    if (!accepted.passed) return accepted.answer

    const terms = await tenant.transaction((tx) =>
      visitTerms(tx, {
        appointmentId: appointment.id,
        givenUp: 'moved',
        onlyPart: visit.length === 1,
        now: conversation.now,
      }),
    )
    const fee = feeWords(terms, appointment.currency)
    const newTime = slotLabel(offer.startsAt, offer.location.timeZone)
    const names = visit.map(({ service }) => service.name).join(' and ')
    const needsApproval = visit.some(({ service, status }) => service.requiresApproval && status === 'booked')
    const confirmed = await confirmIntent(context, {
      tool: 'reschedule_appointment',
      intent: {
        appointment: appointment.id,
        version: appointment.version,
        slots: parts.map(({ provider, startsAt }) => `${provider.id}/${startsAt.toISOString()}`).join(),
        location: offer.locationId,
        policies: policies.map(({ id }) => id).join(),
        // A fee that begins to apply while they think is another question.
        isLate: terms.isLate,
        dueCents: terms.dueCents,
        needsReview: screened.needsReview,
      },
      words: [
        `To confirm: your ${names} moves from ${labelOf(visit[0]!)} to ${newTime} with ${offer.provider.displayName}.`,
        fee,
        screened.needsReview ? 'One of our clinicians looks at your answers first; the time is kept for you.' : '',
        needsApproval ? 'The team confirms the new time in person; until then it is kept for you.' : '',
        'Shall I move it?',
      ]
        .filter(Boolean)
        .join(' '),
      card: {
        title: `Move your ${names}?`,
        lines: [
          `From ${labelOf(visit[0]!)}`,
          `To ${newTime} with ${offer.provider.displayName}`,
          ...(fee ? [fee] : []),
        ],
        yes: 'Move it',
        no: 'Not yet',
      },
      refusedSay: `All right, it stays on ${labelOf(visit[0]!)}. Would another time suit you better?`,
      isConfirmed: args.confirmed === true,
    })
    if (!confirmed.passed) return confirmed.answer

    const moved = await rescheduleAppointment(tenant, {
      ...key,
      appointmentId: appointment.id,
      enqueue,
      alongside: async (tx, { appointmentIds }) => {
        await tx.policyAcceptance.createMany({
          data: visit.flatMap(({ id, service }) =>
            accepted.accepted
              .filter((one) => one.id === service.policyId)
              .map(({ id: policyId, ...evidence }) => ({
                appointmentId: id,
                policyId,
                ...evidence,
                acceptedAt: evidence.acceptedAt ?? conversation.now,
                channel: evidence.channel ?? conversation.channel,
              })),
          ),
        })
        const { id: tenantId, secrets } = tenant
        const where = { id: { in: appointmentIds } }
        await assessAppointments(tx, { tenantId, secrets, enqueue, now: conversation.now, where })
      },
    })
    if (moved.ok) return movedAnswer(moved.appointments, moved)
    if (moved.reason === 'slot_taken') return slotTaken(moved.nearest)
    if (moved.reason === 'not_booked') return notOpen.answer
    return moved.reason === 'other_service' ? otherService(appointment.service.name).answer : slotGone(moved.reason)
  },
})

/** What was accepted when it was booked holds for the new time too; a version that is new since then does not. */
async function policiesToAccept(context: Parameters<typeof policyDisclosed>[0], visit: readonly VisitRow[]) {
  const earlier = await context.tenant.db.policyAcceptance.findMany({
    where: { appointmentId: { in: visit.map(({ id }) => id) } },
    select: { policyId: true, appointmentId: true, text: true },
  })
  const isAccepted = ({ id, service }: VisitRow) =>
    earlier.some(
      (one) => one.appointmentId === id && one.policyId === service.policyId && one.text === service.policy?.text,
    )
  return policiesOf(visit.filter((one) => !isAccepted(one)).map(({ service }) => service))
}
type VisitRow = Awaited<ReturnType<typeof restOfVisit>>[number]

function feeWords(terms: { isLate: boolean; dueCents: number; isFeeWaived: boolean }, currency: string): string {
  if (!terms.isLate) return ''
  if (terms.dueCents > 0)
    return `That is a change at short notice, so the fee of ${money(terms.dueCents, currency)} applies.`
  return terms.isFeeWaived
    ? 'That is a change at short notice; the fee for it is waived this time.'
    : 'That is a change at short notice.'
}

function otherService(name: string) {
  return stop(
    'other_service',
    `That time was for another service. Let me look for times for your ${name}. Which day would you like?`,
  )
}
