import { Done } from '@ava/protocol/portal/appointments.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  leave: async (event) => {
    const { id, name } = await named(event)
    const answer = await remove(event, `waitlist/${encodeURIComponent(id)}`)
    return answer.ok ? { done: 'left' as const, name } : fail(answer.status, { message: answer.message })
  },

  removeTimeOff: async (event) => {
    const { id, name } = await named(event)
    const answer = await remove(event, `time-off/${encodeURIComponent(id)}`)
    return answer.ok ? { done: 'timeOffRemoved' as const, name } : fail(answer.status, { message: answer.message })
  },
}

async function named(event: RequestEvent) {
  const form = await readForm(event)
  return { id: String(form.get('id') ?? ''), name: String(form.get('name') ?? '') }
}

async function remove(event: RequestEvent, path: string) {
  const { tenantId } = await currentSpa(event)
  const question = { path, schema: Done, tenantId, change: { method: 'DELETE' as const, body: {} } }
  return changeApi(event, question, { page: '/appointments' })
}
