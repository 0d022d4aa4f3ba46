import { isSaid, partOfDay, whenInWords } from '../hearing/when.ts'
import { agreed } from './agreeing.ts'
import { contactStep, serviceStep } from './booking.ts'
import { askFor, callWith, newest, say, thenAsk, type Scene, type Step } from './step.ts'

/** Waiting for a time to become free: which service, when, who, and how to reach them. */
export function waitlistStep(scene: Scene): Step {
  const { reading, tools } = scene
  if (reading.isRefused) return say(`All right, I've left that. ${askFor('help', scene)}`)
  const service = serviceStep(scene)
  if ('step' in service) return service.step
  const { when, contact, pending } = reading
  if (!isSaid(when) && reading.asked !== 'when')
    return say('Which days or times would suit you, if something opens up?')
  const contactAsked = contactStep(scene, { tool: tools.has('join_waitlist') ? 'join_waitlist' : 'take_message' })
  if (contactAsked) return say(contactAsked)
  if (pending && !pending.isAgreed) return say(thenAsk(pending.say ?? '', 'Shall I put you on the waitlist?'))
  const person = {
    given_name: contact.given,
    family_name: contact.family,
    phone: contact.phone,
    email: contact.email,
  }
  const join = tools.call('join_waitlist', {
    service: service.name,
    when: whenInWords(when) || (when.isFlexible ? 'any time' : undefined),
    provider: reading.provider ?? undefined,
    time_of_day: partOfDay(when.time) ?? undefined,
    ...person,
    ...agreed(reading),
  })
  if (join) return callWith(join)
  const wish = [
    `Would like to be on the waitlist for ${service.name}`,
    whenInWords(when),
    reading.provider ? `with ${reading.provider}` : '',
  ]
  const message = tools.call('take_message', { message: `${wish.filter(Boolean).join(', ')}.`, ...person })
  return message
    ? callWith(message)
    : say(`I'm sorry, I can't put you on a waitlist from here. ${askFor('help', scene)}`)
}

export function waitlistedWords(scene: Scene): string {
  return thenAsk(
    newest(scene)?.say ?? "You're on the waitlist. You'll hear from us when something opens up.",
    askFor('help', scene),
  )
}
