import type { OpeningHours } from '../../tenants/settings.ts'
import type { Interval } from './intervals.ts'
import { periodOnDay, type LocalDay, type WallPeriod } from './local-day.ts'

/** A weekly working period at one location. */
export interface WeeklyPeriod extends WallPeriod {
  locationId: string
  /** ISO: 1 Monday … 7 Sunday. */
  weekday: number
}

/** One local day on which the week does not apply: off (both null), or other hours. */
export interface DayException {
  /** As `2026-12-24`. */
  date: string
  startMin: number | null
  endMin: number | null
}

/** When the provider works at this location on this day. */
export function workingPeriods(
  day: LocalDay,
  provider: { homeLocationId: string; schedules: readonly WeeklyPeriod[]; exceptions: readonly DayException[] },
  locationId: string,
): Interval[] {
  const week = provider.schedules.filter(({ weekday }) => weekday === day.date.dayOfWeek)
  const date = day.date.toString()
  const exceptions = provider.exceptions.filter((exception) => exception.date === date)
  if (exceptions.length === 0) {
    return week.filter((period) => period.locationId === locationId).map((period) => periodOnDay(day, period))
  }
  // A whole day off beats other hours for the same day. Other hours are worked where the week
  // has the provider on that weekday, else at home.
  const place = week[0]?.locationId ?? provider.homeLocationId
  if (place !== locationId || exceptions.some(({ startMin, endMin }) => startMin === null || endMin === null)) return []
  return exceptions.map(({ startMin, endMin }) => periodOnDay(day, { startMin: startMin!, endMin: endMin! }))
}

/** When the location is open on this day. */
export function openingPeriods(day: LocalDay, hours: OpeningHours): Interval[] {
  const weekday = String(day.date.dayOfWeek) as keyof OpeningHours
  return (hours[weekday] ?? []).map(([from, to]) => periodOnDay(day, { startMin: minutes(from), endMin: minutes(to) }))
}

function minutes(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number)
  return hour! * 60 + minute!
}
