import { CustomerCreated } from '@ava/protocol/portal/customers.ts'
import { fail, redirect } from '@sveltejs/kit'
import { changeApi } from '#lib/server/api.ts'
import { customerFieldErrors, readCustomerForm } from '#lib/server/read-customer-form.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async (event) => {
    const { typed, body } = readCustomerForm(await readForm(event))
    const { tenantId } = await currentSpa(event)
    const answer = await changeApi(
      event,
      { path: 'customers', schema: CustomerCreated, tenantId, change: { method: 'POST', body } },
      { page: event.url.pathname },
    )
    if (answer.ok) redirect(303, `/customers/${answer.data.id}?created`)
    const { status, message, fields } = answer
    return fail(status, { typed, refusal: { message, fields: customerFieldErrors(fields) } })
  },
}
