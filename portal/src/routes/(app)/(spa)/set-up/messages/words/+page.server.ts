import { TemplateList, TemplatePreview } from '@ava/protocol/portal/messaging.ts'
import { fail } from '@sveltejs/kit'
import { z } from 'zod'
import { askApi, callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId, role } = await currentSpa(event)
  const { templates } = await callApi(event, { path: 'messaging/templates', schema: TemplateList, tenantId })
  const wanted = (name: string) => event.url.searchParams.get(name)
  const chosen =
    templates.find(
      ({ purpose, channel, language }) =>
        purpose === wanted('purpose') && channel === wanted('channel') && language === wanted('language'),
    ) ??
    templates.find(({ purpose, channel }) => purpose === 'booking_confirmed' && channel === 'sms') ??
    templates[0]!
  return { templates, chosen, mayWrite: role === 'owner' || role === 'manager' || role === 'agency' }
}

export const actions: Actions = {
  preview: async (event) => {
    const typed = wordsOf(await readForm(event))
    const { tenantId } = await currentSpa(event)
    const answer = await askApi(event, {
      path: 'messaging/templates/preview',
      schema: TemplatePreview,
      tenantId,
      change: { method: 'POST', body: typed },
    })
    return answer.ok ? { typed, preview: answer.data } : fail(answer.status, { typed, message: answer.message })
  },

  save: async (event) => {
    const typed = wordsOf(await readForm(event))
    const { tenantId } = await currentSpa(event)
    const answer = await changeApi(
      event,
      {
        path: 'messaging/templates',
        schema: z.undefined(),
        tenantId,
        change: { method: 'POST', body: typed },
      },
      { page: event.url.pathname },
    )
    if (answer.ok) return { done: 'template' as const }
    const message = Object.values(answer.fields ?? {})[0] ?? answer.message
    return fail(answer.status, { typed, message })
  },

  reset: async (event) => {
    const { purpose, channel, language } = wordsOf(await readForm(event))
    const { tenantId } = await currentSpa(event)
    const answer = await changeApi(
      event,
      {
        path: 'messaging/templates',
        schema: z.undefined(),
        tenantId,
        change: { method: 'DELETE', body: { purpose, channel, language } },
      },
      { page: event.url.pathname },
    )
    return answer.ok ? { done: 'reset' as const } : fail(answer.status, { message: answer.message })
  },
}

function wordsOf(form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '')
  return {
    purpose: text('purpose'),
    channel: text('channel'),
    language: text('language'),
    subject: form.has('subject') ? text('subject') : null,
    // Forms send line breaks in pairs.
    text: text('text').replaceAll('\r\n', '\n'),
  }
}
