import { isSaid } from '../hearing/when.ts'
import { isDown } from '../reading/take-answer.ts'
import { bookedWords, bookingStep } from './booking.ts'
import { changedWords, changingStep } from './changing.ts'
import { goodbyeWords } from './interruptions.ts'
import { waitlistedWords } from './waitlist.ts'
import { askFor, joinWords, lead, newest, say, thenAsk, type Scene, type Step } from './step.ts'

const GONE = new Set(['slot_taken', 'slot_expired', 'hold_expired', 'unknown_slot', 'slot_unavailable'])

/** What a tool's newest answer calls for, when it is more than the next question; null when it is not. */
export function problemStep(scene: Scene): Step | null {
  const answer = newest(scene)
  if (!answer || answer.name === 'answer_question' || answer.name === 'list_services') return null
  return answer.ok ? doneStep(scene) : refusalStep(scene)
}

function doneStep(scene: Scene): Step | null {
  const answer = newest(scene)
  const { reading } = scene
  switch (answer?.name) {
    case 'book_appointment':
      return say(bookedWords(scene))
    case 'reschedule_appointment':
    case 'cancel_appointment':
    case 'update_contact':
      return say(changedWords(scene))
    case 'join_waitlist':
      return say(waitlistedWords(scene))
    case 'take_message':
      return say(thenAsk(answer.say ?? "I've passed that on. Someone will get back to you.", askFor('help', scene)))
    case 'transfer_to_person':
      return say(answer.say ?? "I've let the team know. Someone will be with you as soon as they can.")
    case 'end_conversation':
      return say(answer.say ?? goodbyeWords(scene))
    case 'find_my_appointments':
      if (reading.appointments?.length === 0)
        return say(thenAsk(answer.say ?? "I don't find any upcoming appointments.", 'Would you like to book one?'))
      return null
    default:
      return null
  }
}

function refusalStep(scene: Scene): Step | null {
  const answer = newest(scene)
  if (!answer) return null
  const { reading } = scene
  if (reading.pending && reading.pending.name === answer.name) return null
  if (reading.health || answer.reason === 'not_asked') return null
  if (reading.suggestion && !reading.suggestion.isHint && answer.say) return say(answer.say)
  if (answer.reason && GONE.has(answer.reason)) return goneStep(scene)
  switch (answer.reason) {
    case 'needs_name':
      return say(thenAsk(answer.say ?? '', 'What name should I put it under?'))
    case 'needs_contact':
      return say(thenAsk(answer.say ?? 'I need a way to reach you.', "What's a good phone number or email?"))
    case 'needs_identity':
      return null
    case 'invalid_arguments':
      return repairStep(scene)
    case 'not_found':
      if (answer.name === 'find_openings')
        return say(thenAsk(answer.say ?? "I don't find that treatment on our list.", 'Which treatment would you like?'))
      break
    case 'too_far':
      if (answer.args.from_date && scene.reading.goal === null)
        return say(joinWords("Our calendar isn't open that far ahead yet.", askFor('message', scene)))
      break
    case 'none_free':
      if (scene.tools.has('join_waitlist') && !/waitlist|waiting list/i.test(answer.say ?? ''))
        return say(joinWords(answer.say ?? 'I see nothing free then.', 'Or shall I put you on the waitlist?'))
      break
    default:
      break
  }
  if (answer.name === 'check_code' || answer.name === 'send_code') {
    if (answer.reason === 'unavailable' || answer.reason === 'timeout')
      return say(thenAsk(answer.say ?? "I can't check that right now.", askFor('message', scene)))
    return say(
      thenAsk(
        answer.say ?? (answer.name === 'check_code' ? "That code doesn't match." : "I can't send a code there."),
        answer.name === 'check_code'
          ? 'Could you give me the code once more?'
          : 'Which phone number or email is on the appointment?',
      ),
    )
  }
  if (isDown(answer.reason))
    return say(
      thenAsk(
        answer.say ?? "I'm sorry, I can't reach the appointment book right now.",
        answer.name === 'take_message' ? 'Could you call the front desk instead?' : askFor('message', scene),
      ),
    )
  return say(thenAsk(answer.say ?? "I'm sorry, I can't do that.", 'What would you like to do?'))
}

/** The time is gone: say so, and go on with the nearest, or look again. */
function goneStep(scene: Scene): Step {
  const answer = newest(scene)
  const words =
    answer?.say ??
    (answer?.reason === 'slot_taken'
      ? "I'm sorry, that time has just been taken."
      : "I'm sorry, that time is no longer free.")
  const { reading } = scene
  if (/\?\s*$/.test(words) && (reading.openings?.length || !isSaid(reading.when))) return say(words)
  // "Shall I look again?" needs no answer when it is done at once.
  const statement = words.replace(/(?:^|(?<=[.!]\s))[^.!?]*\?\s*$/, '').trim()
  if (reading.openings && reading.openings.length === 0)
    return say(joinWords(words, 'What other day or time could work?'))
  const step =
    reading.goal === 'move' ? changingStep(scene, { hasAnswered: true }) : bookingStep(scene, { hasAnswered: true })
  return lead(step.calls.length > 0 ? statement : words, step)
}

/** Arguments that did not parse: ask for the one that is named, else for the likeliest. */
function repairStep(scene: Scene): Step {
  const answer = newest(scene)
  const words = JSON.stringify(answer?.facts ?? {}).toLowerCase()
  const asks: readonly [RegExp, string][] = [
    [/phone/, 'That phone number does not look right. Could you give it to me again, with the area code?'],
    [/email/, 'That email does not look right. Could you spell it for me?'],
    [/name/, 'What name should I put it under?'],
    [/\bcode\b/, 'Could you give me the code once more?'],
    [/service/, 'Which treatment would you like?'],
    [/date|when|time/, 'What day or time would you like?'],
  ]
  const named = Object.keys(answer?.args ?? {}).length > 0 ? asks.find(([pattern]) => pattern.test(words)) : undefined
  if (answer?.say) return say(thenAsk(answer.say, named?.[1] ?? 'Could you tell me that again?'))
  return say(named?.[1] ?? "Sorry, something in that didn't work. Could you tell me again what you would like?")
}
