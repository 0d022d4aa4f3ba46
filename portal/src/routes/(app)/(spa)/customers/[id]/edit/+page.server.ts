import { Done } from '@ava/protocol/portal/appointments.ts'
import { CustomerDetail } from '@ava/protocol/portal/customers.ts'
import { fail, redirect } from '@sveltejs/kit'
import { callApi, changeApi } from '#lib/server/api.ts'
import { customerFieldErrors, readCustomerForm } from '#lib/server/read-customer-form.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  const path = `customers/${encodeURIComponent(event.params.id)}`
  return { customer: await callApi(event, { path, schema: CustomerDetail, tenantId }) }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const { typed, body } = readCustomerForm(form)
    const readAt = String(form.get('readAt') ?? '')
    const { tenantId } = await currentSpa(event)
    const path = `customers/${encodeURIComponent(event.params.id)}`
    const change = { method: 'POST' as const, body: { ...body, readAt } }
    const answer = await changeApi(event, { path, schema: Done, tenantId, change }, { page: event.url.pathname })
    if (answer.ok) redirect(303, `/customers/${event.params.id}?saved`)
    const { status, message, fields, code } = answer
    // Sent once more, it is written over what the other one wrote: by then they know.
    const fresh = code === 'stale' ? await callApi(event, { path, schema: CustomerDetail, tenantId }) : null
    return fail(status, {
      readAt: fresh?.updatedAt ?? readAt,
      typed,
      refusal: { message, fields: customerFieldErrors(fields) },
    })
  },
}
