import type { Person } from './people.ts'
import { isSpoken, opensWithGreeting, spokenTime, writeBeats, type Scene, type SceneContext } from './scene.ts'
import type { Appointment } from './visits.ts'

/** How somebody names a treatment: its name, or one of the words that people use. */
function wordFor(context: SceneContext, appointment: Appointment): string {
  const { name, aliases } = appointment.service.definition
  return context.random.chance(0.5) ? name : context.random.pick(aliases)
}

function begin(context: SceneContext) {
  const pen = writeBeats()
  return opensWithGreeting(context.channel) ? pen.ava(context.greeting) : pen
}

function contactWords(person: Person, spoken: boolean): string {
  if (person.phone === null) return person.email ?? ''
  const digits = person.phone.slice(2)
  return spoken
    ? `${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`
    : `(${digits.slice(0, 3)}) ${digits.slice(3, 6)}-${digits.slice(6)}`
}

/** Two other times of the same day that could have been free. */
function nearbyTimes({ isOpenAt, timeZone }: SceneContext, at: Date): string[] {
  const shifted = [-90, 75, -150, 135, -45, -210].map((minutes) => new Date(at.getTime() + minutes * 60_000))
  return shifted
    .filter((time) => isOpenAt(time) && isOpenAt(new Date(time.getTime() + 3_600_000)))
    .slice(0, 2)
    .map((time) => spokenTime(time, timeZone))
}

/** Somebody books, and this appointment comes of it. */
export function bookingScene(context: SceneContext, appointment: Appointment): Scene {
  const { random, channel, timeZone } = context
  const { service, provider, person, reference } = appointment
  const word = wordFor(context, appointment)
  const spoken = isSpoken(channel)
  const at = appointment.moved?.from ?? appointment.startsAt
  const when = spokenTime(at, timeZone)
  const day = when.slice(0, when.indexOf(' at '))
  const [earlier = when, later = when] = nearbyTimes(context, at)
  const pen = begin(context)
  pen.customer(
    random.pick([
      `Hi, I'd like to book ${word} please.`,
      `hey do you have anything for ${word} around ${day.split(',')[0]}?`,
      `Can I get an appointment for ${word}? ${random.pick(['After work would be best.', 'Any time that week works.', 'Mornings are hard for me.'])}`,
      `I want to come in for ${word}${random.chance(0.4) ? ' with ' + provider.displayName : ''}.`,
      `Do you have any openings for ${word}?`,
    ]),
  )
  if (random.chance(0.35)) {
    const { priceFromCents, priceNote, name } = service.definition
    pen
      .ava(random.pick(['Of course. Is there a day that suits you?', 'Happy to. Do you have a day in mind?']))
      .customer(random.pick([`First, how much is it?`, `What does it cost?`, `Can you tell me the price?`]))
      .tool('list_services', { query: name }, { ok: true, count: 1 })
      .ava(
        `${name} starts at $${Math.round(priceFromCents / 100)}${priceNote ? `: ${priceNote}` : ''}. Shall I look for a time?`,
      )
      .customer(random.pick([`Yes please, ${day.split(',')[0]} if you can.`, 'ok, yes', `Sure. ${day.split(',')[0]}?`]))
  }
  pen
    .tool('find_openings', { service: service.definition.slug, when: day }, { ok: true, openings: 3 })
    .ava(
      random.pick([
        `I have ${earlier}, ${when} with ${provider.displayName}, or ${later}. Which would you like?`,
        `There is ${when} with ${provider.displayName}, and also ${earlier}. Does one of those work?`,
        `The nearest I can offer is ${when} with ${provider.displayName}. Would that suit you?`,
      ]),
    )
    .customer(
      random.pick([
        `${when.slice(when.indexOf(' at ') + 4)} works`,
        `The one with ${provider.displayName.split(',')[0]}`,
        `${when.slice(when.indexOf(' at ') + 4)} is perfect.`,
        `Yes, ${when.slice(when.indexOf(' at ') + 4)} works for me`,
        `Let’s do ${when.slice(when.indexOf(' at ') + 4)}.`,
      ]),
    )
    .tool('hold_slot', { slot: 'SL_' + reference.slice(0, 2) }, { ok: true })
    .ava(
      random.pick([
        'I am keeping that time for you. What is your name, and a number or email for the confirmation?',
        'Lovely, I have put it aside. May I have your name and the best phone number?',
      ]),
    )
    .customer(`${person.givenName} ${person.familyName}, ${contactWords(person, spoken)}`)
    .ava(
      `${appointment.service.policyText} Shall I book ${service.definition.name} for ${when} with ${provider.displayName}?`,
    )
    .customer(
      random.pick(['Yes, please.', 'yes', 'Yes, go ahead.', 'That’s fine, book it.', 'Yep!', 'Sounds good, yes']),
    )
    .tool(
      'book_appointment',
      { slot: 'SL_' + reference.slice(0, 2), given_name: person.givenName, confirmed: true },
      { ok: true, reference },
    )
    .event('booked', { reference })
    .ava(
      random.pick([
        `You are booked for ${when}. Your code is ${reference}. Is there anything else?`,
        `Done: ${when} with ${provider.displayName}. Your code is ${reference}, and a confirmation is on its way. Anything else I can do?`,
      ]),
    )
  if (spoken || random.chance(0.7)) {
    pen.customer(random.pick(['No, that’s all. Thank you!', 'Thanks so much', 'That’s it, thanks Ava', 'perfect ty']))
    pen.ava(random.pick(['See you then. Take care!', `Thank you, ${person.givenName}. We look forward to seeing you.`]))
  }
  return {
    beats: pen.beats,
    outcome: 'booked',
    summary: `${person.givenName} asked for ${service.definition.name} and booked ${when} with ${provider.displayName}.`,
    endReason: spoken ? 'visitor' : random.pick(['idle', 'ava', 'visitor']),
    status: 'ended',
  }
}

