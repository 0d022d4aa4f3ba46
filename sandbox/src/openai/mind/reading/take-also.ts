import type { Heard } from '../hearing/hear.ts'
import type { Mention } from '../hearing/treatments.ts'
import { literal } from '../words/literal.ts'
import { choose } from './choosing.ts'
import { searchAgain, type Reading } from './reading.ts'
import { matchServices, servicesNamedIn } from './services.ts'

/** More than so many in one visit are for a person to arrange. */
const MOST_ALSO = 4
const ADDS =
  /\b(?:also|too|as well|in addition|add|on top|same (?:day|visit|time|appointment)|while i'm (?:there|at it|in)|together with|along with|and (?:then )?(?:a|an|the|some)|both|plus)\b/
const DROPS = /\b(?:just|only|without|drop|skip|forget|not|no|leave out|instead of)\b/

/** Several treatments for one visit: "Botox and a HydraFacial", "and can I have a peel too?", "just the Botox after all". */
export function takeAlso(reading: Reading, heard: Heard): Reading {
  if (reading.goal !== 'book' || !reading.mention) return reading
  const unclear = unclearAlso(reading)
  if (unclear && reading.asked === 'service') return settled(reading, heard, unclear)
  if (reading.also.length > 0 && DROPS.test(heard.plain)) {
    const left = reading.also.filter((one) => !isDropped(one, heard, reading))
    if (left.length < reading.also.length) return { ...searchAgain(reading), also: left }
  }
  const added = additions(reading, heard)
  return added.length === 0
    ? reading
    : { ...searchAgain(reading), also: [...reading.also, ...added].slice(0, MOST_ALSO) }
}

/** Treatments that are wanted beside the one that is being booked, not in its place. */
export function additions(reading: Reading, heard: Heard): Mention[] {
  const isMore = isJoined(heard) || (reading.goal === 'book' && reading.mention !== null && ADDS.test(heard.plain))
  const onlyAsks = heard.questions.length > 0 && !heard.wants.has('book')
  if (!isMore || onlyAsks || DROPS.test(heard.plain)) return []
  const known = [reading.mention, ...reading.also]
  return heard.treatments.filter((one) => !known.some((other) => other !== null && isSame(one, other)))
}

/** "Botox and a facial", not "Botox or a facial". */
export function isJoined({ plain, treatments }: Heard): boolean {
  const [first, ...more] = treatments
  if (!first || more.length === 0) return false
  let from = plain.indexOf(first.words) + first.words.length
  return more.every(({ words }) => {
    const to = plain.indexOf(words, from)
    const between = plain.slice(from, Math.max(from, to))
    from = to + words.length
    return (
      /\b(?:and|plus|with|then|also|along|together)\b|,|&|\+/.test(between) &&
      !/\b(?:or|instead|not|rather|versus|vs)\b|[?.]/.test(between)
    )
  })
}

/** The first of them that the list does not know, or knows several of. */
export function unclearAlso({ also, catalogue }: Reading): Mention | null {
  if (!catalogue || catalogue.length === 0) return null
  return also.find((one) => matchServices(one, catalogue).length !== 1) ?? null
}

/** Which was meant has been asked; what is still not clear is left out. */
function settled(reading: Reading, heard: Heard, unclear: Mention): Reading {
  const meant = matchServices(unclear, reading.catalogue ?? [])
  const options = (meant.length > 0 ? meant : (reading.catalogue ?? [])).map(({ name, facts }) => ({
    label: '',
    service: name,
    name,
    facts,
  }))
  const [named] = servicesNamedIn(heard.plain, options)
  const choice = choose(options, {
    plain: heard.plain,
    when: { day: null, time: null, isFlexible: false },
    localToday: null,
  })
  const name = named?.name ?? (meant.length > 1 && choice.type === 'chosen' ? choice.one.name : null)
  const [said] = heard.treatments
  const instead = name ? { words: name.toLowerCase(), concept: null } : said && !isSame(said, unclear) ? said : null
  return {
    ...reading,
    also: reading.also.flatMap((one) => (one === unclear ? (instead ? [instead] : []) : [one])),
  }
}

function isDropped(one: Mention, { plain, treatments }: Heard, { mention }: Reading): boolean {
  const isNamed = treatments.some((said) => isSame(said, one))
  // "Just the Botox" leaves everything else; "without the facial" leaves that.
  if (/\b(?:just|only)\b/.test(plain))
    return !isNamed && treatments.some((said) => mention !== null && isSame(said, mention))
  const said = treatments.find((other) => isSame(other, one))
  return (
    said !== undefined &&
    new RegExp(
      `\\b(?:without|drop|skip|forget|not|no|leave out|instead of) (?:about )?(?:the |a |my )?${literal(said.words)}`,
    ).test(plain)
  )
}

function isSame(a: Mention, b: Mention): boolean {
  return a.concept !== null && b.concept !== null ? a.concept === b.concept : a.words === b.words
}
