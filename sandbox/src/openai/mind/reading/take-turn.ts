import type { Heard } from '../hearing/hear.ts'
import { hearUnknownTreatment, type Mention } from '../hearing/treatments.ts'
import { isSaid, mergeWhen, type When } from '../hearing/when.ts'
import { choose } from './choosing.ts'
import { NOTHING_READ, OFFER_COUNT, type Contact, type Goal, type Reading } from './reading.ts'
import { matchServices, servicesNamedIn } from './services.ts'

const NO_TIME: When = NOTHING_READ.when

/** The reading after one turn of the person. */
export function takeTurn(before: Reading, { heard, localToday }: { heard: Heard; localToday: Date | null }): Reading {
  let reading: Reading = { ...before, heard, lastHeard: heard, isRefused: false, isAbandoned: false }
  // Nothing that is said beside an emergency, a card number or an attack changes what is under way.
  if (heard.sensitive && heard.sensitive !== 'identity' && heard.sensitive !== 'instructions') return reading
  reading = takeContact(reading, heard)
  reading = takeGoal(reading, heard)
  reading = takeService(reading, heard)
  reading = takeProvider(reading, heard)
  if (reading.pending) reading = takeReplyToPending(reading, heard)
  reading = takeTime(reading, heard, localToday)
  reading = takeAppointmentChoice(reading, heard, localToday)
  return takeOffers(reading, heard)
}

function takeContact(reading: Reading, heard: Heard): Reading {
  const { name, phone, email } = heard
  const contact: Contact = {
    given: name?.given ?? reading.contact.given,
    family: name
      ? (name.family ?? (name.given === reading.contact.given ? reading.contact.family : null))
      : reading.contact.family,
    phone: phone ?? reading.contact.phone,
    email: email ?? reading.contact.email,
  }
  const isRefused =
    reading.asked === 'phone' &&
    !phone &&
    !email &&
    (heard.yesNo === 'no' ||
      /\brather not\b|\bdon't want to (?:give|share)\b|\bdon't have (?:one|a phone|a number)\b/.test(heard.plain))
  const isCorrected = reading.pending !== null && (name !== null || phone !== null || email !== null)
  return {
    ...reading,
    contact,
    code: heard.code ?? reading.code,
    isContactRefused: isRefused || (reading.isContactRefused && !phone && !email),
    pending: isCorrected ? null : reading.pending,
  }
}

function takeGoal(reading: Reading, heard: Heard): Reading {
  const { wants } = heard
  const isBooking = reading.goal === 'book' && (reading.slot !== null || reading.openings !== null)
  const isExisting = /\b(?:my|existing|upcoming|already (?:have|booked))\b/.test(heard.plain)
  if (reading.goal === 'message' && reading.asked === 'message' && reading.message === null) {
    return heard.isNeverMind
      ? { ...reading, goal: null, isAbandoned: true }
      : { ...reading, message: heard.text.trim() || null }
  }
  if (heard.isNeverMind && reading.goal !== null && wants.size === 0) return abandoned(reading)
  if (reading.asked === 'move_or_cancel') {
    if (wants.has('cancel') || /\bcancel\b/.test(heard.plain)) return withGoal(reading, 'cancel')
    if (
      wants.has('move') ||
      wants.has('book') ||
      isSaid(heard.when) ||
      /\bmove|another|different|resched/.test(heard.plain)
    )
      return withGoal(reading, 'move')
  }
  if (wants.has('cancel')) {
    // "Cancel that" in the middle of a booking means the booking; there is nothing else yet.
    if (isBooking && !isExisting && !reading.booked) return abandoned(reading)
    return withGoal(reading, 'cancel')
  }
  if (wants.has('move')) return isBooking && !/\bappointment\b/.test(heard.plain) ? reading : withGoal(reading, 'move')
  if (wants.has('move_or_cancel')) return isBooking ? reading : withGoal(reading, 'move_or_cancel')
  if (wants.has('look_up')) return withGoal(reading, 'look_up')
  if (wants.has('message')) return { ...withGoal(reading, 'message'), message: messageIn(heard) }
  if (wants.has('update_contact') && reading.goal !== 'book') return withGoal(reading, 'update_contact')
  if (wants.has('book')) {
    const isUnderWay = reading.goal === 'book' || (reading.goal === 'move' && reading.appointment !== null)
    return isUnderWay ? reading : withGoal(reading, 'book')
  }
  if (reading.stalled && /\b(?:try|check|look) (?:it )?(?:once )?(?:again|now)\b|\bone more time\b/.test(heard.plain))
    return { ...reading, goal: reading.stalled, stalled: null }
  if (heard.yesNo === 'yes') {
    if (reading.asked === 'offer_booking') return withGoal(reading, 'book')
    if (reading.asked === 'offer_message') return { ...withGoal(reading, 'message'), message: summaryOf(reading) }
  }
  const isOpen = reading.goal === null
  if (
    isOpen &&
    (reading.asked === 'service' || reading.asked === 'when') &&
    (heard.treatments.length > 0 || isSaid(heard.when)) &&
    heard.questions.length === 0
  ) {
    return withGoal(reading, 'book')
  }
  if (isOpen && reading.mention && isSaid(heard.when) && heard.questions.length === 0) return withGoal(reading, 'book')
  return reading
}

