import type { Mention } from '../hearing/treatments.ts'
import { whenInWords, partOfDay, isSaid } from '../hearing/when.ts'
import { phoneInWords } from '../hearing/phones.ts'
import { MOST_NAMED, NOTHING_READ, toOffer, type Reading } from '../reading/reading.ts'
import type { Opening } from '../reading/results.ts'
import { matchServices } from '../reading/services.ts'
import { unclearAlso } from '../reading/take-also.ts'
import { askHealthStep, suggestionStep } from './health.ts'
import { identityStep } from './identity.ts'
import { inWords } from './service-words.ts'
import { agreed, pendingStep } from './agreeing.ts'
import { unsureStep } from './unsure.ts'
import { askFor, callWith, joinWords, newest, say, thenAsk, vary, type Scene, type Step } from './step.ts'

const NO_TIME = NOTHING_READ.when

/** The next thing on the way to an appointment: one question, or one call. */
export function bookingStep(scene: Scene, { hasAnswered }: { hasAnswered: boolean }): Step {
  const { reading, tools } = scene
  const service = serviceStep(scene)
  if ('step' in service) return service.step
  const proposed = suggestionStep(scene, { hasAnswered })
  if (proposed) return proposed
  if (!reading.slot) return slotStep(scene, { service: service.name, hasAnswered })
  const hold = reading.isHeld ? null : tools.call('hold_slot', { slot: reading.slot.slot })
  if (hold)
    return callWith(
      hold,
      hasAnswered ? '' : `${vary(scene, 'Great', 'Lovely', 'Good')}: ${openingWords(reading.slot)}. One moment.`,
    )
  const missing = contactStep(scene, { tool: 'book_appointment' })
  if (missing) return say(missing)
  if (reading.isRefused)
    return say('No problem, nothing is booked yet. What should I change: the time, the name or the number?')
  const identity = reading.isToProve ? identityStep(proving(scene)) : null
  return identity ?? askHealthStep(scene, { hasAnswered }) ?? bookStep(scene, { hasAnswered })
}

/** They say that they have been here before: the code shows it. */
function proving(scene: Scene): Scene {
  const { identity } = scene.reading
  return { ...scene, reading: { ...scene.reading, identity: identity === 'unknown' ? 'needed' : identity } }
}

/** Which service: its name in the spa's list, or what to do to find out. */
export function serviceStep(scene: Scene): { name: string } | { step: Step } {
  const { reading, tools } = scene
  const { mention, catalogue } = reading
  const list = catalogue === null && reading.callsSinceHeard < 6 ? tools.call('list_services', {}) : null
  if (list) return { step: callWith(list) }
  const names = (catalogue ?? []).map(({ name }) => name)
  if (!mention) {
    if (reading.asked !== 'service')
      return {
        step: say(
          vary(
            scene,
            'Happy to help. Which treatment would you like to come in for?',
            'Sure. Which treatment would you like?',
          ),
        ),
      }
    if (reading.misses >= 2) return { step: unsureStep(scene) }
    const offer = names.length > 0 ? `We offer ${inWords(names)}. ` : ''
    return { step: say(`Sorry, I didn't get that. ${offer}Which treatment would you like?`) }
  }
  if (names.length === 0) return { name: mention.concept?.name ?? mention.words }
  const meant = matchServices(mention, catalogue ?? [])
  const only = meant[0]
  if (!only && reading.misses >= 2) return { step: unsureStep(scene) }
  if (!only)
    return {
      step: say(
        `I don't see ${mention.words} on our list. We offer ${inWords(names)}. Which treatment would you like?`,
      ),
    }
  if (meant.length > 1)
    return {
      step: say(
        `Do you mean ${inWords(
          meant.slice(0, MOST_NAMED).map(({ name }) => name),
          'or',
        )}?`,
      ),
    }
  const unclear = unclearAlso(reading)
  if (unclear && reading.goal === 'book') return { step: say(unclearWords(scene, unclear, only.name)) }
  return { name: only.name }
}

function unclearWords({ reading }: Scene, unclear: Mention, main: string): string {
  const meant = matchServices(unclear, reading.catalogue ?? []).map(({ name }) => name)
  if (meant.length > 1) return `With your ${main}: do you mean ${inWords(meant.slice(0, MOST_NAMED), 'or')}?`
  return `I don't see ${unclear.words} on our list. Which treatment would you like with your ${main}, or shall I look for that alone?`
}

