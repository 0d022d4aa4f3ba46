import { Day, Waitlist } from '@ava/protocol/portal/appointments.ts'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { readDayFilter } from '#lib/server/read-day-filter.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const query = readDayFilter(event.url.searchParams)
  const { tenantId } = await currentSpa(event)
  const [day, waitlist] = await Promise.all([
    callApi(event, { path: 'day', schema: Day, query, tenantId }),
    callApi(event, { path: 'waitlist', schema: Waitlist, tenantId }),
  ])
  return { day, waitlist }
}
