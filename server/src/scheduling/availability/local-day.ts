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
  date: Temporal.PlainDate
  timeZone: string
  startsAt: number
  /** 24 hours without a change of the clock: minutes are plain arithmetic. */
  isPlain: boolean
}

/** The local days that the interval touches, in order. */
export function localDays(timeZone: string, interval: Interval): LocalDay[] {
  const days: LocalDay[] = []
  if (interval.end <= interval.start) return days
  let date = Temporal.Instant.fromEpochMilliseconds(interval.start).toZonedDateTimeISO(timeZone).toPlainDate()
  let start = date.toZonedDateTime(timeZone)
  while (start.epochMilliseconds < interval.end) {
    const nextDate = date.add({ days: 1 })
    const next = nextDate.toZonedDateTime(timeZone)
    const isPlain = next.epochMilliseconds - start.epochMilliseconds === dayMs && start.hour === 0 && start.minute === 0
    days.push({ date, timeZone, startsAt: start.epochMilliseconds, isPlain })
    date = nextDate
    start = next
  }
  return days
}

/**
 * The instant at which the wall clock shows this minute, or null when it never does (the
 * hour that spring skips). Autumn shows an hour twice: only its first showing counts, so
 * that no label stands for two different times.
 */
export function instantOfMinute(day: LocalDay, minute: number): number | null {
  if (day.isPlain) return day.startsAt + minute * minuteMs
  const wall = day.date.toPlainDateTime().add({ minutes: minute })
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
  const before = day.date
    .toPlainDateTime()
    .add({ minutes: minute })
    .toZonedDateTime(day.timeZone, { disambiguation: 'earlier' })
  return before.getTimeZoneTransition('next')!.epochMilliseconds
}