function withGoal(reading: Reading, goal: Goal): Reading {
  if (reading.goal === goal) return reading
  const { openings, offered, slot, isHeld, pending, appointment, skipped } = NOTHING_READ
  const keepsWhen = goal === 'book' && reading.goal === null
  return {
    ...reading,
    goal,
    openings,
    offered,
    slot,
    isHeld,
    pending,
    appointment,
    skipped,
    when: keepsWhen ? reading.when : NO_TIME,
    message: null,
  }
}

function abandoned(reading: Reading): Reading {
  return {
    ...withGoal({ ...reading, goal: null }, 'book'),
    goal: null,
    mention: null,
    when: NO_TIME,
    isAbandoned: true,
  }
}

/** A treatment named in a question alone is what the question is about, not what is to be booked. */
function takeService(reading: Reading, heard: Heard): Reading {
  const onlyAsks = heard.questions.length > 0 && !heard.wants.has('book')
  if (onlyAsks && reading.goal !== null) return reading
  const mention = mentionIn(reading, heard)
  if (!mention) return reading
  if (isSameService(mention, reading)) return { ...reading, mention }
  const isChange = reading.goal === 'book' && reading.mention !== null
  const { openings, offered, slot, isHeld, pending, skipped } = NOTHING_READ
  return isChange ? { ...reading, mention, openings, offered, slot, isHeld, pending, skipped } : { ...reading, mention }
}

function mentionIn(reading: Reading, heard: Heard): Mention | null {
  const last = heard.treatments[heard.treatments.length - 1]
  const isNegated =
    last !== undefined &&
    heard.treatments.length > 1 &&
    new RegExp(`\\b(?:not|instead of|rather than) (?:the |a )?${escape(last.words)}`).test(heard.plain)
  const said = isNegated
    ? heard.treatments[heard.treatments.length - 2]
    : heard.wants.has('book') && heard.questions.length === 0
      ? heard.treatments[0]
      : last
  if (said && reading.goal !== 'move' && reading.goal !== 'cancel' && reading.goal !== 'message') return said
  if (reading.goal !== 'book' && reading.goal !== null) return null
  const [listed] = reading.catalogue ? servicesNamedIn(heard.plain, reading.catalogue) : []
  if (listed) return { words: listed.name.toLowerCase(), concept: null }
  const unknown = heard.wants.has('book') && !reading.mention ? hearUnknownTreatment(heard.plain) : null
  if (unknown) return { words: unknown, concept: null }
  const isAnswer =
    reading.asked === 'service' &&
    heard.questions.length === 0 &&
    heard.wants.size === 0 &&
    heard.yesNo === null &&
    !isSaid(heard.when)
  if (
    !isAnswer ||
    heard.smallTalk ||
    heard.isNeverMind ||
    /\b(?:don't know|not sure|no idea|recommend|suggest)\b/.test(heard.plain)
  )
    return null
  const words = heard.plain
    .replace(/^(?:the|a|an|maybe|i think|for|just|i'd like|i want)\s+/g, '')
    .replace(/[.!,]/g, '')
    .trim()
  return words.length > 1 && words.split(' ').length <= 6 ? { words, concept: null } : null
}

function isSameService(mention: Mention, { mention: before, catalogue }: Reading): boolean {
  if (!before) return false
  if (mention.concept && mention.concept === before.concept) return true
  if (!catalogue) return mention.words === before.words
  const [now] = matchServices(mention, catalogue)
  return now !== undefined && matchServices(before, catalogue)[0] === now
}

function takeProvider(reading: Reading, heard: Heard): Reading {
  if (heard.questions.length > 0 && !heard.wants.has('book')) return reading
  const titled = /\b(?:with|see|by|to|have|prefer|want|ask for|for) ((?:dr\.?|doctor|nurse) (?:\. )?\p{L}+)/u.exec(
    heard.plain,
  )
  const named = /\b[Ww]ith (\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)?)/u.exec(heard.text)
  const known = (reading.openings ?? [])
    .map(({ provider }) => provider)
    .find(
      (name) =>
        name !== null && namesIn(name).some((word) => new RegExp(`\\bwith ${escape(word)}\\b`).test(heard.plain)),
    )
  if (
    /\b(?:any|anyone|anybody|whoever|no) (?:provider|injector|doctor|preference|is fine)\b|\bdoesn't matter who\b/.test(
      heard.plain,
    )
  )
    return { ...reading, provider: null }
  const provider = known ?? named?.[1] ?? titled?.[1]?.replace(/\. /g, '') ?? null
  return provider && provider !== reading.provider ? { ...reading, provider } : reading
}

function namesIn(provider: string): string[] {
  return provider
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length > 2 && word !== 'doctor' && word !== 'nurse')
}

