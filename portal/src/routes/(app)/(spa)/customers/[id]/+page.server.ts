import { CustomerDetail, CustomerList, HistoryPage } from '@ava/protocol/portal/customers.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { conversationList } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(conversationList)
  const { tenantId, role } = await currentSpa(event)
  const path = `customers/${encodeURIComponent(event.params.id)}`
  const find = event.url.searchParams.get('find')?.trim().slice(0, 200) ?? ''
  const cursor = event.url.searchParams.get('cursor') ?? undefined
  const [customer, history, found] = await Promise.all([
    callApi(event, { path, schema: CustomerDetail, tenantId }),
    callApi(event, { path: `${path}/history`, schema: HistoryPage, query: { cursor }, tenantId }),
    find === '' ? null : callApi(event, { path: 'customers', schema: CustomerList, query: { search: find }, tenantId }),
  ])
  const others = found?.customers.filter(({ id }) => id !== customer.id) ?? null
  return { customer, history, isFirst: cursor === undefined, find, others, mayAct: role !== 'agency' }
}

export const actions: Actions = {
  merge: async (event) => {
    const form = await readForm(event)
    const otherId = String(form.get('other') ?? '')
    const answer = await change(event, {
      path: `customers/${encodeURIComponent(event.params.id ?? '')}/merge`,
      body: { otherId },
    })
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    // This record may itself have been merged meanwhile: the kept one is the one to look at.
    if (answer.data.id !== event.params.id) redirect(303, `/customers/${answer.data.id}`)
    return { done: 'merged' as const }
  },

  undo: async (event) => {
    const form = await readForm(event)
    const answer = await change(event, {
      path: `merges/${encodeURIComponent(String(form.get('merge') ?? ''))}/undo`,
      body: {},
    })
    return answer.ok ? { done: 'parted' as const } : fail(answer.status, { message: answer.message })
  },
}

async function change(event: RequestEvent, { path, body }: { path: string; body: unknown }) {
  const { tenantId } = await currentSpa(event)
  return changeApi(
    event,
    { path, schema: CustomerDetail, tenantId, change: { method: 'POST', body } },
    { page: event.url.pathname },
  )
}
