import type { Heard } from '../hearing/hear.ts'
import { hearUnknownTreatment, type Mention } from '../hearing/treatments.ts'
import { isSaid } from '../hearing/when.ts'
import { literal } from '../words/literal.ts'
import { choose } from './choosing.ts'
import { MOST_NAMED, NOTHING_READ, type Reading } from './reading.ts'
import { matchServices, servicesNamedIn } from './services.ts'

/** A treatment named in a question alone is what the question is about, not what is to be booked. */
export function takeService(reading: Reading, heard: Heard): Reading {
  const onlyAsks = heard.questions.length > 0 && !heard.wants.has('book')
  if (onlyAsks && reading.goal !== null) return reading
  const mention = chosenOfSeveral(reading, heard) ?? mentionIn(reading, heard)
  if (!mention) return withoutUnlisted(reading)
  const askedAboutAt = onlyAsks ? reading.turns : null
  if (isSameService(mention, reading)) return { ...reading, mention, askedAboutAt }
  const goal = reading.goal ?? (reading.asked === 'service' && heard.questions.length === 0 ? 'book' : null)
  const isChange = reading.goal === 'book' && reading.mention !== null
  const { openings, offered, slot, isHeld, pending, skipped } = NOTHING_READ
  return isChange
    ? { ...reading, mention, askedAboutAt, openings, offered, slot, isHeld, pending, skipped }
    : { ...reading, goal, mention, askedAboutAt }
}

/** "Do you mean A or B?" "The second." */
function chosenOfSeveral({ asked, mention, catalogue }: Reading, { plain, when }: Heard): Mention | null {
  if (asked !== 'service' || !mention || !catalogue) return null
  const meant = matchServices(mention, catalogue).slice(0, MOST_NAMED)
  if (meant.length < 2) return null
  const options = meant.map(({ name }) => ({ label: '', service: name, name }))
  const choice = choose(options, { plain, when: { ...when, day: null, time: null }, localToday: null })
  return choice.type === 'chosen' ? { words: choice.one.name.toLowerCase(), concept: null } : null
}

/** What the list does not have has been said once; it is not said again. */
function withoutUnlisted(reading: Reading): Reading {
  const { asked, mention, catalogue } = reading
  const isUnlisted =
    asked === 'service' && mention !== null && catalogue !== null && matchServices(mention, catalogue).length === 0
  return isUnlisted ? { ...reading, mention: null } : reading
}

function mentionIn(reading: Reading, heard: Heard): Mention | null {
  const last = heard.treatments[heard.treatments.length - 1]
  const isNegated =
    last !== undefined &&
    heard.treatments.length > 1 &&
    new RegExp(`\\b(?:not|instead of|rather than) (?:the |a )?${literal(last.words)}`).test(heard.plain)
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
  const isName = words.length > 1 && words.split(' ').length <= 6
  // Words that name nothing do not take the place of words that name several.
  const isWorse =
    reading.mention !== null &&
    reading.catalogue !== null &&
    matchServices(reading.mention, reading.catalogue).length > 0
  return isName && !isWorse ? { words, concept: null } : null
}

function isSameService(mention: Mention, { mention: before, catalogue }: Reading): boolean {
  if (!before) return false
  if (mention.concept && mention.concept === before.concept) return true
  if (!catalogue) return mention.words === before.words
  const [now] = matchServices(mention, catalogue)
  return now !== undefined && matchServices(before, catalogue)[0] === now
}
