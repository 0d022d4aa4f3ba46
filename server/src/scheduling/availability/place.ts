import type { AvailabilityLocation, AvailabilityProvider, ResourceTime, Session, Spa } from './availability-input.ts'
import { dailyLimits, type DailyLimits } from './daily-limits.ts'
import { intersected, merged, without, type Interval } from './intervals.ts'
import { dayNumberAt, dayNumberOf, localDays, type LocalDay } from './local-day.ts'
import { openingPeriods, workingPeriods } from './working-periods.ts'

const dayMs = 86_400_000

/** One location in a window, with what does not depend on the service. */
export interface Place {
  location: AvailabilityLocation
  days: LocalDay[]
  /** Today, as the location counts days. */
  today: number
  open: Interval[]
  /** When a provider is at work here, licensed, while the location is open; busy or not. */
  onDuty(provider: AvailabilityProvider): Interval[]
  /** When a resource is free of everything, whether or not the location is open. */
  busy(resourceId: string): readonly Interval[]
  blocked(resourceId: string): readonly Interval[]
  sessions: readonly Session[]
  limits: DailyLimits
}

export function placeAt(spa: Spa, location: AvailabilityLocation, window: Interval, busy: BusyTimes): Place {
  // One day more: a visit may run past midnight.
  const days = localDays(location.timeZone, { start: window.start, end: window.end + dayMs })
  const open = openingPeriods(days, location)
  const duties = new Map<string, Interval[]>()
  return {
    location,
    days,
    today: dayNumberAt(spa.now, location.timeZone),
    open,
    onDuty: (provider) => {
      let duty = duties.get(provider.id)
      if (!duty) {
        const working = workingPeriods(days, provider, location.id)
        duty = working.length === 0 ? [] : intersected(licensed(working, provider, days), open)
        duties.set(provider.id, duty)
      }
      return duty
    },
    busy: (resourceId) => busy.taken.get(resourceId) ?? nothing,
    blocked: (resourceId) => busy.blocked.get(resourceId) ?? nothing,
    sessions: spa.sessions.filter((session) => session.locationId === location.id),
    limits: dailyLimits(spa, location.id, days),
  }
}

const nothing: readonly Interval[] = []

/** What is taken, by resource: in as few intervals as possible, earliest first. */
export interface BusyTimes {
  taken: ReadonlyMap<string, Interval[]>
  blocked: ReadonlyMap<string, Interval[]>
}

export function busyTimes(spa: Spa): BusyTimes {
  return { taken: byResource([...spa.occupations, ...spa.blocked]), blocked: byResource(spa.blocked) }
}

function byResource(times: readonly ResourceTime[]): Map<string, Interval[]> {
  const grouped = Map.groupBy(times, ({ resourceId }) => resourceId)
  return new Map([...grouped].map(([resourceId, intervals]) => [resourceId, merged(intervals)]))
}

/** Only while the licence holds, and only where it counts. */
function licensed(working: Interval[], provider: AvailabilityProvider, days: readonly LocalDay[]): Interval[] {
  if (provider.licensedUntil === null) return working
  const index = dayNumberOf(provider.licensedUntil) + 1 - days[0]!.dayNumber
  if (index <= 0) return []
  const day = days[index]
  return day ? without(working, [{ start: day.startsAt, end: Infinity }]) : working
}
