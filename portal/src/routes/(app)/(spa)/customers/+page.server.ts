import { customerFilters, CustomerList } from '@ava/protocol/portal/customers.ts'
import { conversationList, dayOfAppointments, desk } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(conversationList, dayOfAppointments, desk)
  const { tenantId, role } = await currentSpa(event)
  const { searchParams } = event.url
  const search = searchParams.get('search')?.trim().slice(0, 200) || undefined
  const filter = customerFilters.find((one) => one === searchParams.get('filter'))
  const cursor = searchParams.get('cursor') ?? undefined
  const list = await callApi(event, {
    path: 'customers',
    schema: CustomerList,
    query: { search, filter, cursor },
    tenantId,
  })
  return {
    list,
    search: search ?? '',
    filter: filter ?? null,
    isFirst: cursor === undefined,
    mayWrite: role !== 'provider',
  }
}
