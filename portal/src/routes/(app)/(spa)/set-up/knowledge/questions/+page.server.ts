import { DraftedArticle, OpenQuestions } from '@ava/protocol/portal/knowledge.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

/** A model writes the draft. */
const DRAFT_TIMEOUT_MS = 40_000

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return { questions: await callApi(event, { path: 'knowledge/questions', schema: OpenQuestions, tenantId }) }
}

export const actions: Actions = {
  draft: async (event) => {
    const answer = await send(event, { path: 'knowledge/questions/draft', schema: DraftedArticle })
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    const { id, isEmpty } = answer.data
    redirect(303, `/set-up/knowledge/${id}?done=${isEmpty ? 'draftedEmpty' : 'drafted'}`)
  },

  dismiss: async (event) => {
    const answer = await send(event, { path: 'knowledge/questions/dismiss', schema: z.undefined() })
    return answer.ok ? { done: 'dismissed' as const } : fail(answer.status, { message: answer.message })
  },
}

async function send<S extends z.ZodType>(event: RequestEvent, { path, schema }: { path: string; schema: S }) {
  const form = await readForm(event)
  const { tenantId } = await currentSpa(event)
  const gapIds = String(form.get('gapIds') ?? '')
    .split(',')
    .filter((id) => id !== '')
  const change = { method: 'POST' as const, body: { gapIds } }
  const question = { path, schema, tenantId, change, timeoutMs: DRAFT_TIMEOUT_MS }
  return changeApi(event, question, { page: event.url.pathname })
}
