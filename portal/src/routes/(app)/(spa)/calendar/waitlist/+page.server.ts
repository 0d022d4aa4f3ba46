import { Done, Waitlist } from '@ava/protocol/portal/appointments.ts'
import { fail } from '@sveltejs/kit'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const { tenantId } = await currentSpa(event)
  return { waitlist: await callApi(event, { path: 'waitlist', schema: Waitlist, tenantId }) }
}

export const actions: Actions = {
  leave: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const name = String(form.get('name') ?? '')
    const path = `waitlist/${encodeURIComponent(String(form.get('id') ?? ''))}`
    const question = { path, schema: Done, tenantId, change: { method: 'DELETE' as const, body: {} } }
    const answer = await changeApi(event, question, { page: '/calendar/waitlist' })
    return answer.ok ? { left: name } : fail(answer.status, { message: answer.message })
  },
}
