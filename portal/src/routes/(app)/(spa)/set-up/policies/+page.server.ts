import { PolicyList } from '@ava/protocol/portal/set-up-policies.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, saveSetUp } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return callApi(event, { path: 'set-up/policies', schema: PolicyList, tenantId })
}

export const actions: Actions = {
  publish: async (event) => {
    const { draft, form } = await draftIn(event)
    return saveSetUp(event, { path: 'set-up/policies', body: draft, name: `publish ${String(form.get('which'))}` })
  },
}
