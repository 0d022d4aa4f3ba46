import { ConversationList } from '@ava/protocol/portal/conversations.ts'
import { Attention } from '@ava/protocol/portal/tasks.ts'
import { conversationList } from '#lib/live/dependencies.ts'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { LayoutServerLoad } from './$types'

/** Live conversations are always the latest open ones; this many are looked through. */
const lookThrough = 50

export const load: LayoutServerLoad = async (event) => {
  event.depends(conversationList)
  const spa = await currentSpa(event)
  const { tenantId } = spa
  const [open, attention] = await Promise.all([
    callApi(event, {
      path: 'conversations',
      schema: ConversationList,
      query: { status: 'open', limit: lookThrough },
      tenantId,
    }),
    callApi(event, { path: 'attention', schema: Attention, tenantId }),
  ])
  return { spa, attention, liveNow: open.conversations.filter(({ isLive }) => isLive), now: Date.now() }
}