/** Yes agrees; anything that changes what was read back takes it back; the rest leaves it open. */
function takeReplyToPending(reading: Reading, heard: Heard): Reading {
  const { pending } = reading
  if (!pending) return reading
  const changes = isSaid(heard.when) && !repeatsChosen(reading, heard)
  if (changes && heard.questions.length === 0) return { ...reading, pending: null, isRefused: false }
  if (heard.yesNo === 'yes') return { ...reading, pending: { ...pending, isAgreed: true } }
  if (heard.yesNo === 'no') return { ...reading, pending: null, isRefused: true }
  return reading
}

function takeTime(reading: Reading, heard: Heard, localToday: Date | null): Reading {
  const { when } = heard
  const isForTime =
    reading.goal === 'book' || reading.goal === 'move' || reading.goal === 'move_or_cancel' || reading.goal === null
  if (!isForTime) return reading
  const onlyAsks = heard.questions.length > 0 && heard.wants.size === 0 && !reading.offered.length
  if (onlyAsks) return reading
  if (reading.goal === 'move' && heard.wants.has('move') && !reading.appointments) return takeMoveTimes(reading, heard)
  if (reading.offered.length > 0 && reading.openings && !(heard.questions.length > 0 && !isSaid(when))) {
    if (reading.slot && repeatsChosen(reading, heard)) return reading
    const choice = choose(reading.offered, { plain: heard.plain, when, localToday })
    if (choice.type === 'chosen')
      return choice.one.slot === reading.slot?.slot
        ? reading
        : { ...reading, slot: choice.one, isHeld: false, pending: null }
    const wider =
      choice.type === 'elsewhere' && !isVague(when)
        ? choose(reading.openings, { plain: heard.plain, when, localToday })
        : null
    if (wider?.type === 'chosen') return { ...reading, slot: wider.one, isHeld: false, pending: null }
    const isOnlyOffer =
      reading.offered.length === 1 && heard.yesNo === 'yes' && !isSaid(when) && reading.asked === 'slot'
    if (isOnlyOffer && !reading.slot) return { ...reading, slot: reading.offered[0] ?? null }
    if (choice.type === 'narrowed' && !reading.slot)
      return { ...reading, offered: choice.among, openings: choice.among, skipped: 0 }
    if (choice.type === 'unsaid') return reading
  }
  if (heard.questions.length > 0 && heard.wants.size === 0) return reading
  if (!isSaid(when)) return reading
  return { ...searchAgain(reading), when: mergeWhen(reading.when, when) }
}

/** "Move my Tuesday appointment to Friday": the day after "to" is the new one. */
function takeMoveTimes(reading: Reading, heard: Heard): Reading {
  const day = heard.when.day
  const target = /\b(?:to|for|until|instead,?|rather|come (?:in )?(?:on )?)\s+((?:next |this |the )?[\w ,:]+)$/.exec(
    heard.plain.replace(/[?.!]/g, ' ').trim(),
  )?.[1]
  if (!day) return { ...reading, when: heard.when }
  if (day.includes(' or ') && target) {
    const last = day.split(' or ').pop() ?? day
    return { ...reading, when: { ...heard.when, day: last } }
  }
  const isOld =
    new RegExp(`\\b(?:my|the|on|for|from|make) ${escape(day)}\\b`).test(heard.plain) &&
    !new RegExp(`\\b(?:to|until) ${escape(day)}\\b|${escape(day)} instead`).test(heard.plain)
  return isOld ? reading : { ...reading, when: heard.when }
}

