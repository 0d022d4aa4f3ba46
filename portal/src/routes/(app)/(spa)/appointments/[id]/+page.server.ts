import { AppointmentDetail, AppointmentFees, type AppointmentActionName } from '@ava/protocol/portal/appointments.ts'
import { CustomerSafety } from '@ava/protocol/portal/customers.ts'
import { fail } from '@sveltejs/kit'
import { dayOfAppointments } from '#lib/live/dependencies.ts'
import { Plan } from '@ava/protocol/portal/plans.ts'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import { planActions } from './plan-actions.ts'
import type { Actions, PageServerLoad, PageServerLoadEvent } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(dayOfAppointments)
  const path = `appointments/${encodeURIComponent(event.params.id)}`
  const { tenantId } = await currentSpa(event)
  const appointment = await callApi(event, { path, schema: AppointmentDetail, tenantId })
  const costs = appointment.actions.some((action) => action === 'cancel' || action === 'no_show')
  const fees = costs ? await callApi(event, { path: `${path}/fees`, schema: AppointmentFees, tenantId }) : null
  const known = await askApi(event, { path: `${path}/safety`, schema: CustomerSafety, tenantId })
  return {
    appointment,
    fees,
    safety: known.ok ? known.data : null,
    ...(await readPlan(event, { planId: appointment.planId, tenantId })),
  }
}

/** A plan that cannot be read leaves the rest of the page as it is. Dates are looked for only when they are asked for. */
async function readPlan(event: PageServerLoadEvent, of: { planId: string | null; tenantId: string }) {
  const { day } = await event.parent()
  if (of.planId === null || !day.mayChange) return { plan: null, planProblem: null }
  const proposal = String(event.url.searchParams.has('book'))
  const answer = await askApi(event, {
    path: `plans/${of.planId}`,
    schema: Plan,
    query: { proposal },
    tenantId: of.tenantId,
  })
  return answer.ok ? { plan: answer.data, planProblem: null } : { plan: null, planProblem: answer.message }
}

export const actions: Actions = {
  ...planActions,
  act: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const text = (name: string) => (form.has(name) ? String(form.get(name)) : undefined)
    const action = text('action') ?? ''
    const path = `appointments/${encodeURIComponent(event.params.id)}`
    const body = {
      action,
      minutes: text('minutes'),
      reason: text('reason'),
      isFeeWaived: form.has('isFeeWaived'),
    }
    const answer = await changeApi(
      event,
      { path: `${path}/action`, schema: AppointmentDetail, tenantId, change: { method: 'POST', body } },
      { page: `/appointments/${event.params.id}` },
    )
    if (answer.ok) return { done: action as AppointmentActionName }
    const [fieldError] = Object.values(answer.fields ?? {})
    return fail(answer.status, { action, message: fieldError ?? answer.message })
  },
}
