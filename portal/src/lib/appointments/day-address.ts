import type { Day } from '@ava/protocol/portal/appointments.ts'

type Shown = Pick<Day, 'date' | 'today' | 'locationId' | 'locations'>

/** The day (and the location, where there are several) that an address names; today needs no naming. */
export function dayParams(day: Shown, change: { date?: string; locationId?: string } = {}): URLSearchParams {
  const date = change.date ?? day.date
  const locationId = change.locationId ?? day.locationId
  return new URLSearchParams({
    ...(date === day.today ? {} : { date }),
    ...(locationId === day.locations[0]?.id ? {} : { location: locationId }),
  })
}

/** A page of the day, and what is shown there stays the same day. */
export function dayAddress(path: string, params: URLSearchParams): string {
  return params.size > 0 ? `${path}?${params}` : path
}

/** The action of a form on a page of the day. */
export function dayAction(name: string, params: URLSearchParams): string {
  return params.size > 0 ? `?/${name}&${params}` : `?/${name}`
}
