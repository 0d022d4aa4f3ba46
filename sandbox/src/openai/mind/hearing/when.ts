import * as chrono from 'chrono-node'
import { numberOf, timesInDigits } from '../words/spoken-numbers.ts'

/** When somebody would like to come, in their words (numbers as digits), split so that a new day keeps an old time. */
export interface When {
  day: string | null
  time: string | null
  /** "Whenever", "as soon as possible": any time will do. */
  isFlexible: boolean
}

interface Span {
  from: number
  to: number
  kind: 'day' | 'time'
}

const WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)days?'
const MONTH =
  '(?:january|jan|february|feb|march|april|apr|may|june|jun|july|jul|august|aug|september|sept|sep|october|oct|november|nov|december|dec)'
const DAY_PATTERNS = [
  /\bday after tomorrow\b|\btomorrow\b|\btoday\b|\btonight\b/g,
  new RegExp(
    `\\b(?:(?:this|next|coming|following|any|every|early|late|later) )*(?:${WEEKDAY}|weekends?|weekdays?)(?: (?:after next|week|after))?\\b`,
    'g',
  ),
  /\b(?:(?:early|late|later|end|beginning|start|middle|of|the|in)\s)*(?:this|next|coming|following) (?:week|month)\b/g,
  /\b(?:the )?(?:week|month) after next\b|\b(?:the )?end of (?:the )?(?:week|month)\b|\bin (?:a|an|one|a couple of|\d+) (?:days?|weeks?|months?)\b/g,
  new RegExp(`\\b${MONTH} \\d{1,2}(?:st|nd|rd|th)?(?:,? \\d{4})?\\b`, 'g'),
  new RegExp(`\\b(?:the )?\\d{1,2}(?:st|nd|rd|th)?(?: of)? ${MONTH}(?: \\d{4})?\\b`, 'g'),
  new RegExp(`\\b(?:in|during|early|late|mid) (?:${MONTH})\\b`, 'g'),
  /\bthe \d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}(?:st|nd|rd|th)\b/g,
  /\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}\/\d{1,2}(?:\/\d{2,4})?\b/g,
]
const CLOCK =
  "(?:\\d{1,2}:\\d{2}|\\d{1,2}|noon|midday)(?: ?(?:am|pm|o'clock|ish)| in the (?:morning|afternoon|evening)| or (?:later|after|earlier|before|so))*"
const TIME_PATTERNS = [
  new RegExp(`\\bbetween ${CLOCK} (?:and|to|-) ${CLOCK}`, 'g'),
  new RegExp(
    `\\b(?:no later than|no earlier than|later than|earlier than|after|before|by|around|about|at|until|till|past|from|like)(?: like| around| about)? ${CLOCK}(?! (?:units?|syringes?|people|areas?|times|minutes|days?|weeks?|months?|years?)\\b)`,
    'g',
  ),
  /\b\d{1,2}:\d{2}(?: ?(?:am|pm|ish))?\b/g,
  /\b\d{1,2} ?(?:am|pm|o'clock|ish)\b(?: or (?:later|after|earlier|before)\b)?/g,
  /\b(?:(?:after|before|around|at|by) )?(?:noon|midday|lunch ?(?:time|hour|break)?|work)\b(?<=noon|midday|lunch|time|hour|break|(?:after|before) work)/g,
  /\b(?:(?:early|late|later|first thing|in the|this|every|mid|any) )*(?:mornings?|afternoons?|evenings?|nights?)\b/g,
  /\bfirst thing\b|\bend of (?:the )?day\b|\b(?:as )?(?:early|late) as possible\b|\b(?:late|early|later) in the day\b/g,
]
const FLEXIBLE =
  /\bas soon as (?:possible|you can)\b|\b(?:soonest|earliest|first|next) (?:available|possible|opening|appointment|slot|one you have|you have)\b|\bwhenever\b|\bany ?time\b|\bany (?:day|time)\b|\bi'?a?m (?:pretty |totally |very )?(?:flexible|open|easy)\b|\b(?:no|don't have a|without a) preference\b|\bdoesn't matter\b|\bdon't (?:care|mind)\b|\bany(?:thing)? (?:works|is fine|you have|you've got)\b|\bwhat(?:ever)? (?:do you have|have you got|you have|you've got|works)\b|\bwhat's (?:available|open|free|the soonest|the earliest)\b|\bsurprise me\b|\bsoon\b/

