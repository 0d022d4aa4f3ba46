import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { readCalendar } from '#lib/server/read-calendar.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  return readCalendar(event, { params: event.url.searchParams, spa: await currentSpa(event) })
}
