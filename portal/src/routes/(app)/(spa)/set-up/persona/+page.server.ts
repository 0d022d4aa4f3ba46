import { PersonaSetUp } from '@ava/protocol/portal/persona.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { callApi, changeApi, type Answer } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import { simulate } from '#lib/server/simulate.ts'
import type { Actions, PageServerLoad } from './$types'
import { fieldErrors, personaIn } from './read-persona.ts'

export const load: PageServerLoad = async (event) => {
  // Not live: what others save must not take a half-written form away. It is noticed when this one is saved.
  const { tenantId } = await currentSpa(event)
  return { setUp: await callApi(event, { path: 'persona', schema: PersonaSetUp, tenantId }) }
}

type Done = 'saved' | 'published' | 'discarded' | 'restored'

export const actions: Actions = {
  simulate,

  save: async (event) => {
    const form = await readForm(event)
    const typed = personaIn(form)
    const body = { revision: numberIn(form, 'revision'), fields: typed }
    return came(event, await post(event, 'persona/draft', body), { done: 'saved', typed })
  },

  /** What stands in the form is kept as the draft, and published. */
  publish: async (event) => {
    const form = await readForm(event)
    const typed = personaIn(form)
    const body = { revision: numberIn(form, 'revision'), fields: typed }
    const saved = await post(event, 'persona/draft', body)
    if (!saved.ok) return came(event, saved, { done: 'published', typed })
    const revision = saved.data.draft?.revision ?? 0
    const asked = { revision, publishedNumber: numberIn(form, 'publishedNumber') }
    const published = await post(event, 'persona/publish', asked)
    // A draft that says what is live already is none.
    if (!published.ok && published.code === 'nothing_to_publish')
      await post(event, 'persona/draft', { revision }, 'DELETE')
    return came(event, published, { done: 'published', typed })
  },

  discard: async (event) => {
    const form = await readForm(event)
    const answer = await post(event, 'persona/draft', { revision: numberIn(form, 'revision') }, 'DELETE')
    return came(event, answer, { done: 'discarded' })
  },

  restore: async (event) => {
    const form = await readForm(event)
    const body = { number: numberIn(form, 'number'), publishedNumber: numberIn(form, 'publishedNumber') }
    return came(event, await post(event, 'persona/restore', body), { done: 'restored' })
  },
}

async function post(event: RequestEvent, path: string, body: unknown, method: 'POST' | 'DELETE' = 'POST') {
  const { tenantId } = await currentSpa(event)
  const question = { path, schema: PersonaSetUp, tenantId, change: { method, body } }
  return changeApi(event, question, { page: event.url.pathname })
}

function came(
  event: RequestEvent,
  answer: Answer<PersonaSetUp>,
  { done, typed }: { done: Done; typed?: ReturnType<typeof personaIn> },
) {
  if (answer.ok) return { done }
  const errors = fieldErrors(answer, messagesFor(event.locals.locale))
  return fail(answer.status, { message: answer.message, errors, typed, isStale: answer.code === 'stale' })
}

function numberIn(form: FormData, name: string): number {
  return Number(form.get(name) ?? 0)
}
