/** When somebody would like to come: local days, and minutes after local midnight. */
export interface TimeWish {
  /** First and last day, both included. */
  from: Temporal.PlainDate
  to: Temporal.PlainDate
  timeZone: string
  earliestMin?: number | undefined
  /** The latest start. */
  latestMin?: number | undefined
  /** "Around three": as close as possible. */
  nearMin?: number | undefined
  /** ISO weekdays, when only some will do. */
  weekdays?: number[] | undefined
}

/** How far ahead "any time" looks. */
const ANY_TIME_DAYS = 14

export function todayIn(timeZone: string, now: Date): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
}

/** No wish at all: from today, two weeks ahead. */
export function anyTime(timeZone: string, now: Date): TimeWish {
  const today = todayIn(timeZone, now)
  return { from: today, to: today.add({ days: ANY_TIME_DAYS }), timeZone }
}
