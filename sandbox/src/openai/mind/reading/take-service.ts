import type { Heard } from '../hearing/hear.ts'
import { hearUnknownTreatment, type Mention } from '../hearing/treatments.ts'
import { isSaid } from '../hearing/when.ts'
import { literal } from '../words/literal.ts'
import { choose } from './choosing.ts'
import { MOST_NAMED, NOTHING_READ, type Reading } from './reading.ts'
import { matchServices, servicesNamedIn } from './services.ts'
import { additions, isJoined, unclearAlso } from './take-also.ts'

/** A treatment named in a question alone is what the question is about, not what is to be booked. */
export function takeService(reading: Reading, heard: Heard): Reading {
  const onlyAsks = heard.questions.length > 0 && !heard.wants.has('book')
  if (onlyAsks && reading.goal !== null) return reading
  const isOfOther = reading.asked === 'service' && unclearAlso(reading) !== null
  const isMore = reading.goal === 'book' && reading.mention !== null && isOnlyMore(reading, heard)
  if (isOfOther || isMore) return reading
  const picked = consultationIn(reading, heard) ?? chosenOfSeveral(reading, heard)
  const mention = picked ?? mentionIn(reading, heard)
  if (!mention) return withoutUnlisted(reading)
  const askedAboutAt = onlyAsks ? reading.turns : null
  if (isSameService(mention, reading)) return { ...reading, mention, askedAboutAt }
  const isAnswerToList = picked !== null || reading.asked === 'service'
  const goal = reading.goal ?? (isAnswerToList && heard.questions.length === 0 ? 'book' : null)
  const isChange = reading.goal === 'book' && reading.mention !== null
  const { openings, offered, slot, isHeld, pending, skipped } = NOTHING_READ
  return isChange
    ? {
        ...reading,
        ...{ mention, askedAboutAt, openings, offered, slot, isHeld, pending, skipped },
        // Another treatment has its own questions, its own policy, and its own first day.
        ...{ also: [], health: null, toPass: [], suggestion: null, accepted: [], notBefore: null, isToProve: false },
      }
    : { ...reading, goal, mention, askedAboutAt }
}

/** All that was named comes on top of what is being booked. */
function isOnlyMore(reading: Reading, heard: Heard): boolean {
  const more = additions(reading, heard)
  return more.length > 0 && more.length >= heard.treatments.length
}

/** A yes to "would you like to book a consultation?" */
function consultationIn({ asked, lastAvaWords }: Reading, { yesNo, treatments }: Heard): Mention | null {
  const isOffered = asked === 'offer_booking' && /\bbook (?:a|the) consultation\b/i.test(lastAvaWords ?? '')
  return isOffered && yesNo === 'yes' && treatments.length === 0 ? { words: 'consultation', concept: null } : null
}

const BY_PLACE = /\b(?:first|second|third|fourth|fifth|last|former|latter|[1-5](?:st|nd|rd|th)|(?:number|option) \w+)\b/

/** "Do you mean A or B?" "We offer A, B and C." "The second." */
function chosenOfSeveral({ mention, catalogue, lastAvaWords }: Reading, { plain, when }: Heard): Mention | null {
  const words = lastAvaWords ?? ''
  // Only by place: "any" and "whatever" choose no treatment.
  if (!catalogue || !BY_PLACE.test(plain) || !/\b(?:Do you mean|We offer)\b/.test(words)) return null
  const meant = mention ? matchServices(mention, catalogue).slice(0, MOST_NAMED) : []
  const named = catalogue
    .filter(({ name }) => words.includes(name))
    .sort((a, b) => words.indexOf(a.name) - words.indexOf(b.name))
  const options = (meant.length > 1 && words.includes('Do you mean') ? meant : named).map(({ name }) => ({
    label: '',
    service: name,
    name,
  }))
  if (options.length < 2) return null
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
    : (heard.wants.has('book') && heard.questions.length === 0) || isJoined(heard)
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
    heard.phone === null &&
    heard.email === null &&
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
