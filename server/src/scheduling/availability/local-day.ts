import type { Interval } from './intervals.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** Minutes after local midnight; `endMin` is not part of it, and 1440 is the end of the day. */
export interface WallPeriod {
  startMin: number
  endMin: number
}

/** One day as the clock on the wall counts it, with what is needed to turn its minutes into instants. */
export interface LocalDay {
  /** Days since 1970-01-01, as a number of the calendar, not of hours. */
  dayNumber: number
  timeZone: string
  startsAt: number
  /** 24 hours from midnight on without a change of the clock: minutes are plain arithmetic. */
  isPlain: boolean
}

/**
 * The local days that the interval touches, in order. The zone's rules are asked only around
 * changes of the clock: between them, days are 24 hours.
 */
export function localDays(timeZone: string, interval: Interval): LocalDay[] {
  const days: LocalDay[] = []
  if (interval.end <= interval.start) return days
  const first = zonedAt(interval.start, timeZone).startOfDay()
  let change = first.getTimeZoneTransition('next')
  let dayNumber = dayNumberOf(first.toPlainDate())
  let start = first
  let startsAt = first.epochMilliseconds
  let isMidnight = start.hour === 0 && start.minute === 0
  while (startsAt < interval.end) {
    const isPlain = isMidnight && (change === null || change.epochMilliseconds > startsAt + dayMs)
    days.push({ dayNumber, timeZone, startsAt, isPlain })
    dayNumber++
    if (isPlain) {
      startsAt += dayMs
      continue
    }
    start = dateOf(dayNumber).toZonedDateTime(timeZone)
    startsAt = start.epochMilliseconds
    isMidnight = start.hour === 0 && start.minute === 0
    if (change !== null && change.epochMilliseconds <= startsAt) change = start.getTimeZoneTransition('next')
  }
  return days
}

/** ISO: 1 Monday … 7 Sunday. 1970-01-01 was a Thursday. */
export function weekdayOf({ dayNumber }: { dayNumber: number }): number {
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1
}

/** As `2026-12-24`. */
export function isoDateOf({ dayNumber }: { dayNumber: number }): string {
  return new Date(dayNumber * dayMs).toISOString().slice(0, 10)
}

export function dayNumberOf(date: string | Temporal.PlainDate): number {
  return Date.parse(`${String(date)}T00:00:00Z`) / dayMs
}

export function dateOf(dayNumber: number): Temporal.PlainDate {
  return Temporal.PlainDate.from(isoDateOf({ dayNumber }))
}

/** The local day at an instant, as a number. */
export function dayNumberAt(instant: number, timeZone: string): number {
  return dayNumberOf(zonedAt(instant, timeZone).toPlainDate())
}

/** Which of the days an instant lies in; -1 before the first. Past the last it is the last. */
export function dayIndexAt(days: readonly LocalDay[], instant: number): number {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (days[middle]!.startsAt > instant) high = middle
    else low = middle + 1
  }
  return low - 1
}

/** Minutes after local midnight that the wall clock shows at an instant of this day. */
export function minuteAt(day: LocalDay, instant: number): number {
  if (day.isPlain) return Math.floor((instant - day.startsAt) / minuteMs)
  const zoned = zonedAt(instant, day.timeZone)
  return zoned.hour * 60 + zoned.minute
}

/**
 * The instant at which the wall clock shows this minute, or null when it never does (the
 * hour that spring skips). Autumn shows an hour twice: only its first showing counts, so
 * that no label stands for two different times.
 */
export function instantOfMinute(day: LocalDay, minute: number): number | null {
  if (day.isPlain) return day.startsAt + minute * minuteMs
  const wall = wallOf(day, minute)
  const zoned = wall.toZonedDateTime(day.timeZone, { disambiguation: 'earlier' })
  return zoned.toPlainDateTime().equals(wall) ? zoned.epochMilliseconds : null
}

/** The period as instants. A bound that the wall clock skips becomes the moment of the change. */
export function periodOnDay(day: LocalDay, period: WallPeriod): Interval {
  return { start: boundary(day, period.startMin), end: boundary(day, period.endMin) }
}

function boundary(day: LocalDay, minute: number): number {
  const instant = instantOfMinute(day, minute)
  if (instant !== null) return instant
  const before = wallOf(day, minute).toZonedDateTime(day.timeZone, { disambiguation: 'earlier' })
  return before.getTimeZoneTransition('next')!.epochMilliseconds
}

function wallOf(day: LocalDay, minute: number): Temporal.PlainDateTime {
  return dateOf(day.dayNumber).toPlainDateTime().add({ minutes: minute })
}

function zonedAt(instant: number, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone)
}
