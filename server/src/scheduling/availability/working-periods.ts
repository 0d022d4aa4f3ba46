import type { OpeningHours } from '../../tenants/settings.ts'
import { intersected, merged, type Interval } from './intervals.ts'
import { isoDateOf, periodOnDay, weekdayOf, type LocalDay, type WallPeriod } from './local-day.ts'

/** A weekly working period at one location. */
export interface WeeklyPeriod extends WallPeriod {
  locationId: string
  /** ISO: 1 Monday … 7 Sunday. */
  weekday: number
}

/** One local day on which the week does not apply: off or closed (both null), or other hours. */
export interface DayException {
  /** As `2026-12-24`. */
  date: string
  startMin: number | null
  endMin: number | null
}

/** When the provider works at this location on these days. */
export function workingPeriods(
  days: readonly LocalDay[],
  provider: { homeLocationId: string; schedules: readonly WeeklyPeriod[]; exceptions: readonly DayException[] },
  locationId: string,
): Interval[] {
  const week = Map.groupBy(provider.schedules, ({ weekday }) => weekday)
  return onDays(days, provider.exceptions, (day, other) => {
    const usual = week.get(weekdayOf(day)) ?? []
    const here = usual.filter((period) => period.locationId === locationId)
    const usualHere = () => here.map((period) => periodOnDay(day, period))
    if (other === null) return usualHere()
    // Other hours are worked where the week has the provider on that weekday, else at home.
    const places = new Set(usual.map((period) => period.locationId))
    if (places.size === 0) return provider.homeLocationId === locationId ? other : []
    if (!places.has(locationId)) return []
    // Who is in two places on one day is never said to be in one while at the other.
    return places.size === 1 ? other : intersected(merged(other), merged(usualHere()))
  })
}

/** When the location is open on these days. */
export function openingPeriods(
  days: readonly LocalDay[],
  location: { hours: OpeningHours; exceptions: readonly DayException[] },
): Interval[] {
  return onDays(days, location.exceptions, (day, other) => {
    if (other !== null) return other
    const weekday = String(weekdayOf(day)) as keyof OpeningHours
    return (location.hours[weekday] ?? []).map(([from, to]) =>
      periodOnDay(day, { startMin: minutes(from), endMin: minutes(to) }),
    )
  })
}

/** A whole day off beats other hours for the same day. */
function onDays(
  days: readonly LocalDay[],
  exceptions: readonly DayException[],
  periodsOn: (day: LocalDay, other: Interval[] | null) => Interval[],
): Interval[] {
  const byDate = exceptions.length === 0 ? null : Map.groupBy(exceptions, ({ date }) => date)
  const periods = days.flatMap((day) => {
    const today = byDate?.get(isoDateOf(day))
    if (!today) return periodsOn(day, null)
    if (today.some(({ startMin, endMin }) => startMin === null || endMin === null)) return []
    const other = today.map(({ startMin, endMin }) => periodOnDay(day, { startMin: startMin!, endMin: endMin! }))
    return periodsOn(day, other)
  })
  return merged(periods)
}

function minutes(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number)
  return hour! * 60 + minute!
}
