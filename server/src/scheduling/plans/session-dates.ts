/** The days between two sessions of a plan, both ends included. */
export interface SessionInterval {
  minDays: number
  maxDays: number
}

/**
 * The days on which the sessions after `last` may lie: on the same weekday as it, within the interval,
 * each counted from the one before. Where no such weekday lies in the interval, any day of it.
 * The nearest to the middle of the interval comes first; the caller takes the first that is free.
 */
export function sessionDays(last: Temporal.PlainDate, interval: SessionInterval): Temporal.PlainDate[] {
  const { minDays, maxDays } = interval
  const first = Math.max(1, minDays)
  const days = Array.from({ length: Math.max(1, maxDays - first + 1) }, (_, index) => last.add({ days: first + index }))
  const sameWeekday = days.filter((day) => day.dayOfWeek === last.dayOfWeek)
  const candidates = sameWeekday.length > 0 ? sameWeekday : days
  const middle = last.add({ days: Math.round((first + Math.max(first, maxDays)) / 2) })
  const distance = (day: Temporal.PlainDate) => Math.abs(middle.until(day).days)
  return candidates.toSorted((a, b) => distance(a) - distance(b) || Temporal.PlainDate.compare(a, b))
}