function isVague(when: When): boolean {
  return when.day === null && when.time === null
}

function searchAgain(reading: Reading): Reading {
  const { openings, offered, slot, isHeld, pending, skipped } = NOTHING_READ
  return { ...reading, openings, offered, slot, isHeld, pending, skipped }
}

function repeatsChosen(reading: Reading, heard: Heard): boolean {
  if (!reading.slot || !isSaid(heard.when)) return false
  return choose([reading.slot], { plain: heard.plain, when: heard.when, localToday: null }).type === 'chosen'
}

function takeAppointmentChoice(reading: Reading, heard: Heard, localToday: Date | null): Reading {
  const { appointments } = reading
  if (reading.appointment || !appointments || appointments.length < 2 || reading.asked !== 'appointment') return reading
  const choice = choose(appointments, { plain: heard.plain, when: heard.when, localToday })
  // The day that tells the appointments apart is not the day to move to.
  return choice.type === 'chosen' ? { ...reading, appointment: choice.one, when: NO_TIME } : reading
}

const OTHERS =
  /\b(?:anything else|any(?:thing)? other|other (?:times|options|days|openings|slots|ones)|something else|none of (?:those|these|them)|neither|what else|more (?:times|options)|(?:those|these|they|that) (?:don't|won't|doesn't|do not) (?:really )?work|not (?:those|these|any of)|different (?:time|day)s?|another (?:time|day))\b/

/** "Anything else?", "later", "no": past the openings that were named. */
function takeOffers(reading: Reading, heard: Heard): Reading {
  if (reading.slot || !reading.openings || reading.offered.length === 0 || reading.heard !== heard) return reading
  const last = reading.offered[reading.offered.length - 1]
  const first = reading.offered[0]
  if (/\b(?:anything |something |any |a bit |a little )?later\b/.test(heard.plain) && !isSaid(heard.when) && last) {
    return { ...searchAgain(reading), when: { ...reading.when, time: `after ${timeOf(last.label)}`, isFlexible: true } }
  }
  if (
    /\b(?:anything |something |any |a bit |a little )?(?:earlier|sooner)\b/.test(heard.plain) &&
    !isSaid(heard.when) &&
    first
  ) {
    return {
      ...searchAgain(reading),
      when: { ...reading.when, time: `before ${timeOf(first.label)}`, isFlexible: true },
    }
  }
  if (isSaid(heard.when) || !(OTHERS.test(heard.plain) || (heard.yesNo === 'no' && reading.asked === 'slot')))
    return reading
  const hasMore = reading.openings.length > reading.skipped + OFFER_COUNT
  if (hasMore) return { ...reading, skipped: reading.skipped + OFFER_COUNT, offered: [] }
  return { ...searchAgain(reading), when: NO_TIME }
}

function timeOf(label: string): string {
  return /\d{1,2}(?::\d{2})? ?[ap]m/i.exec(label)?.[0].toLowerCase() ?? 'then'
}

/** What is to be passed on, when it came with the wish: "tell Dr. Lee that I'm running late". */
function messageIn(heard: Heard): string | null {
  const told = /\b(?:tell|let) (?:dr\.? |doctor |nurse )?[\w ]{2,24}? (?:know )?(?:that|i|i'm|about)\b.*/i.exec(
    heard.text,
  )
  const content = /\b(?:message|note)\b[^.:]{0,24}?(?:[:,-]| that | saying | about )\s*(.{4,})/i.exec(heard.text)?.[1]
  if (content) return content.trim()
  if (told) return told[0].trim()
  return /\bcall|ring|phone|text me|get back\b/.test(heard.plain)
    ? `Please call back. In their words: "${heard.text.trim()}"`
    : null
}

/** For a message about what could not be done. */
function summaryOf({ goal: current, stalled, mention, when, appointment, lastHeard }: Reading): string | null {
  const goal = current ?? stalled
  const time = [when.day, when.time].filter(Boolean).join(' ')
  if (goal === 'book')
    return `Would like to book ${mention?.words ?? 'an appointment'}${time ? ` (${time})` : ''}. Please get in touch.`
  if (goal === 'move' || goal === 'cancel')
    return `Would like to ${goal} ${appointment?.label ? `the appointment on ${appointment.label}` : 'an appointment'}${time ? ` (${time})` : ''}. Please get in touch.`
  return lastHeard?.questions[0] ? `Asked: ${lastHeard.questions[0].text}` : null
}

function escape(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