/** Which time: search, offer, or ask. Booking and moving share it. */
export function slotStep(scene: Scene, { service, hasAnswered }: { service: string; hasAnswered: boolean }): Step {
  const { reading, tools } = scene
  const { when, openings } = reading
  const also = reading.goal === 'book' ? alsoNames(reading) : []
  const names = inWords([service, ...also])
  if (openings === null) {
    if (!isSaid(when))
      return say(
        vary(
          scene,
          `What day or time works best for you?`,
          `When would you like to come in?`,
          `What day and time would suit you?`,
        ),
      )
    const from = when.day === null ? (reading.notBefore ?? undefined) : undefined
    const words = whenInWords(when)
    const search = tools.call('find_openings', {
      service,
      also: also.length > 0 ? also : undefined,
      when: words || (when.isFlexible && !from ? 'as soon as possible' : undefined),
      from_date: from,
      time_of_day: partOfDay(when.time) ?? undefined,
      provider: reading.provider ?? undefined,
      moving: reading.goal === 'move' ? (reading.appointment ?? reading.booked)?.reference : undefined,
    })
    if (!search) return say(`I can't look up times right now. ${askFor('message', scene)}`)
    return callWith(
      search,
      hasAnswered || reading.callsSinceHeard > 1
        ? ''
        : vary(scene, 'Let me look.', 'One moment, I’ll check.', 'Let me check the times.'),
    )
  }
  const offer = toOffer(reading)
  if (offer.length === 0) {
    const words =
      newest(scene)?.say ?? `I don't see any openings for ${names}${whenInWords(when) ? ` ${whenInWords(when)}` : ''}.`
    return say(thenAsk(words, 'What other day or time could work?'))
  }
  const isNew = reading.offered.length === 0
  const found = newest(scene)
  if (isNew && found?.name === 'find_openings' && found.say)
    return say(thenAsk(found.say, 'Which of those works for you?'))
  if (isNew) return say(offerWords(offer, { service: names, scene }))
  if (hasAnswered) return say(`Back to your visit: which of those times works for you?`)
  if (reading.heard?.name || reading.heard?.phone || reading.heard?.email)
    return say('Thank you. And which of those times works for you?')
  const isNarrower =
    reading.openings !== null &&
    reading.openings.length === reading.offered.length &&
    reading.offered.length > 1 &&
    isSaid(reading.heard?.when ?? NO_TIME)
  return say(
    isNarrower
      ? `I have ${offerList(reading.offered)}. Which of those works for you?`
      : `Sorry, I didn't get that. Which of those times works for you: ${offerList(reading.offered)}?`,
  )
}

function offerWords(offer: readonly Opening[], { service, scene }: { service: string; scene: Scene }): string {
  const only = offer[0]
  if (offer.length === 1 && only) return `For ${service} I have ${openingWords(only)}. Does that work for you?`
  return joinWords(
    `For ${service} I have ${offerList(offer)}.`,
    vary(scene, 'Which of those works for you?', 'Which one works best?', 'Which of those would you like?'),
  )
}

function offerList(offer: readonly Opening[]): string {
  const providers = new Set(offer.map(({ provider }) => provider))
  const [shared] = providers
  if (providers.size === 1 && shared)
    return `${inWords(
      offer.map(({ label }) => label),
      'or',
    )}, ${offer.length === 2 ? 'both' : offer.length > 2 ? 'all' : ''} with ${shared}`.replace(',  with', ' with')
  return inWords(offer.map(openingWords), 'or')
}

export function openingWords({ label, provider, seatsLeft }: Opening): string {
  const seats = seatsLeft === 1 ? ', the last place' : ''
  return provider && !label.includes(provider) ? `${label} with ${provider}${seats}` : `${label}${seats}`
}

/** What else is wanted in the visit, as the spa's list calls it. */
function alsoNames({ also, catalogue }: Reading): string[] {
  return also.map((one) => matchServices(one, catalogue ?? [])[0]?.name ?? one.concept?.name ?? one.words)
}

/** The question for the next thing about the person that the tool takes and that is not known; null when all is. */
export function contactStep(scene: Scene, { tool }: { tool: string }): string | null {
  const { reading, tools } = scene
  const answer = newest(scene)
  const held =
    answer?.ok && answer.name === 'hold_slot' && reading.slot
      ? (answer.say ?? `I'm holding ${openingWords(reading.slot)} for you.`)
      : ''
  const { contact, heard } = reading
  if (!contact.given) {
    const again = reading.asked === 'name' && heard !== null && held === ''
    return thenAsk(
      held,
      again
        ? "Sorry, I didn't catch the name. What name should I put it under?"
        : vary(
            scene,
            'What name should I put it under?',
            "What's your first and last name?",
            'May I have your first and last name?',
          ),
    )
  }
  const takesContact = tools.takes(tool, 'phone') || tools.takes(tool, 'email')
  if (!takesContact || contact.phone || contact.email || reading.isContactRefused || reading.isReachKnown) return null
  if (heard?.isPhoneUnclear)
    return 'I think some digits are missing. Could you give me the whole number with its area code?'
  const thanks = heard?.name ? `Thanks, ${contact.given}.` : held
  const again = reading.asked === 'phone' && heard !== null && thanks === ''
  return joinWords(
    thanks,
    again
      ? "Sorry, I didn't catch the number. What's a good phone number or email for the confirmation?"
      : "What's a good phone number or email for the confirmation?",
  )
}

function bookStep(scene: Scene, { hasAnswered }: { hasAnswered: boolean }): Step {
  const { reading, tools } = scene
  const { contact, slot } = reading
  const open = pendingStep(scene, { hasAnswered, words: summary(reading), question: 'Shall I book it?' })
  if (open) return open
  const args = {
    slot: slot?.slot,
    given_name: contact.given,
    family_name: contact.family,
    phone: contact.phone,
    email: contact.email,
    ...agreed(reading),
  }
  const book = tools.call('book_appointment', args)
  if (!book) return say(`I can't book that from here. ${askFor('message', scene)}`)
  return callWith(book)
}

function summary({ slot, contact }: Reading): string {
  const reach = contact.phone ? phoneInWords(contact.phone) : contact.email
  return `${slot ? openingWords(slot) : 'Your visit'}, for ${[contact.given, contact.family].filter(Boolean).join(' ')}${reach ? `, ${reach}` : ''}.`
}

export function bookedWords(scene: Scene): string {
  const { reading } = scene
  const answer = newest(scene)
  const label = reading.booked?.label
  return thenAsk(answer?.say ?? `You're booked${label ? `: ${label}` : ''}.`, askFor('help', scene))
}
