import { ProviderDetail } from '@ava/protocol/portal/set-up-people.ts'
import { redirect } from '@sveltejs/kit'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, removeSetUp, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

const path = (id: string) => `set-up/providers/${encodeURIComponent(id)}`

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return callApi(event, { path: path(event.params.id), schema: ProviderDetail, tenantId })
}

export const actions: Actions = {
  save: async (event) => {
    const { draft } = await draftIn(event)
    const came = await saveSetUp(event, { path: path(event.params.id), body: draft, name: 'save' })
    if ('saved' in came && event.params.id === 'new') redirect(303, `/set-up/providers/${came.id}`)
    return came
  },
  active: async (event) => {
    const { draft } = await draftIn(event)
    return saveSetUp(event, { path: `${path(event.params.id)}/active`, body: draft, name: 'active' })
  },
  remove: async (event) => {
    const { draft } = await draftIn(event)
    const came = await removeSetUp(event, { path: path(event.params.id), body: draft, name: 'remove' })
    if ('saved' in came && came.saved) redirect(303, '/set-up/providers')
    return came
  },
}
