import { AllowedOriginRequest, Website } from '@ava/protocol/portal/website.ts'
import { WidgetSetUp } from '@ava/protocol/portal/widget.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { askApi, callApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { draftIn, postSetUp, refuse, type SetUpOutcome } from '#lib/server/set-up.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId, role } = await currentSpa(event)
  const [website, widget] = await Promise.all([
    callApi(event, { path: 'website', schema: Website, tenantId }),
    callApi(event, { path: 'widget', schema: WidgetSetUp, tenantId }),
  ])
  return { website, widget, mayChange: role === 'owner' || role === 'manager' || role === 'agency' }
}

export const actions: Actions = {
  look: async (event) => {
    const { draft } = await draftIn(event)
    const answer = await postSetUp(event, { path: 'widget', body: draft, schema: WidgetSetUp })
    if (!answer.ok) return refuse(answer, 'look')
    return { form: 'look', saved: true } satisfies SetUpOutcome
  },

  add: async (event) => {
    const typed = await originOf(event)
    const answer = await change(event, { method: 'POST', origin: typed })
    // In the words of the list: what was typed may have had a path.
    const origin = AllowedOriginRequest.safeParse({ origin: typed }).data?.origin ?? typed
    if (answer.ok) return { done: 'added' as const, origin }
    const fieldError = answer.fields?.['origin']
    return fail(answer.status, fieldError ? { typed, fieldError } : { typed, message: answer.message })
  },

  remove: async (event) => {
    const origin = await originOf(event)
    const answer = await change(event, { method: 'DELETE', origin })
    if (answer.ok) return { done: 'removed' as const, origin }
    return fail(answer.status, { message: answer.message })
  },
}

async function originOf(event: RequestEvent): Promise<string> {
  const form = await readForm(event)
  return String(form.get('origin') ?? '')
}

async function change(event: RequestEvent, { method, origin }: { method: 'POST' | 'DELETE'; origin: string }) {
  const { tenantId } = await currentSpa(event)
  const answer = await askApi(event, {
    path: 'website/origins',
    schema: Website,
    tenantId,
    change: { method, body: { origin } },
  })
  if (!answer.ok && answer.status === 401) redirect(303, `/sign-in?next=${encodeURIComponent(event.url.pathname)}`)
  return answer
}
