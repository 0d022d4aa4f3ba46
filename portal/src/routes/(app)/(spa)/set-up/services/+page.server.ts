import { ServiceList } from '@ava/protocol/portal/set-up-services.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId, role } = await currentSpa(event)
  const { services } = await callApi(event, { path: 'set-up/services', schema: ServiceList, tenantId })
  return { services, mayChange: role === 'owner' || role === 'manager' || role === 'agency' }
}
