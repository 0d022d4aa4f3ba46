import { KnowledgeList, KnowledgeStatus } from '@ava/protocol/portal/knowledge.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  const q = (event.url.searchParams.get('q') ?? '').slice(0, 200)
  const status = KnowledgeStatus.safeParse(event.url.searchParams.get('status')).data
  const list = await callApi(event, { path: 'knowledge', schema: KnowledgeList, query: { q, status }, tenantId })
  return { list, q, status }
}
