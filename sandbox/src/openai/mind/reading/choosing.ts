import type { When } from '../hearing/when.ts'
import { ordinalOf, timesInDigits } from '../words/spoken-numbers.ts'
import { minutesIn, monthIn, readLabel, weekdayIn, type LabelParts } from './labels.ts'

/** Something with a date and time that was put to the person: an opening, an appointment. */
export interface Choosable {
  label: string
  provider?: string | null
  service?: string | null
}

export type Choice<T> =
  | { type: 'chosen'; one: T }
  /** Several fit what was said. */
  | { type: 'narrowed'; among: T[] }
  /** A day or time was named that is not among them. */
  | { type: 'elsewhere' }
  /** Nothing was said that tells them apart. */
  | { type: 'unsaid' }

const POSITIONS: readonly [RegExp, (count: number) => number][] = [
  [/\b(?:the )?(?:middle one|one in the middle)\b/, (count) => Math.floor((count - 1) / 2)],
  [
    /\bthe (?:last|latest|final)(?: (?:one|slot|time|option))?\b|\blast one\b|\blatest (?:one|time|slot)\b/,
    (count) => count - 1,
  ],
  [
    /\bthe (?:earliest|soonest)(?: (?:one|slot|time|option))?\b|\b(?:earliest|soonest) (?:one|works|please|is)\b/,
    () => 0,
  ],
]
const ORDINAL_WORD =
  /\b(?:the |that |your |option |number |choice |# ?)*(first|second|third|fourth|fifth|1st|2nd|3rd|4th|5th)\b(?! (?:time|visit|name|of \w+ember|week|thing|available))/
const NUMBERED =
  /\b(?:option|number|choice|slot|no\.?|#) ?#?(one|two|three|four|five|[1-5])\b|^(?:one|two|three|[1-3])[ .!]*$/
const NUMBER_WORDS = ['zero', 'one', 'two', 'three', 'four', 'five']
const ANY_OF_THEM =
  /\b(?:any (?:of (?:them|those|these)|one)|either(?: one)?|whichever|you (?:pick|choose|decide)|don't (?:care|mind)|doesn't matter|whenever|any ?time|flexible|surprise me|both work|all work|whatever(?:'s| is)? (?:easiest|best|soonest))\b/
/** "after 3", "before noon": a wish for times, not a pick of one that was named. */
const RELATION = /\b(?:after|before|between|until|by|past|around|from|later than|earlier than|no later|no earlier)\b/

export function choose<T extends Choosable>(
  options: readonly T[],
  { plain, when, localToday }: { plain: string; when: When; localToday: Date | null },
): Choice<T> {
  if (options.length === 0) return { type: 'unsaid' }
  const text = timesInDigits(plain)
  let among = [...options]
  let isNarrowed = false
  const whole = options.filter(({ label }) => label !== '' && text.includes(timesInDigits(label.toLowerCase())))
  if (whole.length > 0) among = whole
  const narrow = (fits: (option: T, parts: LabelParts) => boolean): boolean => {
    const left = among.filter((option) => fits(option, readLabel(option.label)))
    isNarrowed = true
    if (left.length === 0) return false
    among = left
    return true
  }
  if (when.day && !narrow((_, parts) => isDay(when.day ?? '', parts, localToday))) return { type: 'elsewhere' }
  if (when.time && !RELATION.test(when.time)) {
    const time = when.time
    if (
      /\d|noon|midday/.test(time)
        ? !narrow((_, parts) => isTime(time, parts))
        : !narrow((_, parts) => isPartOfDay(time, parts))
    ) {
      return { type: 'elsewhere' }
    }
  } else if (when.time) return { type: 'elsewhere' }
  isNarrowed ||= whole.length > 0
  const named = among.filter((option) => isNamed(option.provider, text) || isNamed(option.service, text))
  if (named.length > 0 && named.length < among.length) {
    among = named
    isNarrowed = true
  }
  const position = positionIn(text, among.length)
  if (position !== null && among[position]) return { type: 'chosen', one: among[position] }
  if (among.length > 1 && /\b(?:later|second) (?:one|time|slot|option)\b|\bthe later\b/.test(text))
    return { type: 'chosen', one: among[among.length - 1] as T }
  if (among.length > 1 && /\bearlier (?:one|time|slot|option)\b|\bthe earlier\b/.test(text))
    return { type: 'chosen', one: among[0] as T }
  if (ANY_OF_THEM.test(text) && among[0]) return { type: 'chosen', one: among[0] }
  if (!isNarrowed) return { type: 'unsaid' }
  return among.length === 1 && among[0] ? { type: 'chosen', one: among[0] } : { type: 'narrowed', among }
}

function positionIn(text: string, count: number): number | null {
  for (const [pattern, position] of POSITIONS) if (pattern.test(text)) return position(count)
  const ordinal = ORDINAL_WORD.exec(text)
  if (ordinal?.[1]) return ordinalOf(ordinal[1]) - 1
  const numbered = NUMBERED.exec(text)
  if (!numbered) return null
  const word = numbered[1] ?? numbered[0].replace(/[ .!]/g, '')
  return (/^\d$/.test(word) ? Number(word) : NUMBER_WORDS.indexOf(word)) - 1
}

/** Days joined by "or" are alternatives; within one, all that is said must fit. */
function isDay(words: string, parts: LabelParts, localToday: Date | null): boolean {
  const days = words.split(/ or | and |, (?=(?:the |this |next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)/)
  return days.some((day) => isOneDay(day, parts, localToday))
}

function isOneDay(words: string, parts: LabelParts, localToday: Date | null): boolean {
  const offset = /day after tomorrow/.test(words)
    ? 2
    : /tomorrow/.test(words)
      ? 1
      : /today|tonight/.test(words)
        ? 0
        : null
  if (offset !== null) {
    if (!localToday) return false
    const day = new Date(localToday.getTime() + offset * 86_400_000)
    return parts.month === day.getUTCMonth() + 1 && parts.day === day.getUTCDate()
  }
  const slashed = /^(\d{1,2})\/(\d{1,2})/.exec(words)
  if (slashed) return parts.month === Number(slashed[1]) && parts.day === Number(slashed[2])
  const month = monthIn(words.replace(/\b(?:mon|sat|sun)\w*/g, ''))
  const weekday = weekdayIn(words)
  const number = /\b(\d{1,2})(?:st|nd|rd|th)\b/.exec(words) ?? (month === null ? null : /\b(\d{1,2})\b/.exec(words))
  const says = [
    weekday === null ? null : parts.weekday === weekday,
    month === null ? null : parts.month === month,
    number ? parts.day === Number(number[1]) : null,
    /weekend/.test(words) ? parts.weekday === 0 || parts.weekday === 6 : null,
  ].filter((one) => one !== null)
  return says.length > 0 && says.every(Boolean)
}

function isTime(words: string, parts: LabelParts): boolean {
  if (parts.minutes === null) return false
  const said = minutesIn(words) ?? bareHour(words)
  if (said === null) return false
  const isHalfKnown = /[ap]m|noon|midday/.test(words)
  return isHalfKnown ? parts.minutes === said : parts.minutes % 720 === said % 720
}

function bareHour(words: string): number | null {
  const hour = /\b(\d{1,2})\b/.exec(words)
  return hour ? Number(hour[1]) * 60 : null
}

function isPartOfDay(words: string, { minutes }: LabelParts): boolean {
  if (minutes === null) return false
  if (/morning|first thing/.test(words)) return minutes < 12 * 60
  if (/afternoon|lunch/.test(words)) return minutes >= 12 * 60 && minutes < 17 * 60
  return /evening|night|work|end of/.test(words) ? minutes >= 17 * 60 : false
}

const TITLES = /^(?:dr|doctor|nurse|np|rn|md|pa|ms|mrs|mr|the|with|and|therapy|treatment|facial)$/

function isNamed(name: string | null | undefined, text: string): boolean {
  if (!name) return false
  return name
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .some(
      (word) =>
        word.length > 1 && !TITLES.test(word) && new RegExp(`(?<![\\p{L}])${word}(?:'s)?(?![\\p{L}])`, 'u').test(text),
    )
}
