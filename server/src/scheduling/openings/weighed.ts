import { dayIndexAt, dayNumberOf, localDays, minuteAt, weekdayOf } from '../availability/local-day.ts'
import { findFreeVisits } from '../availability/find-free-visits.ts'
import type { FreeVisit } from '../availability/free-visit.ts'
import type { Availability } from '../load-availability.ts'

/** A free visit as it is weighed: days and minutes as the clock at its location shows them. */
export interface WeighedVisit {
  visit: FreeVisit
  /** The first one's, of several services. */
  providerId: string
  start: number
  dayNumber: number
  /** Local days from the first day asked for. */
  day: number
  /** Minutes after local midnight. */
  minute: number
  /** ISO: 1 Monday … 7 Sunday. */
  weekday: number
}

/** The free visits from a local day on, with their day and minute; earliest first. */
export function weighed(availability: Availability, from: Temporal.PlainDate): WeighedVisit[] {
  const visits = findFreeVisits(availability.input)
  if (visits.length === 0) return []
  const window = { start: visits[0]!.start, end: visits.at(-1)!.start + 1 }
  const days = new Map(availability.locations.map(({ id, timeZone }) => [id, localDays(timeZone, window)]))
  const firstDay = dayNumberOf(from)
  return visits.flatMap((visit) => {
    const local = days.get(visit.locationId)!
    const day = local[dayIndexAt(local, visit.start)]!
    const { dayNumber } = day
    if (dayNumber < firstDay) return []
    return {
      visit,
      providerId: visit.parts[0]!.providerId,
      start: visit.start,
      dayNumber,
      day: dayNumber - firstDay,
      minute: minuteAt(day, visit.start),
      weekday: weekdayOf(day),
    }
  })
}
