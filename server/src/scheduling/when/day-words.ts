import * as chrono from 'chrono-node'

export interface DayRange {
  from: Temporal.PlainDate
  to: Temporal.PlainDate
  weekdays?: number[]
}

const weekdayNames = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const monthNames = [
  'january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december',
] // prettier-ignore
const flexible =
  /\b(any ?(?:day|time)|whenever|asap|as soon as|soon(?:est)?|earliest|first (?:available|opening|free)|next (?:available|opening|free)|flexible|no preference|what(?:ever| do you have)|open(?:ings?)?|available)\b/

type Reader = (words: string, today: Temporal.PlainDate) => DayRange | null

/** The days that words mean, as the calendar stands on `today`; null when they name none. Days gone by are given as they are. */
export function readDays(words: string, today: Temporal.PlainDate, timeZone: string, now: Date): DayRange | null {
  for (const read of readers) {
    const range = read(words, today)
    if (range) return range
  }
  const dates = readDates(words, timeZone, now)
  if (dates) return dates
  return flexible.test(words) ? { from: today, to: today.add({ days: 14 }) } : null
}

const readers: Reader[] = [
  (words, today) => (/\bday after tomorrow\b/.test(words) ? oneDay(today.add({ days: 2 })) : null),
  weekOfDate,
  weekends,
  weeks,
  months,
  spans,
  recurringDays,
  dayOfMonth,
]

function oneDay(date: Temporal.PlainDate): DayRange {
  return { from: date, to: date }
}

const mondayOf = (date: Temporal.PlainDate) => date.subtract({ days: date.dayOfWeek - 1 })
const later = (a: Temporal.PlainDate, b: Temporal.PlainDate) => (Temporal.PlainDate.compare(a, b) >= 0 ? a : b)

function weekOfDate(words: string, today: Temporal.PlainDate): DayRange | null {
  const found = /\bweek (?:of|starting|beginning)(?: on)? (?:the )?(.+)/.exec(words)
  if (!found) return null
  const day = dayOfMonth(` the ${found[1]} `, today) ?? readDates(found[1]!, 'UTC', noonOf(today))
  if (!day) return null
  const monday = mondayOf(day.from)
  return { from: later(monday, today), to: monday.add({ days: 6 }) }
}

function weekends(words: string, today: Temporal.PlainDate): DayRange | null {
  if (/\bweekends\b/.test(words)) return { from: today, to: today.add({ days: 28 }), weekdays: [6, 7] }
  if (!/\bweekend\b/.test(words)) return null
  const saturday = mondayOf(today).add({ days: /\bnext weekend\b/.test(words) ? 12 : 5 })
  return { from: later(saturday, today), to: saturday.add({ days: 1 }) }
}

function weeks(words: string, today: Temporal.PlainDate): DayRange | null {
  const found =
    /\b(early|start of|beginning of|mid(?:dle of)?|late(?:r)?|end of)?(?: in)? ?(?:the )?(this|next|the following|the week after next) week\b|\bweek after next\b/.exec(
      words,
    )
  if (!found || /\bnext week (?:mon|tue|wed|thu|fri|sat|sun)|(?:day) (?:of )?next week\b/.test(words))
    return weekdayNextWeek(words, today)
  const weeksAhead = found[0].includes('after next') ? 2 : found[2] === 'this' ? 0 : 1
  const monday = mondayOf(today).add({ weeks: weeksAhead })
  const part = found[1] ?? ''
  const [first, last] = /early|start|beginning/.test(part)
    ? [0, 2]
    : part.startsWith('mid')
      ? [1, 3]
      : part
        ? [3, 6]
        : [0, 6]
  return { from: later(monday.add({ days: first }), today), to: monday.add({ days: last }) }
}

/** "Thursday next week", "next week Thursday". */
function weekdayNextWeek(words: string, today: Temporal.PlainDate): DayRange | null {
  if (!/\bnext week\b/.test(words)) return null
  const index = weekdayNames.findIndex((name) => new RegExp(String.raw`\b${name.slice(0, 3)}`).test(words))
  return index < 0 ? null : oneDay(mondayOf(today).add({ weeks: 1, days: index }))
}

