import { ConversationList } from '@ava/protocol/portal/conversations.ts'
import { Attention } from '@ava/protocol/portal/tasks.ts'
import { conversationList } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad, LayoutServerLoadEvent } from './$types'

/** Live conversations are always the latest open ones; this many are looked through. */
const lookThrough = 50

export const load: LayoutServerLoad = async (event) => {
  event.depends(conversationList)
  const spa = await currentSpa(event)
  const { tenantId } = spa
  const [conversations, attention] = await Promise.all([
    // The inbox is not a provider's.
    spa.role === 'provider' ? [] : openConversations(event, tenantId),
    callApi(event, { path: 'attention', schema: Attention, tenantId }),
  ])
  return { spa, attention, liveNow: conversations.filter(({ isLive }) => isLive), now: Date.now() }
}

async function openConversations(event: LayoutServerLoadEvent, tenantId: string) {
  const query = { status: 'open', limit: lookThrough }
  const { conversations } = await callApi(event, { path: 'conversations', schema: ConversationList, query, tenantId })
  return conversations
}
