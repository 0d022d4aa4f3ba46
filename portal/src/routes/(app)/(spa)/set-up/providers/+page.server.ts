import { ProviderList } from '@ava/protocol/portal/set-up-people.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return callApi(event, { path: 'set-up/providers', schema: ProviderList, tenantId })
}
