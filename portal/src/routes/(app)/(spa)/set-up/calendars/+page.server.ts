import { CalendarSetUp, ConsentAddress, DriftReport } from '@ava/protocol/portal/calendars.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import type { z } from 'zod'
import { calendarSetUp } from '#lib/live/dependencies.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

/** Google is asked on the way: whole calendars are read. */
const patientMs = 60_000

export const load: PageServerLoad = async (event) => {
  event.depends(calendarSetUp)
  const { tenantId } = await currentSpa(event)
  const setUp = await callApi(event, { path: 'calendars', schema: CalendarSetUp, tenantId })
  const word = event.url.searchParams.get('problem')
  const { problems } = messagesFor(event.locals.locale).calendars
  return {
    setUp,
    isConnected: event.url.searchParams.has('connected'),
    problem: word === null ? null : Object.hasOwn(problems, word) ? (word as keyof typeof problems) : 'refused',
  }
}

export const actions: Actions = {
  connect: async (event) => {
    const form = await readForm(event)
    const accountId = form.has('account') ? String(form.get('account')) : undefined
    const answer = await change(event, 'calendars/accounts', ConsentAddress, { accountId })
    // Not a redirect: the page's policy lets forms lead nowhere but here.
    return answer.ok ? { consentUrl: answer.data.url } : refused(answer)
  },

  key: async (event) => {
    const form = await readForm(event)
    const subject = String(form.get('subject') ?? '')
    const body = { keyFile: String(form.get('keyFile') ?? ''), subject }
    const answer = await change(event, 'calendars/service-account', CalendarSetUp, body)
    if (answer.ok) return { done: 'keyAdded' as const }
    // Not what was pasted: a key is never sent back.
    return fail(answer.status, { form: 'key', subject, message: answer.message, fields: answer.fields ?? {} })
  },

  choose: async (event) => {
    const form = await readForm(event)
    const providerId = String(form.get('provider') ?? '')
    const chosen = String(form.get('calendar') ?? '')
    const [accountId = ''] = chosen.split(' ', 1)
    const body = { providerId, accountId, externalId: chosen.slice(accountId.length + 1) }
    const answer = await change(event, 'calendars/choice', CalendarSetUp, body)
    return answer.ok ? { done: 'chosen' as const } : refused(answer)
  },

  remove: async (event) => {
    const answer = await change(event, `calendars/${await idOf(event)}`, CalendarSetUp, {}, 'DELETE')
    return answer.ok ? { done: 'removed' as const } : refused(answer)
  },

  disconnect: async (event) => {
    const answer = await change(event, `calendars/accounts/${await idOf(event)}`, CalendarSetUp, {}, 'DELETE')
    return answer.ok ? { done: 'disconnected' as const } : refused(answer)
  },

  sync: async (event) => {
    const answer = await change(event, `calendars/${await idOf(event)}/sync`, CalendarSetUp, {})
    return answer.ok ? { done: 'synced' as const } : refused(answer)
  },

  title: async (event) => {
    const form = await readForm(event)
    const showsService = form.get('showsService') === 'yes'
    const path = `calendars/${encodeURIComponent(String(form.get('id') ?? ''))}/title`
    const answer = await change(event, path, CalendarSetUp, { showsService })
    return answer.ok ? { done: showsService ? ('titleOn' as const) : ('titleOff' as const) } : refused(answer)
  },

  compare: async (event) => {
    const id = await idOf(event)
    const { tenantId } = await currentSpa(event)
    const path = `calendars/${id}/drift`
    const answer = await askApi(event, { path, schema: DriftReport, tenantId, timeoutMs: patientMs })
    return answer.ok ? { drift: answer.data } : refused(answer)
  },

  mend: async (event) => {
    const answer = await change(event, `calendars/${await idOf(event)}/mend`, DriftReport, {})
    if (!answer.ok) return refused(answer)
    const isWhole = answer.data.differences.length === 0
    return { drift: answer.data, done: isWhole ? ('mended' as const) : ('mendedPartly' as const) }
  },
}

async function idOf(event: RequestEvent): Promise<string> {
  const form = await readForm(event)
  return encodeURIComponent(String(form.get('id') ?? ''))
}

async function change<Schema extends z.ZodType>(
  event: RequestEvent,
  path: string,
  schema: Schema,
  body: unknown,
  method: 'POST' | 'DELETE' = 'POST',
) {
  const { tenantId } = await currentSpa(event)
  const question = { path, schema, tenantId, change: { method, body }, timeoutMs: patientMs }
  return changeApi(event, question, { page: '/set-up/calendars' })
}

function refused({ status, message, fields }: { status: number; message: string; fields?: Record<string, string> }) {
  return fail(status, { message: Object.values(fields ?? {})[0] ?? message })
}
