import { ConversationList } from '@ava/protocol/portal/conversations.ts'
import { conversationList } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { readListFilter } from '#lib/server/read-list-filter.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async (event) => {
  event.depends(conversationList)
  const filter = readListFilter(event.url.searchParams)
  const { tenantId } = await currentSpa(event)
  const list = await callApi(event, { path: 'conversations', schema: ConversationList, query: filter, tenantId })
  return { filter, list }
}