function proveIdentity(pen: ReturnType<typeof writeBeats>, context: SceneContext, person: Person) {
  const kind = person.phone === null ? 'email address' : 'phone'
  const code = String(context.random.int(100_000, 999_999))
  return pen
    .ava(`I can do that. First I send a code to the ${kind} we have on file, so that I know it is you. What is it?`)
    .customer(contactWords(person, isSpoken(context.channel)))
    .tool('send_code', person.phone === null ? { email: person.email } : { phone: person.phone }, { ok: true })
    .ava('Thank you. If it is on file, a six-digit code is on its way. What does it say?')
    .customer(isSpoken(context.channel) ? code.split('').join(' ') : code)
    .tool('check_code', { code: '••••••' }, { ok: true })
    .event('identified')
    .tool('find_my_appointments', {}, { ok: true, count: 1 })
}

/** Somebody moves this appointment to the time it has now. */
export function moveScene(context: SceneContext, appointment: Appointment): Scene {
  const { random, timeZone } = context
  const { person, reference, service } = appointment
  const before = spokenTime(appointment.moved!.from, timeZone)
  const after = spokenTime(appointment.startsAt, timeZone)
  const pen = begin(context)
  pen.customer(
    random.pick([
      'Hi, something came up and I need to move my appointment.',
      'Can I reschedule?',
      `I can't make ${before.split(',')[0]} anymore, can I move it?`,
      'need to change my appt time',
    ]),
  )
  proveIdentity(pen, context, person)
    .ava(`Thank you, ${person.givenName}. You are booked for ${before}. When would you like to come instead?`)
    .customer(
      random.pick([
        `${after.split(',')[0]} if possible`,
        'Some time that week, later in the day',
        `What do you have on ${after.split(',')[0]}?`,
      ]),
    )
    .tool('find_openings', { service: service.definition.slug }, { ok: true, openings: 2 })
    .ava(`I have ${after}. Shall I move you there?`)
    .customer(random.pick(['Yes please', 'yes', 'That’s great, yes.']))
    .tool(
      'reschedule_appointment',
      { appointment: reference, slot: 'SL_' + reference.slice(2, 4), confirmed: true },
      { ok: true, reference },
    )
    .event('moved', { reference })
    .ava(`Moved. We see you on ${after}; your code stays ${reference}.`)
    .customer(random.pick(['Thank you!', 'You’re a lifesaver', 'ty']))
  return {
    beats: pen.beats,
    outcome: 'moved',
    summary: `${person.givenName} moved the appointment of ${before} to ${after}.`,
    endReason: isSpoken(context.channel) ? 'visitor' : 'idle',
    status: 'ended',
  }
}

/** Somebody cancels this appointment. */
export function cancelScene(context: SceneContext, appointment: Appointment): Scene {
  const { random, timeZone } = context
  const { person, reference } = appointment
  const when = spokenTime(appointment.startsAt, timeZone)
  const hoursLeft = (appointment.startsAt.getTime() - appointment.cancelledAt!.getTime()) / 3_600_000
  const pen = begin(context)
  pen.customer(
    random.pick([
      'I have to cancel my appointment.',
      'Hi, can you cancel my booking please? Not feeling well.',
      `Cancel ${when.split(',')[0]} please`,
      'I need to cancel, work trip came up',
    ]),
  )
  proveIdentity(pen, context, person)
    .ava(
      `You have ${when}. ${hoursLeft < 24 ? appointment.service.policyText + ' ' : ''}Are you sure you would like to cancel it?`,
    )
    .customer(random.pick(['Yes.', 'Yes, I’m sure.', 'yes unfortunately']))
    .tool('cancel_appointment', { appointment: reference, confirmed: true }, { ok: true, reference })
    .event('cancelled', { reference })
    .ava(
      random.pick([
        'It is cancelled. Would you like another time?',
        'Done, it is cancelled. Just write when you would like to come again.',
      ]),
    )
    .customer(random.pick(['Not right now, thanks', 'I’ll be in touch', 'No thank you']))
  return {
    beats: pen.beats,
    outcome: 'cancelled',
    summary: `${person.givenName} cancelled the appointment of ${when}.`,
    endReason: isSpoken(context.channel) ? 'visitor' : 'idle',
    status: 'ended',
  }
}
