import { DayQuery } from '@ava/protocol/portal/appointments.ts'

const { date, locationId } = DayQuery.shape

/** The day an address asks for. A value we do not know is left out: it may be an old bookmark. */
export function readDayFilter(params: URLSearchParams) {
  return {
    date: date.safeParse(params.get('date') || undefined).data,
    locationId: locationId.safeParse(params.get('location') || undefined).data,
  }
}
