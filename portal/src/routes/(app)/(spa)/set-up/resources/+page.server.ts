import { ResourceList } from '@ava/protocol/portal/set-up-people.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, removeSetUp, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return callApi(event, { path: 'set-up/resources', schema: ResourceList, tenantId })
}

const path = (id: unknown) => `set-up/resources/${encodeURIComponent(typeof id === 'string' ? id : 'new')}`

export const actions: Actions = {
  save: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: path(draft['id']), body: draft, name: `save ${String(draft['id'])}` })
  },
  active: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: `${path(draft['id'])}/active`, body: draft, name: 'active' })
  },
  remove: async (event) => {
    const { draft } = await draftIn(event)
    return removeSetUp(event, { path: path(draft['id']), body: draft, name: 'remove' })
  },
}