function months(words: string, today: Temporal.PlainDate): DayRange | null {
  const found = new RegExp(
    String.raw`\b(early|start of|beginning of|mid|middle of|late|end of)?(?: in)? ?(?:the )?(this month|next month|the month|month|${monthNames.join('|')})\b(?! \d|,? \d)`,
  ).exec(words)
  if (!found || (found[2] === 'month' && !found[1])) return null
  // "may" is a verb more often than a month; "5th of december" is a day.
  if (/\d(?:st|nd|rd|th)?(?: of)?\s*$/.test(words.slice(0, found.index))) return null
  if (found[2] === 'may' && !/\b(?:in|early|mid|late|of|next|this) may\b/.test(words)) return null
  const index = monthNames.indexOf(found[2]!)
  let first = today.with({ day: 1 })
  if (found[2] === 'next month') first = first.add({ months: 1 })
  else if (index >= 0) {
    first = first.with({ month: index + 1 })
    if (first.month < today.month) first = first.add({ years: 1 })
  }
  const days = first.daysInMonth
  const part = found[1] ?? ''
  const [from, to] = /early|start|beginning/.test(part)
    ? [1, 10]
    : part.startsWith('mid')
      ? [11, 20]
      : part
        ? [21, days]
        : [1, days]
  return { from: later(first.with({ day: from }), today), to: first.with({ day: to }) }
}

const smallNumbers = ['a', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

/** "within two weeks", "the next few days". */
function spans(words: string, today: Temporal.PlainDate): DayRange | null {
  const found =
    /\b(?:within|in|over|during)?(?: the)? ?(next|coming|within(?: the)?(?: next)?) (couple(?: of)?|few|\d{1,2}|an?|one|two|three|four|five|six) (days?|weeks?|months?)\b/.exec(
      words,
    )
  if (!found) return null
  const word = found[2]!
  const count = word.startsWith('couple')
    ? 2
    : word === 'few'
      ? 4
      : /\d/.test(word)
        ? Number(word)
        : Math.max(1, smallNumbers.indexOf(word))
  const unit = found[3]!.replace(/s$/, '')
  return {
    from: today,
    to: today.add(unit === 'day' ? { days: count } : unit === 'week' ? { weeks: count } : { months: count }),
  }
}

/** "Tuesdays or Thursdays", "weekdays", "any Friday". */
function recurringDays(words: string, today: Temporal.PlainDate): DayRange | null {
  const range = { from: today, to: today.add({ days: 28 }) }
  if (/\b(?:on )?(?:any )?(?:week ?days?|work ?days)\b/.test(words)) return { ...range, weekdays: [1, 2, 3, 4, 5] }
  const named = weekdayNames.flatMap((name, index) =>
    new RegExp(String.raw`\b${name}s?\b`).test(words) ? [index + 1] : [],
  )
  const recurs = weekdayNames.some((name) =>
    new RegExp(String.raw`\b(?:${name}s|(?:any|every|some) ${name})\b`).test(words),
  )
  if (named.length > 1 && !/\bnext\b/.test(words) && !/\d/.test(words)) {
    // "Tuesday or Thursday": the coming ones, not every one from now on.
    return { from: today, to: today.add({ days: recurs ? 28 : 7 }), weekdays: named }
  }
  return recurs ? { ...range, weekdays: named } : null
}

/** "the 5th": the next one there is. */
function dayOfMonth(words: string, today: Temporal.PlainDate): DayRange | null {
  const found =
    /\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b(?! (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|next))/.exec(
      words,
    )
  const day = Number(found?.[1])
  if (!found || day < 1 || day > 31) return null
  for (let month = today.with({ day: 1 }); ; month = month.add({ months: 1 })) {
    if (day > month.daysInMonth) continue
    const date = month.with({ day })
    if (Temporal.PlainDate.compare(date, today) >= 0) return oneDay(date)
  }
}

/** Calendar dates in words, by chrono. Its reference is the wall clock of the zone, so no zone of the machine's comes in. */
function readDates(words: string, timeZone: string, now: Date): DayRange | null {
  const zoned = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const reference = { instant: now, timezone: zoned.offsetNanoseconds / 60e9 }
  const looksBack = /\b(?:last|previous|past|ago|yesterday)\b/.test(words)
  const results = chrono.en.casual.parse(words, reference, { forwardDate: !looksBack })
  const dates = results
    .flatMap(({ start, end }) => [start, ...(end ? [end] : [])])
    .filter(namesADay)
    .map(plainDate)
  if (dates.length === 0) return null
  dates.sort((a, b) => Temporal.PlainDate.compare(a, b))
  return { from: dates[0]!, to: dates.at(-1)! }
}

function namesADay(components: chrono.ParsedComponents): boolean {
  return components.isCertain('day') || components.isCertain('weekday')
}

function plainDate(components: chrono.ParsedComponents): Temporal.PlainDate {
  return Temporal.PlainDate.from({
    year: components.get('year')!,
    month: components.get('month')!,
    day: components.get('day')!,
  })
}

function noonOf(date: Temporal.PlainDate): Date {
  return new Date(date.toZonedDateTime({ timeZone: 'UTC', plainTime: '12:00' }).epochMilliseconds)
}
