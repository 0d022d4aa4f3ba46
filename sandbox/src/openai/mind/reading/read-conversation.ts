import { hear, type Asked } from '../hearing/hear.ts'
import { aboutSpa } from '../instructions/about-spa.ts'
import type { MindItem } from '../mind-request.ts'
import { takeAnswer } from './take-answer.ts'
import { takeTurn } from './take-turn.ts'
import { whatWasAsked } from './asked.ts'
import { NOTHING_READ, toOffer, type Reading } from './reading.ts'
import { readAnswer } from './results.ts'

/** Words of Ava's that say she did not understand; see planning/unsure.ts. */
const MISSED =
  /\bdidn't (?:quite )?(?:get|catch|follow|understand) (?:that|you|the \w+|all of that)\b|\bi don't see .* on our list\b|\bnot sure i (?:follow|understand)\b/i

/** A wish of those who run her. */
const REACH_KNOWN = /\b(?:do not|don't|never) ask (?:them )?for (?:a |an |their |the )?(?:phone|number|email|contact)/i

/** Reads a whole conversation front to back. The same entries always come to the same. */
export function readConversation(
  items: readonly MindItem[],
  { instructions, now }: { instructions: string; now: Date },
): Reading {
  const localToday = localDay(now, aboutSpa(instructions).timeZone)
  const calls = new Map<string, { name: string; arguments: string }>()
  let reading: Reading = NOTHING_READ
  let unheard: string[] = []
  const hearNow = (): void => {
    if (unheard.length === 0) return
    const text = unheard.join('\n')
    unheard = []
    // "Would you like a person?" does not take back what was asked before it.
    const asked =
      reading.asked === 'offer_person' ? (expected(reading) ?? reading.asked) : (reading.asked ?? expected(reading))
    const heard = hear(text, { asked, now })
    reading = takeTurn(
      { ...reading, turns: reading.turns + 1, callsSinceHeard: 0, answers: [], isQuestionAnswered: false },
      { heard, localToday, now },
    )
  }
  for (const item of items) {
    if (item.type === 'message') {
      // Several messages in a row are one turn: people press return between two thoughts.
      if (item.role === 'user') unheard.push(item.text)
      if (item.role === 'developer' || item.role === 'system') {
        reading = { ...reading, isReachKnown: reading.isReachKnown || REACH_KNOWN.test(item.text) }
      }
      if (item.role !== 'assistant') continue
      hearNow()
      reading = takeAvaWords(reading, item.text)
    } else if (item.type === 'function_call') {
      hearNow()
      calls.set(item.callId, item)
      // Words before a call are a preamble: the turn still waits for its answer.
      reading = {
        ...reading,
        heard: reading.callsSinceHeard === 0 ? reading.lastHeard : reading.heard,
        callsSinceHeard: reading.callsSinceHeard + 1,
      }
    } else {
      hearNow()
      const call = calls.get(item.callId)
      if (call) reading = takeAnswer(reading, readAnswer(call.name, call.arguments, item.output))
    }
  }
  hearNow()
  return reading
}

function takeAvaWords(reading: Reading, text: string): Reading {
  if (text.trim() === '') return reading
  const isHealthAsked = reading.health !== null && text.includes('?') && !isOffering(whatWasAsked(text))
  const asked = isHealthAsked ? 'health' : whatWasAsked(text)
  const named = toOffer(reading).filter(({ label }) => text.includes(label))
  const isOffer = named.length > 0 && !reading.slot
  const isListed =
    reading.goal === 'look_up' && reading.answers.some(({ name, ok }) => ok && name === 'find_my_appointments')
  return {
    ...reading,
    goal: isListed ? null : reading.goal,
    asked: asked ?? (isOffer ? 'slot' : null),
    offered: isOffer ? named : reading.offered,
    lastAvaWords: text,
    heard: null,
    answers: [],
    isQuestionAnswered:
      reading.isQuestionAnswered ||
      reading.answers.some(({ name }) => name === 'answer_question' || name === 'list_services') ||
      // Advice is declined in words, without a tool.
      (reading.heard?.questions.some(({ kind }) => kind === 'advice') ?? false),
    misses: MISSED.test(text) ? reading.misses + 1 : asked === null && reading.misses > 0 ? reading.misses : 0,
  }
}

/** She went on to something else, such as a person in her place. */
function isOffering(asked: Asked | null): boolean {
  return asked === 'offer_person' || asked === 'offer_message'
}

/** What would have been asked, where Ava's words are lost: she was interrupted before any of them was heard. */
function expected(reading: Reading): Asked | null {
  if (reading.health) return 'health'
  if (reading.pending) return 'confirm'
  if (reading.identity === 'code_sent') return 'code'
  if (reading.goal === 'book' && reading.isHeld) return reading.contact.given ? 'phone' : 'name'
  if ((reading.goal === 'book' || reading.goal === 'move') && reading.openings?.length) return 'slot'
  return null
}

/** The spa's day as a UTC midnight, so that "tomorrow" can be matched with a label; null when its zone is not known. */
function localDay(now: Date, timeZone: string | null): Date | null {
  if (!timeZone) return null
  const { year, month, day } = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  return new Date(Date.UTC(year, month - 1, day))
}
