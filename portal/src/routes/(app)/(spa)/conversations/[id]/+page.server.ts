import { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import { conversationDetail } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { id } = event.params
  event.depends(conversationDetail(id))
  const { tenantId } = await currentSpa(event)
  const conversation = await callApi(event, {
    path: `conversations/${encodeURIComponent(id)}`,
    schema: ConversationDetail,
    tenantId,
  })
  return { conversation }
}
