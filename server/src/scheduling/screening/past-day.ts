import * as chrono from 'chrono-node'

const monthNames = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
] // prettier-ignore
/** The last month of each, as the northern half of the world counts them. */
const seasons: Record<string, number> = { spring: 5, summer: 8, fall: 11, autumn: 11, winter: 2 }
const ongoing =
  /\b(?:still|currently|now|at the moment|at present|presently|ongoing|every (?:day|night|week)|daily|nightly|today|tonight|this (?:morning|afternoon|evening)|all the time|regularly|as we speak)\b/
const denied = /\b(?:not|no longer|isnt|dont|havent|arent|wasnt|never)\b[^,.;]*/g
const ahead = /\b(?:next|will|going to|gonna|planned|planning|plan|coming|upcoming|scheduled|booked for|until|till)\b/

/** The furthest day that an answer may name, and the nearest planned one taken at its word without a year. */
const MAX_AHEAD_DAYS = 366
const PLANNED_DAYS = 60

export interface PastDay {
  date: Temporal.PlainDate
  /** It is still so: the day is today, and moves on. */
  isOngoing: boolean
}

/**
 * The day that words such as "in June", "about three weeks ago", "last summer" or "I still take
 * it" mean, counted on the calendar of `timeZone`. Where the words leave room, the latest day they
 * allow: the end of June, the end of the year. Null when they name none.
 */
export function readPastDay(words: string, timeZone: string, now: Date): PastDay | null {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
  const text = words
    .slice(0, 300)
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/\b(?:a |one )?year and (?:a )?half ago\b/g, '18 months ago')
    .replace(/\bhalf a year ago\b/g, '6 months ago')
    .replace(/\b(?:a )?couple(?: of)? (days|weeks|months|years) ago\b/g, '2 $1 ago')
    .replace(/\b(?:over|more than|at least|about|around|roughly|nearly|almost) (?=\w+ \w+ ago)/g, '')
    .replace(denied, ' ')
  if (ongoing.test(text)) return { date: today, isOngoing: true }
  const days = [
    ...spans(text, today),
    ...months(text, today),
    ...seasonsOf(text, today),
    ...years(text, today),
    ...dates(text, { timeZone, now, today }),
  ]
  const latest = days
    .filter((date) => today.until(date).days <= MAX_AHEAD_DAYS && date.year >= 1920)
    .toSorted((one, other) => Temporal.PlainDate.compare(one, other))
    .at(-1)
  return latest ? { date: latest, isOngoing: false } : null
}

const earlier = (one: Temporal.PlainDate, other: Temporal.PlainDate) =>
  Temporal.PlainDate.compare(one, other) <= 0 ? one : other
const endOfMonth = (date: Temporal.PlainDate) => date.with({ day: date.daysInMonth })

/** "last week", "earlier this month". */
function spans(text: string, today: Temporal.PlainDate): Temporal.PlainDate[] {
  const found = /\b(last|past|this|earlier this|previous) (week|month|year)\b/.exec(text)
  // "June of last year" is a month, and read as one.
  if (!found || new RegExp(String.raw`(?:${monthNames.join('|')})(?: of)? $`).test(text.slice(0, found.index)))
    return []
  if (found[1]!.endsWith('this')) return [today]
  // "The last month" may reach until today; "last month" is the month before.
  if (new RegExp(String.raw`\b(?:the|this|in the) (?:last|past) ${found[2]!}`).test(text)) return [today]
  if (found[2] === 'week') return [today.subtract({ days: today.dayOfWeek })]
  if (found[2] === 'month') return [endOfMonth(today.subtract({ months: 1 }))]
  return [today.subtract({ years: 1 }).with({ month: 12, day: 31 })]
}

