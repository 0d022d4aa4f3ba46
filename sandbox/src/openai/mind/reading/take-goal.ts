import type { Heard } from '../hearing/hear.ts'
import { isSaid } from '../hearing/when.ts'
import { messageIn, summaryOf } from './message-words.ts'
import { NOTHING_READ, type Goal, type Reading } from './reading.ts'

/** Said after "I can't book without it": they have thought better of it. */
const TAKES_UP_AGAIN =
  /\b(?:i(?:'ll| will)? (?:accept|agree|answer)|fine with (?:it|that|the policy)|accept (?:it|that|the policy)|book it|go ahead|ask me)\b/

export function takeGoal(reading: Reading, heard: Heard): Reading {
  const { wants } = heard
  const isBooking = reading.goal === 'book' && (reading.slot !== null || reading.openings !== null)
  const isExisting = /\b(?:my|existing|upcoming|already (?:have|booked))\b/.test(heard.plain)
  if (reading.goal === 'message' && reading.asked === 'message' && reading.message === null) {
    return heard.isNeverMind
      ? { ...reading, goal: null, isAbandoned: true }
      : { ...reading, message: heard.text.trim() || null }
  }
  // "Skip it" to a question about a number skips the number.
  const isSkip = reading.asked === 'phone' && /\bskip\b/.test(heard.plain)
  if (heard.isNeverMind && !isSkip && reading.goal !== null && wants.size === 0) return abandoned(reading)
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
  // "When is my appointment?" about a time that is held is about that time.
  if (wants.has('look_up')) return reading.goal === 'book' && reading.slot ? reading : withGoal(reading, 'look_up')
  if (wants.has('waitlist')) return takeWaitlist(reading)
  if (wants.has('message')) return { ...withGoal(reading, 'message'), message: messageIn(heard) }
  if (wants.has('update_contact') && reading.goal !== 'book') return withGoal(reading, 'update_contact')
  if (wants.has('book')) {
    const isUnderWay = reading.goal === 'book' || (reading.goal === 'move' && reading.appointment !== null)
    return isUnderWay ? reading : withGoal(withoutOldQuestion(reading), 'book')
  }
  if (reading.stalled && /\b(?:try|check|look) (?:it )?(?:once )?(?:again|now)\b|\bone more time\b/.test(heard.plain))
    return { ...reading, goal: reading.stalled, stalled: null }
  if (reading.stalled && reading.goal === null && TAKES_UP_AGAIN.test(heard.plain))
    return { ...reading, goal: reading.stalled, stalled: null }
  if (heard.yesNo === 'yes') {
    if (reading.asked === 'offer_waitlist') return takeWaitlist(reading)
    if (reading.asked === 'offer_booking') return reading.goal === 'move' ? reading : withGoal(reading, 'book')
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

/** Whatever was found, chosen or asked on the way is put away. */
export function nothingChosen(reading: Reading): Reading {
  const { openings, offered, slot, isHeld, pending, appointment, skipped } = NOTHING_READ
  const { health, toPass, suggestion, notBefore, accepted, isToProve } = NOTHING_READ
  return {
    ...reading,
    ...{ openings, offered, slot, isHeld, pending, appointment, skipped },
    ...{ health, toPass, suggestion, notBefore, accepted, isToProve },
  }
}

/** A treatment that was only asked about some time ago is not what is wanted now. */
function withoutOldQuestion(reading: Reading): Reading {
  const { askedAboutAt, turns, asked } = reading
  const isOld = askedAboutAt !== null && turns - askedAboutAt > 1 && asked !== 'offer_booking'
  return isOld ? { ...reading, mention: null, askedAboutAt: null } : reading
}

function withGoal(reading: Reading, goal: Goal): Reading {
  if (reading.goal === goal) return reading
  const keepsWhen = goal === 'book' && reading.goal === null
  return {
    ...nothingChosen(reading),
    goal,
    when: keepsWhen ? reading.when : NOTHING_READ.when,
    message: null,
  }
}

/** What was looked for is what they wait for. */
function takeWaitlist(reading: Reading): Reading {
  const { when, goal } = reading
  const isKept = goal === 'book' || goal === null
  return { ...withGoal(reading, 'waitlist'), when: isKept ? when : NOTHING_READ.when }
}

function abandoned(reading: Reading): Reading {
  return {
    ...withGoal({ ...reading, goal: null }, 'book'),
    goal: null,
    mention: null,
    also: [],
    when: NOTHING_READ.when,
    isAbandoned: true,
  }
}
