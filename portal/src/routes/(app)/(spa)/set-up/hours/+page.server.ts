import { Business } from '@ava/protocol/portal/set-up-places.ts'
import { SetUpSaved } from '@ava/protocol/portal/set-up.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, postSetUp, refuse, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return { business: await callApi(event, { path: 'set-up/business', schema: Business, tenantId }) }
}

const path = (id: unknown) => `set-up/locations/${encodeURIComponent(String(id))}`

export const actions: Actions = {
  week: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: `${path(draft['id'])}/hours`, body: draft, name: `week ${String(draft['id'])}` })
  },
  days: async (event) => {
    const { draft, form } = await draftIn(event)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const body = {
      fromDate: text('fromDate'),
      toDate: text('toDate') || text('fromDate'),
      from: text('from') || null,
      to: text('to') || null,
      name: text('name'),
    }
    return saveSetUp(event, { path: `${path(draft['id'])}/exceptions`, body, name: `days ${String(draft['id'])}` })
  },
  removeDay: async (event) => {
    const { draft } = await draftIn(event)
    const answer = await postSetUp(event, {
      path: `set-up/exceptions/${encodeURIComponent(String(draft['exceptionId']))}`,
      body: {},
      schema: SetUpSaved,
      method: 'DELETE',
    })
    const name = `days ${String(draft['id'])}`
    return answer.ok ? { form: name, saved: true, outside: answer.data.outside } : refuse(answer, name)
  },
}