/** A bare hour ("3", "around 4 or 5") counts as a time only where a time was asked for. */
const BARE_HOUR =
  /^(?:no|yes|okay|actually|maybe|how about|what about|(?:can|could) (?:we|you|i|it)|let's|say|make it|do|be|is|at|around|about|like|,|\s)*\b(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (?:works|is (?:good|fine|great|better|perfect)|would (?:work|be .*)))?(?: (?:then|instead|please|thanks?|for me|if possible))*[ .!?]*$/

/** Joins that may stay between two pieces of one wish: "monday or tuesday", "friday, maybe around 3". */
const JOIN =
  /^(?:[ ,]|or|and|maybe|to|through|until|at|on|around|about|the|in|between|preferably|ideally|but|-|either|even|say)*$/

export function hearWhen(
  plain: string,
  { isAsked = false, now = new Date(0) }: { isAsked?: boolean; now?: Date } = {},
): When {
  const text = timesInDigits(plain)
  const spans = [...spansOf(text, DAY_PATTERNS, 'day'), ...spansOf(text, TIME_PATTERNS, 'time')]
  if (!spans.some((span) => span.kind === 'day')) spans.push(...chronoDays(text, now, spans))
  const bare = isAsked ? BARE_HOUR.exec(text) : null
  const hour = bare?.[1] ? numberOf(bare[1]) : null
  if (spans.length === 0 && hour !== null && hour >= 1 && hour <= 12) {
    return { day: null, time: `at ${hour}`, isFlexible: false }
  }
  return {
    day: wordsOf(text, spans, 'day'),
    time: wordsOf(text, spans, 'time'),
    isFlexible: FLEXIBLE.test(text) || (isAsked && spans.length === 0 && /^(?:any|either|both|all)\b/.test(text)),
  }
}

export function isSaid(when: When): boolean {
  return when.day !== null || when.time !== null || when.isFlexible
}

/** The newer wish over the older: a new day keeps the old time of day, a new time keeps the old day. */
export function mergeWhen(older: When, newer: When): When {
  if (newer.isFlexible && !newer.day && !newer.time) return { day: null, time: null, isFlexible: true }
  return {
    day: newer.day ?? older.day,
    time: newer.time ?? older.time,
    isFlexible: newer.isFlexible || (older.isFlexible && !newer.day && !newer.time),
  }
}

export function whenInWords({ day, time }: Pick<When, 'day' | 'time'>): string {
  return [day, time].filter(Boolean).join(' ')
}

export function partOfDay(time: string | null): 'morning' | 'afternoon' | 'evening' | null {
  if (!time || /\d/.test(time)) return null
  if (/morning|first thing/.test(time)) return 'morning'
  if (/afternoon|lunch/.test(time)) return 'afternoon'
  return /evening|night|after work|end of/.test(time) ? 'evening' : null
}

function spansOf(text: string, patterns: readonly RegExp[], kind: Span['kind']): Span[] {
  const spans: Span[] = []
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      if (isRuledOut(text, match.index, match.index + match[0].length)) continue
      const span = { from: match.index, to: match.index + match[0].length, kind }
      if (!spans.some((other) => span.from < other.to && other.from < span.to)) spans.push(span)
    }
  }
  return spans
}

/** "Not Tuesday", "any day but Monday", "I can't do Friday", "Thursday doesn't work". */
function isRuledOut(text: string, from: number, to: number): boolean {
  return (
    /\b(?:not|except|besides|anything but|(?:any|every) ?day but|other than|instead of|rather than|can't (?:do|make|come)(?: it| in)?|cannot (?:do|make)(?: it)?|won't (?:make|be able to make)(?: it)?)(?: on| in| for)? $/.test(
      text.slice(0, from),
    ) || /^(?: at all)? (?:doesn't|does not|don't|won't|isn't|is not|is no|is bad|is out)\b/.test(text.slice(to))
  )
}

/** Days that chrono knows and the patterns do not ("a fortnight from now"). */
function chronoDays(text: string, now: Date, taken: readonly Span[]): Span[] {
  return chrono.casual
    .parse(text, now, { forwardDate: true })
    .filter(({ start }) => start.isCertain('day') || start.isCertain('weekday') || start.isCertain('month'))
    .filter(
      ({ text: found }) =>
        !/^(?:now|may|march|sun|sat|(?:.*\b)?(?:sec|second|minute|moment)s?|last .*|.* ago)$/.test(found.trim()),
    )
    .map(({ index, text: found }) => ({ from: index, to: index + found.length, kind: 'day' as const }))
    .filter(({ from, to }) => !isRuledOut(text, from, to))
    .filter((span) => !taken.some((other) => span.from < other.to && other.from < span.to))
}

/** All pieces of one kind as one phrase; what joins neighbours stays in. */
function wordsOf(text: string, spans: readonly Span[], kind: Span['kind']): string | null {
  const inOrder = spans.filter((span) => span.kind === kind).sort((a, b) => a.from - b.from)
  let words = ''
  let end = 0
  for (const { from, to } of inOrder) {
    const between = text.slice(end, from)
    if (words) words += JOIN.test(between) ? between : between.includes(' not ') ? ' ' : ' or '
    words += text.slice(from, to)
    end = to
  }
  return words.replace(/\s+/g, ' ').replace(/ ,/g, ',').trim() || null
}
