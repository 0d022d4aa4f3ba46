import { AddedServices, ServiceTemplates } from '@ava/protocol/portal/set-up-services.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { draftIn, postSetUp, refuse } from '#lib/server/set-up.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return callApi(event, { path: 'set-up/services/templates', schema: ServiceTemplates, tenantId })
}

export const actions: Actions = {
  default: async (event) => {
    const { draft } = await draftIn(event)
    const answer = await postSetUp(event, {
      path: 'set-up/services/from-templates',
      body: draft,
      schema: AddedServices,
    })
    if (!answer.ok) return refuse(answer, 'templates')
    return { form: 'templates', saved: true, added: answer.data.added }
  },
}
