import { randomUUID } from 'node:crypto'
import { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import { fail } from '@sveltejs/kit'
import { conversationDetail } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'
import { actionFrom } from './read-action.ts'

export const load: PageServerLoad = async (event) => {
  const { id } = event.params
  event.depends(conversationDetail(id))
  const { tenantId, role } = await currentSpa(event)
  const conversation = await callApi(event, {
    path: `conversations/${encodeURIComponent(id)}`,
    schema: ConversationDetail,
    tenantId,
  })
  // With it a reply that is sent twice is one reply.
  return { conversation, mayAct: role !== 'provider', replyKey: randomUUID() }
}

export const actions: Actions = {
  act: async (event) => {
    const { tenantId, timeZone } = await currentSpa(event)
    const body = actionFrom(await readForm(event), { timeZone, now: Date.now() })
    const answer = await changeApi(
      event,
      {
        path: `conversations/${encodeURIComponent(event.params.id)}/action`,
        schema: ConversationDetail,
        tenantId,
        change: { method: 'POST', body },
      },
      { page: event.url.pathname },
    )
    const { action } = body
    if (answer.ok) return { done: action }
    const field = Object.values(answer.fields ?? {})[0]
    return fail(answer.status, { action, code: answer.code, message: field ?? answer.message })
  },

  sendAgain: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const answer = await changeApi(
      event,
      {
        path: `messages/${encodeURIComponent(String(form.get('message') ?? ''))}/send-again`,
        schema: ConversationDetail,
        tenantId,
        change: { method: 'POST', body: {} },
      },
      { page: event.url.pathname },
    )
    if (answer.ok) return { done: 'send_again' as const }
    return fail(answer.status, { action: 'send_again' as const, code: answer.code, message: answer.message })
  },
}
