import { WaitlistOffered, WaitlistTimes } from '@ava/protocol/portal/calendar.ts'
import { fail, redirect } from '@sveltejs/kit'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const { tenantId } = await currentSpa(event)
  const path = `waitlist/${encodeURIComponent(event.params.id)}/times`
  return { waiting: await callApi(event, { path, schema: WaitlistTimes, tenantId }) }
}

export const actions: Actions = {
  offer: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const { id } = event.params
    // "start provider location", as the page wrote it.
    const [startsAt, providerId, locationId] = String(form.get('time') ?? '').split(' ')
    const answer = await changeApi(
      event,
      {
        path: `waitlist/${encodeURIComponent(id)}/offer`,
        schema: WaitlistOffered,
        tenantId,
        change: { method: 'POST', body: { startsAt, providerId, locationId } },
      },
      { page: `/calendar/waitlist/${id}` },
    )
    if (!answer.ok) return fail(answer.status, { message: Object.values(answer.fields ?? {})[0] ?? answer.message })
    const params = new URLSearchParams(event.url.search)
    for (const name of [...params.keys()]) if (name.startsWith('/')) params.delete(name)
    params.set('offered', id)
    redirect(303, `/calendar/waitlist?${params}`)
  },
}
