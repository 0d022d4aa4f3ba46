import { TimeOffEffect } from '@ava/protocol/portal/appointments.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ url }) => ({
  asked: { providerId: url.searchParams.get('provider') ?? '', isIll: url.searchParams.has('ill') },
})

export const actions: Actions = {
  check: (event) => send(event, { path: 'time-off/affected', isSaved: false }),
  save: (event) => send(event, { path: 'time-off', isSaved: true }),
}

async function send(event: RequestEvent, { path, isSaved }: { path: string; isSaved: boolean }) {
  const form = await readForm(event)
  const { tenantId } = await currentSpa(event)
  const text = (name: string) => String(form.get(name) ?? '')
  const typed = {
    providerId: text('providerId'),
    fromDate: text('fromDate'),
    fromTime: text('fromTime'),
    toDate: text('toDate'),
    toTime: text('toTime'),
    reason: text('reason'),
  }
  const body = { ...typed, fromTime: typed.fromTime || undefined, toTime: typed.toTime || undefined }
  const answer = await changeApi(
    event,
    { path, schema: TimeOffEffect, tenantId, change: { method: 'POST', body } },
    { page: '/appointments/time-off' },
  )
  if (answer.ok) return { typed, effect: answer.data, isSaved }
  return fail(answer.status, { typed, message: answer.message, fields: answer.fields ?? {} })
}
