import { Business } from '@ava/protocol/portal/set-up-places.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, removeSetUp, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return { business: await callApi(event, { path: 'set-up/business', schema: Business, tenantId }) }
}

const path = (id: unknown) => `set-up/locations/${encodeURIComponent(typeof id === 'string' ? id : 'new')}`

export const actions: Actions = {
  save: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: 'set-up/business', body: draft, name: 'save' })
  },
  location: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: path(draft['id']), body: draft, name: `location ${String(draft['id'])}` })
  },
  remove: async (event) => {
    const { draft } = await draftIn(event)
    return removeSetUp(event, { path: path(draft['id']), body: draft, name: 'remove' })
  },
}
