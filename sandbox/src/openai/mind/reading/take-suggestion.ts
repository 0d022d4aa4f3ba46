import type { Heard } from '../hearing/hear.ts'
import { isSaid } from '../hearing/when.ts'
import { NOTHING_READ, searchAgain, type Reading } from './reading.ts'
import { nothingChosen } from './take-goal.ts'

const HAD_IT =
  /\b(?:already|i(?:'ve| have)? (?:just |recently |already )?had (?:one|it|that|mine|my|an?|the)|i did (?:one|it|that)|had (?:one|that|it)|did that|been (?:seen|examined)|not my first)\b/

/** A yes takes up what a tool proposed; a no leaves it, and with it the booking that it stood in the way of. */
export function takeSuggestion(reading: Reading, heard: Heard): { reading: Reading; heard: Heard } {
  const { suggestion } = reading
  if (!suggestion) return { reading, heard }
  const { what, isHint } = suggestion
  const isDone = what.type === 'visit' && HAD_IT.test(heard.plain) && heard.questions.length === 0
  // What is said of the time and the treatment is said of the one that they have had.
  const past: Heard = { ...heard, when: NOTHING_READ.when, treatments: [], wants: new Set() }
  if (isDone) return { reading: { ...reading, suggestion: null, isToProve: !isHint }, heard: past }
  if (heard.yesNo === 'yes') return { reading: takeUp({ ...reading, suggestion: null }, what), heard }
  if (heard.yesNo === 'no' && isHint) return { reading: { ...reading, suggestion: null }, heard }
  const goesOn = heard.wants.size > 0 || heard.treatments.length > 0 || isSaid(heard.when) || heard.questions.length > 0
  if (heard.yesNo !== 'no' || goesOn) return { reading, heard }
  const left = { ...nothingChosen(reading), goal: null, mention: null, also: [], isAbandoned: true }
  return { reading: left, heard }
}

function takeUp(reading: Reading, what: NonNullable<Reading['suggestion']>['what']): Reading {
  const mentions = (names: readonly string[]) => names.map((name) => ({ words: name.toLowerCase(), concept: null }))
  const again = searchAgain({ ...reading, goal: reading.goal === 'move' ? 'move' : 'book' })
  switch (what.type) {
    case 'from':
      return { ...again, notBefore: what.date, when: { day: null, time: reading.when.time, isFlexible: true } }
    case 'openings': {
      const [only, ...more] = what.openings
      return { ...again, openings: what.openings, slot: more.length === 0 ? (only ?? null) : null }
    }
    case 'service':
      return { ...again, mention: mentions([what.service])[0] ?? null, also: [], when: NOTHING_READ.when, accepted: [] }
    default: {
      const [first, ...more] = mentions(what.services)
      const when = isSaid(again.when) ? again.when : { ...again.when, isFlexible: true }
      return { ...again, mention: first ?? null, also: more, when }
    }
  }
}
