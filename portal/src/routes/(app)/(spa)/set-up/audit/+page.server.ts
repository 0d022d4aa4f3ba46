import { AuditPage } from '@ava/protocol/portal/audit.ts'
import { askApi, callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'
import { filterOf } from './filter.ts'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  const filter = filterOf(event.url.searchParams)
  const answer = await askApi(event, { path: 'audit', schema: AuditPage, tenantId, query: filter })
  // Days that are none are said at the filters; the log is shown whole beneath.
  if (!answer.ok && answer.status === 400) {
    const page = await callApi(event, { path: 'audit', schema: AuditPage, tenantId })
    return { page, filter, problem: Object.values(answer.fields ?? {}).join(' ') || answer.message }
  }
  const page = answer.ok
    ? answer.data
    : await callApi(event, { path: 'audit', schema: AuditPage, tenantId, query: filter })
  return { page, filter, problem: null }
}
