import { localDateOf } from '../load-availability.ts'

/** What somebody waits for: local days and minutes of the place where it would be. */
export interface WaitlistWindow {
  /** `date` columns: midnight UTC of the day. Both days are included. */
  fromDate: Date
  toDate: Date
  /** Minutes after local midnight of the start; null: any. */
  earliestMin: number | null
  latestMin: number | null
  /** ISO weekdays; empty: any. */
  weekdays: readonly number[]
}

/** Whether a visit that starts then is one that is waited for, by the clock at its place. */
export function isInWindow(window: WaitlistWindow, startsAt: Date, timeZone: string): boolean {
  const local = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime()).toZonedDateTimeISO(timeZone)
  const date = local.toPlainDate()
  const minute = local.hour * 60 + local.minute
  return (
    Temporal.PlainDate.compare(date, localDateOf(window.fromDate)) >= 0 &&
    Temporal.PlainDate.compare(date, localDateOf(window.toDate)) <= 0 &&
    minute >= (window.earliestMin ?? 0) &&
    minute <= (window.latestMin ?? 24 * 60) &&
    (window.weekdays.length === 0 || window.weekdays.includes(date.dayOfWeek))
  )
}

/** The instant after which nothing in the window can begin. */
export function endOfWindow({ toDate }: Pick<WaitlistWindow, 'toDate'>, timeZone: string): Date {
  return new Date(localDateOf(toDate).add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds)
}
