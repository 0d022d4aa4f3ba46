import { Desk } from '@ava/protocol/portal/conversation-actions.ts'
import { ConversationList } from '@ava/protocol/portal/conversations.ts'
import { conversationList, desk as deskDependency } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { readListFilter } from '#lib/server/read-list-filter.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

export const load: LayoutServerLoad = async (event) => {
  event.depends(conversationList)
  const filter = readListFilter(event.url.searchParams)
  const { tenantId } = await currentSpa(event)
  event.depends(deskDependency)
  // The last day before the first: an address that somebody changed by hand.
  const query = filter.from && filter.to && filter.from > filter.to ? { ...filter, to: undefined } : filter
  const [list, desk] = await Promise.all([
    callApi(event, { path: 'conversations', schema: ConversationList, query, tenantId }),
    callApi(event, { path: 'desk', schema: Desk, tenantId }),
  ])
  return { filter, list, desk }
}
