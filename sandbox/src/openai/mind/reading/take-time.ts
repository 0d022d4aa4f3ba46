import type { Heard } from '../hearing/hear.ts'
import { isSaid, mergeWhen, type When } from '../hearing/when.ts'
import { literal } from '../words/literal.ts'
import { choose } from './choosing.ts'
import { dayInWords } from './labels.ts'
import type { Opening } from './results.ts'
import { searchAgain } from './reading.ts'
import type { Goal, Reading } from './reading.ts'

const FOR_TIME = new Set<Goal>(['book', 'move', 'move_or_cancel', 'waitlist'])

export function takeTime(reading: Reading, heard: Heard, localToday: Date | null): Reading {
  const { when } = heard
  if (reading.goal !== null && !FOR_TIME.has(reading.goal)) return reading
  const onlyAsks = heard.questions.length > 0 && heard.wants.size === 0 && !reading.offered.length
  if (onlyAsks) return reading
  if (reading.goal === 'move' && heard.wants.has('move') && !reading.appointments) return takeMoveTimes(reading, heard)
  const picked = takePick(reading, heard, localToday)
  if (picked) return picked
  if (heard.questions.length > 0 && heard.wants.size === 0) return reading
  if (!isSaid(when)) return reading
  return { ...searchAgain(reading), when: mergeWhen(reading.when, when) }
}

/** One of the offered times, if it is one of those that the words mean; null when they ask for another. */
function takePick(reading: Reading, heard: Heard, localToday: Date | null): Reading | null {
  const { offered, openings, slot } = reading
  const { when, plain } = heard
  if (offered.length === 0 || !openings || (heard.questions.length > 0 && !isSaid(when))) return null
  if (slot && repeatsChosen(reading, heard)) return reading
  const named = choose(offered, { plain, when, localToday })
  const wider = named.type === 'elsewhere' && !isVague(when) ? choose(openings, { plain, when, localToday }) : named
  if (wider.type === 'chosen') {
    // "Is there anything in the evening?" asks; it does not take what there is.
    const isAsking = isSaid(when) && ASKS_WHAT_THERE_IS.test(plain)
    return isAsking ? { ...searchAgain(reading), openings: [wider.one] } : withSlot(reading, wider.one)
  }
  const [only] = offered
  const takesOnly = offered.length === 1 && heard.yesNo === 'yes' && !isSaid(when) && reading.asked === 'slot'
  if (takesOnly && only && !slot) return withSlot(reading, only)
  if (named.type === 'narrowed' && !slot) return { ...reading, offered: named.among, openings: named.among, skipped: 0 }
  return named.type === 'unsaid' ? reading : null
}

const ASKS_WHAT_THERE_IS =
  /\b(?:is|are) there\b|\bdo you (?:have|do)\b|\b(?:got|have) (?:anything|something|any)\b|^any(?:thing)?\b/

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
    new RegExp(`\\b(?:my|the|on|for|from|make) ${literal(day)}\\b`).test(heard.plain) &&
    !new RegExp(`\\b(?:to|until) ${literal(day)}\\b|${literal(day)} instead`).test(heard.plain)
  return isOld ? reading : { ...reading, when: heard.when }
}

function isVague(when: When): boolean {
  return when.day === null && when.time === null
}

export function repeatsChosen(reading: Reading, heard: Heard): boolean {
  if (!reading.slot || !isSaid(heard.when)) return false
  return choose([reading.slot], { plain: heard.plain, when: heard.when, localToday: null }).type === 'chosen'
}

/** Chosen; from now on "a bit later" means on that day. */
function withSlot(reading: Reading, slot: Opening): Reading {
  if (slot.slot === reading.slot?.slot) return reading
  return {
    ...reading,
    slot,
    isHeld: false,
    pending: null,
    when: { ...reading.when, day: dayInWords(slot.label) ?? reading.when.day },
  }
}
