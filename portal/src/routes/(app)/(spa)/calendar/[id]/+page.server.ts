import { AppointmentDetail, AppointmentFees, type AppointmentActionName } from '@ava/protocol/portal/appointments.ts'
import { CustomerSafety } from '@ava/protocol/portal/customers.ts'
import { fail } from '@sveltejs/kit'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const path = `appointments/${encodeURIComponent(event.params.id)}`
  const { tenantId } = await currentSpa(event)
  const appointment = await callApi(event, { path, schema: AppointmentDetail, tenantId })
  const costs = appointment.actions.some((action) => action === 'cancel' || action === 'no_show')
  const fees = costs ? await callApi(event, { path: `${path}/fees`, schema: AppointmentFees, tenantId }) : null
  const known = await askApi(event, { path: `${path}/safety`, schema: CustomerSafety, tenantId })
  return { appointment, fees, safety: known.ok ? known.data : null }
}

export const actions: Actions = {
  act: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const text = (name: string) => (form.has(name) ? String(form.get(name)) : undefined)
    const action = text('action') ?? ''
    const body = {
      action,
      minutes: text('minutes'),
      reason: text('reason'),
      isFeeWaived: form.has('isFeeWaived'),
    }
    const path = `appointments/${encodeURIComponent(event.params.id)}/action`
    const answer = await changeApi(
      event,
      { path, schema: AppointmentDetail, tenantId, change: { method: 'POST', body } },
      { page: `/calendar/${event.params.id}` },
    )
    if (answer.ok) return { done: action as AppointmentActionName }
    return fail(answer.status, { message: Object.values(answer.fields ?? {})[0] ?? answer.message })
  },
}
