import { NOTHING_READ, searchAgain, type Reading } from './reading.ts'
import { readAppointments, readOpenings, readServices, text, type ToolAnswer } from './results.ts'
import { takePassed } from './take-health.ts'
import { takeHalt, takeHint } from './take-halt.ts'

/** The reading after a tool's answer. */
export function takeAnswer(before: Reading, answer: ToolAnswer): Reading {
  const reading = { ...before, answers: [...before.answers, answer] }
  return answer.ok ? takeSuccess(reading, answer) : takeRefusal(reading, answer)
}

function takeSuccess(reading: Reading, answer: ToolAnswer): Reading {
  switch (answer.name) {
    case 'list_services': {
      const services = readServices(answer.facts)
      const isWhole = text(answer.args.query) === null
      return isWhole ? { ...reading, catalogue: services } : reading
    }
    case 'find_openings':
      return takeHint({ ...searchAgain(reading), openings: readOpenings(answer.facts) }, answer)
    case 'hold_slot':
      return { ...reading, isHeld: true }
    case 'answer_screening':
      return takePassed(reading, answer.args)
    case 'book_appointment': {
      const [booked] = readAppointments(answer.facts)
      const label = reading.slot?.label ?? ''
      return {
        ...done(reading),
        booked: booked ?? {
          reference: text(answer.facts.reference) ?? text(answer.facts.confirmation) ?? '',
          service: null,
          label,
          provider: null,
        },
      }
    }
    case 'reschedule_appointment':
    case 'cancel_appointment':
    case 'take_message':
    case 'update_contact':
      return { ...done(reading), appointments: null }
    case 'join_waitlist': {
      // Something may be free right now.
      const openings = readOpenings(answer.facts)
      const suggestion = { what: { type: 'openings' as const, openings }, say: answer.say, isHint: true }
      return { ...done(reading), suggestion: openings.length > 0 ? suggestion : null }
    }
    case 'find_my_appointments': {
      const appointments = readAppointments(answer.facts)
      const only = appointments.length === 1 ? (appointments[0] ?? null) : null
      const found = {
        ...reading,
        appointments,
        appointment: reading.appointment ?? only,
        identity: 'verified' as const,
      }
      return appointments.length === 0 ? { ...found, goal: null, stalled: reading.goal } : found
    }
    case 'send_code':
      return { ...reading, identity: 'code_sent', code: null }
    case 'check_code':
      return { ...reading, identity: 'verified', code: null, appointments: null }
    default:
      return reading
  }
}

/** Nothing could be searched or found: what stood in the way is to be said anew. */
function takeFailedSearch(reading: Reading, { reason, facts }: ToolAnswer): Reading {
  const isAboutProvider = Array.isArray(facts.providers) || (reason === 'ambiguous' && !Array.isArray(facts.services))
  if (isAboutProvider) return { ...reading, openings: null, provider: null }
  if (reason === 'ambiguous' || reason === 'not_found') return { ...reading, openings: null, mention: null }
  // Nothing before that day can be had, and the calendar is not open that far: it ends here.
  if (reason === 'too_far' && reading.notBefore !== null)
    return { ...reading, openings: null, notBefore: null, goal: null, stalled: reading.goal }
  return { ...reading, openings: null, when: NOTHING_READ.when }
}

/** Something is broken, rather than not allowed or not there. */
export function isDown(reason: string | null): boolean {
  return reason === null || /unavailable|time_?out|unknown_tool|error|fail|internal|busy|overload/.test(reason)
}

/** What is done is put away; who the person is stays. */
function done(reading: Reading): Reading {
  const {
    contact,
    catalogue,
    booked,
    identity,
    answers,
    heard,
    lastHeard,
    asked,
    lastAvaWords,
    callsSinceHeard,
    isQuestionAnswered,
    misses,
    turns,
    mention,
    screened,
  } = reading
  return {
    ...NOTHING_READ,
    mention,
    screened,
    contact,
    catalogue,
    booked,
    identity,
    answers,
    heard,
    lastHeard,
    asked,
    lastAvaWords,
    callsSinceHeard,
    isQuestionAnswered,
    misses,
    turns,
  }
}

function takeRefusal(reading: Reading, answer: ToolAnswer): Reading {
  const { reason } = answer
  if (answer.name === 'answer_question') return reading
  if (answer.name === 'list_services') return { ...reading, catalogue: reading.catalogue ?? [] }
  if (reason && /^needs_(?:confirmation|policy|acceptance|agreement|deposit|consent|acknowledg)/.test(reason)) {
    const accepted = reading.accepted.filter((one) => one !== reason)
    const pending = { name: answer.name, args: answer.args, say: answer.say, reason, isAgreed: false }
    return { ...reading, accepted, pending }
  }
  const halted = takeHalt(reading, answer)
  if (halted) return halted
  switch (reason) {
    case 'slot_taken':
    case 'slot_expired':
    case 'hold_expired':
    case 'unknown_slot':
    case 'slot_unavailable': {
      const nearest = readOpenings(answer.facts)
      const gone = reading.slot?.slot ?? text(answer.args.slot)
      const left = nearest.filter(({ slot }) => slot !== gone)
      // An empty list says that there is nothing near; no list says nothing, and the search is done again.
      const isNothingNear = Array.isArray(answer.facts.openings) && left.length === 0
      const again = { ...searchAgain(reading), openings: left.length > 0 ? left : null }
      return isNothingNear ? { ...again, when: NOTHING_READ.when } : again
    }
    case 'needs_identity':
      return { ...reading, identity: reading.identity === 'code_sent' ? 'code_sent' : 'needed', pending: null }
    case 'needs_name':
      return { ...reading, contact: { ...reading.contact, given: null } }
    case 'needs_contact':
      return { ...reading, contact: { ...reading.contact, phone: null, email: null }, isContactRefused: false }
    default:
      break
  }
  if (answer.name === 'check_code') return { ...reading, code: null, identity: 'code_sent' }
  if (answer.name === 'send_code')
    return { ...reading, identity: 'needed', contact: { ...reading.contact, phone: null, email: null } }
  if (reason === 'invalid_arguments') return reading
  if (answer.name === 'find_openings' && !isDown(reason)) return takeFailedSearch(reading, answer)
  if (reason === 'refused' && reading.pending && reading.pending.reason !== 'needs_confirmation')
    return { ...reading, pending: null, accepted: [], goal: null, stalled: reading.goal ?? reading.stalled }
  if (reason === 'refused') return { ...reading, pending: null, isRefused: true }
  if (reason === 'not_eligible')
    return {
      ...searchAgain(reading),
      provider: null,
      when: reading.when.day || reading.when.time ? reading.when : { ...reading.when, isFlexible: true },
    }
  return { ...reading, pending: null, goal: null, stalled: reading.goal ?? reading.stalled }
}
