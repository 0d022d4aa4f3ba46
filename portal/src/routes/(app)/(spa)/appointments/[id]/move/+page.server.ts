import { AppointmentDetail, AppointmentFees, FreeTimes, FreeTimesQuery } from '@ava/protocol/portal/appointments.ts'
import { fail, redirect } from '@sveltejs/kit'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const path = `appointments/${encodeURIComponent(event.params.id)}`
  const { tenantId } = await currentSpa(event)
  const from = FreeTimesQuery.shape.from.safeParse(event.url.searchParams.get('from') || undefined).data
  const [appointment, fees, free] = await Promise.all([
    callApi(event, { path, schema: AppointmentDetail, tenantId }),
    callApi(event, { path: `${path}/fees`, schema: AppointmentFees, tenantId }),
    askApi(event, { path: `${path}/free-times`, schema: FreeTimes, query: { from }, tenantId }),
  ])
  return { appointment, fees, free: free.ok ? free.data : null, problem: free.ok ? null : free.message }
}

export const actions: Actions = {
  move: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const { id } = event.params
    // "start provider location", as the page wrote it.
    const [startsAt, providerId, locationId] = String(form.get('time') ?? '').split(' ')
    const answer = await changeApi(
      event,
      {
        path: `appointments/${encodeURIComponent(id)}/move`,
        schema: AppointmentDetail,
        tenantId,
        change: { method: 'POST', body: { startsAt, providerId, locationId, isFeeWaived: form.has('isFeeWaived') } },
      },
      { page: `/appointments/${id}` },
    )
    if (!answer.ok) return fail(answer.status, { message: Object.values(answer.fields ?? {})[0] ?? answer.message })
    redirect(303, `/appointments/${id}?date=${answer.data.date}&moved`)
  },
}