/** "in June", "June 2025", "last March", "early May": the end of the month that was last. */
function months(text: string, today: Temporal.PlainDate): Temporal.PlainDate[] {
  const names = monthNames.map((name) => `${name}|${name.slice(0, 3)}`).join('|')
  const pattern = new RegExp(
    String.raw`\b(next )?(${names})\.?(?: of)?(?: (last year|this year|\d{4}))?\b(?!\s*\d{1,2}(?:st|nd|rd|th|\b))`,
    'g',
  )
  return [...text.matchAll(pattern)].flatMap((found) => {
    // "5th of June" is a day, and "may" a verb more often than a month.
    if (/\d(?:st|nd|rd|th)?(?: of)?\s*$/.test(text.slice(0, found.index))) return []
    if (found[2] === 'may' && !/\b(?:in|early|mid|late|last|since|of|around|about|end of) may\b|^\s*may\b/.test(text))
      return []
    const month = monthNames.findIndex((name) => name.startsWith(found[2]!.slice(0, 3))) + 1
    const first = today.with({ day: 1, month })
    if (found[1]) return [endOfMonth(month > today.month ? first : first.add({ years: 1 }))]
    if (found[3] && /\d/.test(found[3])) return [endOfMonth(first.with({ year: Number(found[3]) }))]
    if (found[3] === 'last year') return [endOfMonth(first.subtract({ years: 1 }))]
    return [earlier(endOfMonth(month > today.month ? first.subtract({ years: 1 }) : first), today)]
  })
}

function seasonsOf(text: string, today: Temporal.PlainDate): Temporal.PlainDate[] {
  const found = /\b(spring|summer|fall|autumn|winter)\b(?: (\d{4}))?/.exec(text)
  if (!found) return []
  const last = endOfMonth(today.with({ day: 1, month: seasons[found[1]!]! }))
  if (found[2]) return [last.with({ year: Number(found[2]) })]
  if (/\b(?:this|the) (?:spring|summer|fall|autumn|winter)\b/.test(text)) return [earlier(last, today)]
  return [Temporal.PlainDate.compare(last, today) > 0 ? last.subtract({ years: 1 }) : last]
}

/** "2024", "back in 2019"; and "2026-06", "6/2026". */
function years(text: string, today: Temporal.PlainDate): Temporal.PlainDate[] {
  const month = /\b(\d{4})-(\d{1,2})\b(?!-)/.exec(text) ?? /(?<![\d/])(\d{1,2})\/(\d{4})\b/.exec(text)
  if (month) {
    const [year, number] = month[1]!.length === 4 ? [month[1], month[2]] : [month[2], month[1]]
    if (Number(number) < 1 || Number(number) > 12) return []
    const date = endOfMonth(Temporal.PlainDate.from({ year: Number(year), month: Number(number), day: 1 }))
    return [date.year === today.year && date.month === today.month ? today : date]
  }
  const found = /(?<![\d/-])(?:19|20)\d\d(?![\d/-])/.exec(text)
  if (
    !found ||
    new RegExp(String.raw`(?:${monthNames.map((name) => name.slice(0, 3)).join('|')}|\d)`).test(
      before(text, found.index),
    )
  )
    return []
  return [earlier(Temporal.PlainDate.from({ year: Number(found[0]), month: 12, day: 31 }), today)]
}

const before = (text: string, index: number) => text.slice(Math.max(0, index - 14), index)

/** Days of the calendar in words, by chrono. Its reference is the wall clock of the zone. */
function dates(
  text: string,
  { timeZone, now, today }: { timeZone: string; now: Date; today: Temporal.PlainDate },
): Temporal.PlainDate[] {
  const zoned = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const reference = { instant: now, timezone: zoned.offsetNanoseconds / 60e9 }
  return chrono.en.casual
    .parse(text, reference, { forwardDate: false })
    .flatMap(({ start, end, text: said }) => (end ? [start, end] : [start]).map((one) => ({ one, said })))
    .filter(
      ({ one, said }) =>
        one.isCertain('day') || one.isCertain('weekday') || /\bago\b|\bin (?:a|\d|two|three)/.test(said),
    )
    .map(({ one }) => {
      const date = Temporal.PlainDate.from({ year: one.get('year')!, month: one.get('month')!, day: one.get('day')! })
      const isAhead = Temporal.PlainDate.compare(date, today) > 0 && !one.isCertain('year') && !ahead.test(text)
      if (!isAhead) return date
      if (one.isCertain('weekday')) return date.subtract({ weeks: 1 })
      return today.until(date).days > PLANNED_DAYS ? date.subtract({ years: 1 }) : date
    })
}
