import { Done } from '@ava/protocol/portal/appointments.ts'
import { ConversationDetail } from '@ava/protocol/portal/conversations.ts'
import { Today } from '@ava/protocol/portal/today.ts'
import { fail, redirect } from '@sveltejs/kit'
import { conversationList, dayOfAppointments, taskList } from '#lib/live/dependencies.ts'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  event.depends(conversationList, dayOfAppointments, taskList)
  const { tenantId, role } = await currentSpa(event)
  const today = await callApi(event, { path: 'today', schema: Today, tenantId })
  return { today, mayAct: role !== 'agency' }
}

export const actions: Actions = {
  /** Takes the word and goes to where it is said. */
  takeOver: async (event) => {
    const id = String((await readForm(event)).get('conversation') ?? '')
    const { tenantId } = await currentSpa(event)
    const path = `/conversations/${encodeURIComponent(id)}`
    const body = { action: 'take_over' }
    const answer = await changeApi(
      event,
      { path: `${path.slice(1)}/action`, schema: ConversationDetail, tenantId, change: { method: 'POST', body } },
      { page: '/today' },
    )
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    redirect(303, path)
  },

  sendAgain: async (event) => {
    const id = String((await readForm(event)).get('message') ?? '')
    const { tenantId } = await currentSpa(event)
    const path = `outbox/${encodeURIComponent(id)}/send-again`
    const change = { method: 'POST' as const, body: {} }
    const answer = await changeApi(event, { path, schema: Done, tenantId, change }, { page: '/today' })
    return answer.ok ? { isSentAgain: true } : fail(answer.status, { message: answer.message })
  },
}
