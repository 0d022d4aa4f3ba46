/** What a label such as "Tuesday, December 1 at 2:30 PM" says, as far as it does. */
export interface LabelParts {
  /** 0 Sunday … 6 Saturday. */
  weekday: number | null
  /** 1 … 12 */
  month: number | null
  day: number | null
  /** Minutes since midnight. */
  minutes: number | null
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH_NAME = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?/

export function readLabel(label: string): LabelParts {
  const text = label.toLowerCase()
  const iso = /\b(\d{4})-(\d{2})-(\d{2})(?:[t ](\d{2}):(\d{2}))?/.exec(text)
  if (iso) {
    const date = new Date(Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])))
    const minutes = iso[4] ? Number(iso[4]) * 60 + Number(iso[5]) : null
    return { weekday: date.getUTCDay(), month: Number(iso[2]), day: Number(iso[3]), minutes }
  }
  const weekday = /\b(sun|mon|tue|wed|thu|fri|sat)[a-z]*\b/.exec(text)
  const month = MONTH_NAME.exec(text)
  const day = month
    ? /(?:[a-z]\.? |^)(\d{1,2})(?:st|nd|rd|th)?(?![:\d])(?! ?[ap]m)/.exec(text.slice(month.index))
    : null
  const dayBefore = month ? /(\d{1,2})(?:st|nd|rd|th)?(?: of)? $/.exec(text.slice(0, month.index)) : null
  return {
    weekday: weekday?.[1] ? WEEKDAYS.indexOf(weekday[1]) : null,
    month: month?.[1] ? MONTHS.indexOf(month[1]) + 1 : null,
    day: dayBefore ? Number(dayBefore[1]) : day ? Number(day[1]) : null,
    minutes: minutesIn(text),
  }
}

export function minutesIn(text: string): number | null {
  if (/\bnoon\b|\bmidday\b/.test(text)) return 12 * 60
  const clock = /\b(\d{1,2}):(\d{2})(?: ?([ap])\.?m)?/.exec(text) ?? /\b(\d{1,2})()? ?([ap])\.?m\b/.exec(text)
  if (!clock) return null
  const hour = Number(clock[1])
  const half = clock[3]
  const wholeHour = half === 'p' && hour < 12 ? hour + 12 : half === 'a' && hour === 12 ? 0 : hour
  return wholeHour * 60 + Number(clock[2] || 0)
}

export function weekdayIn(text: string): number | null {
  const found = /\b(sun|mon|tues|wednes|thurs|fri|satur)days?\b/.exec(text)
  return found?.[1] ? WEEKDAYS.indexOf(found[1].slice(0, 3)) : null
}

export function monthIn(text: string): number | null {
  const found = MONTH_NAME.exec(text)
  return found?.[1] ? MONTHS.indexOf(found[1]) + 1 : null
}

/** The day of a label as it may be asked for: "december 2". */
export function dayInWords(label: string): string | null {
  const { month, day } = readLabel(label)
  return month === null || day === null ? null : `${MONTH_NAMES[month - 1]} ${day}`
}

const MONTH_NAMES = 'january february march april may june july august september october november december'.split(' ')
