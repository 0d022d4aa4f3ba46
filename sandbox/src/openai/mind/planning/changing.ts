import type { KnownAppointment } from '../reading/results.ts'
import { agreed, pendingStep } from './agreeing.ts'
import { bookedWords, openingWords, serviceStep, slotStep } from './booking.ts'
import { askHealthStep, suggestionStep } from './health.ts'
import { identityStep } from './identity.ts'
import { inWords } from './service-words.ts'
import { askFor, callWith, lead, newest, say, thenAsk, vary, type Scene, type Step } from './step.ts'

/** Moving, cancelling or looking up what is booked already. */
export function changingStep(scene: Scene, { hasAnswered }: { hasAnswered: boolean }): Step {
  const { reading, tools } = scene
  if (reading.goal === 'move_or_cancel')
    return say('I can help with that. Would you like to move it to another time, or cancel it?')
  const identity = identityStep(scene)
  if (identity) return identity
  if (reading.goal === 'update_contact') return updateStep(scene)
  const appointment = reading.appointment ?? (reading.goal === 'look_up' ? null : bookedHere(scene))
  if (!appointment) {
    if (reading.appointments === null) {
      const find = tools.call('find_my_appointments', {})
      return find ? callWith(find) : say(`I can't look up appointments here. ${askFor('message', scene)}`)
    }
    if (reading.goal === 'look_up') return say(listWords(scene))
    return say(`You have ${inWords(reading.appointments.map(appointmentWords), 'and')}. Which appointment do you mean?`)
  }
  if (reading.goal === 'look_up') return say(listWords(scene))
  return reading.goal === 'cancel' ? cancelStep(scene, appointment) : moveStep(scene, { appointment, hasAnswered })
}

/** What was booked minutes ago needs no search, when its reference came with the booking. */
function bookedHere({ reading }: Scene): KnownAppointment | null {
  return reading.booked && reading.booked.reference !== '' ? reading.booked : null
}

function cancelStep(scene: Scene, appointment: KnownAppointment): Step {
  const { reading, tools } = scene
  if (reading.isRefused) return say(`All right, it stays as it is. ${askFor('help', scene)}`)
  if (reading.pending && !reading.pending.isAgreed)
    return say(thenAsk(reading.pending.say ?? `That is ${appointmentWords(appointment)}.`, 'Shall I cancel it?'))
  const cancel = tools.call('cancel_appointment', { appointment: appointment.reference, ...agreed(reading) })
  return cancel ? callWith(cancel) : say(`I can't cancel from here. ${askFor('message', scene)}`)
}

function moveStep(
  scene: Scene,
  { appointment, hasAnswered }: { appointment: KnownAppointment; hasAnswered: boolean },
): Step {
  const { reading, tools } = scene
  const proposed = suggestionStep(scene, { hasAnswered })
  if (proposed) return proposed
  if (reading.isRefused) return say('No problem, nothing has changed. What other day or time would you like?')
  if (!reading.slot) {
    const service = appointment.service ? { name: appointment.service } : serviceStep(scene)
    if ('step' in service) return service.step
    const step = slotStep(scene, { service: service.name, hasAnswered: false })
    const isFirstAsk = reading.openings === null && step.calls.length === 0 && reading.answers.length > 0
    return isFirstAsk ? lead(`I have ${appointmentWords(appointment)}.`, step) : step
  }
  const hold = reading.isHeld ? null : tools.call('hold_slot', { slot: reading.slot.slot })
  if (hold) return callWith(hold, `${vary(scene, 'Good', 'Great')}: ${openingWords(reading.slot)}. One moment.`)
  const health = askHealthStep(scene, { hasAnswered })
  if (health) return health
  const words = `I'd move it to ${openingWords(reading.slot)}.`
  const open = pendingStep(scene, { hasAnswered, words, question: 'Shall I move it?' })
  if (open) return open
  const move = tools.call('reschedule_appointment', {
    appointment: appointment.reference,
    slot: reading.slot.slot,
    ...agreed(reading),
  })
  return move ? callWith(move) : say(`I can't move it from here. ${askFor('message', scene)}`)
}

function updateStep(scene: Scene): Step {
  const { reading, tools } = scene
  if (reading.isRefused) return say(`All right, nothing has changed. ${askFor('help', scene)}`)
  if (reading.pending && !reading.pending.isAgreed)
    return say(thenAsk(reading.pending.say ?? 'I can change that.', 'Shall I change it?'))
  const { phone, email, given, family } = reading.contact
  if (!phone && !email && !given) return say('What should I change it to? A new phone number or email?')
  const update = tools.call('update_contact', {
    phone,
    email,
    given_name: given,
    family_name: family,
    ...agreed(reading),
  })
  return update ? callWith(update) : say(`I can't change that from here. ${askFor('message', scene)}`)
}

function listWords(scene: Scene): string {
  const { appointments } = scene.reading
  const answer = newest(scene)
  if (answer?.say) return thenAsk(answer.say, askFor('help', scene))
  const list = (appointments ?? []).map(appointmentWords)
  return `You have ${inWords(list)}. ${askFor('help', scene)}`
}

function appointmentWords({ service, label, provider }: KnownAppointment): string {
  const what = service ? (label ? `${service} on ${label}` : service) : label || 'an appointment'
  return provider && !what.includes(provider) ? `${what} with ${provider}` : what
}

/** After it is done. */
export function changedWords(scene: Scene): string {
  const answer = newest(scene)
  if (!answer || answer.name === 'book_appointment') return bookedWords(scene)
  const words =
    answer.name === 'cancel_appointment'
      ? "It's cancelled."
      : answer.name === 'reschedule_appointment'
        ? "It's moved."
        : "It's changed."
  return thenAsk(answer.say ?? words, askFor('help', scene))
}
