import { Article, CreatedArticle } from '@ava/protocol/portal/knowledge.ts'
import { fail } from '@sveltejs/kit'
import { callApi, changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'
import { articleErrors, articleFields, articleIn } from '../read-article.ts'

const arrivals = ['created', 'drafted', 'draftedEmpty'] as const

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  const path = `knowledge/${encodeURIComponent(event.params.id)}`
  const article = await callApi(event, { path, schema: Article, tenantId })
  return { article, arrived: arrivals.find((one) => one === event.url.searchParams.get('done')) }
}

export const actions: Actions = {
  save: async (event) => {
    const form = await readForm(event)
    const typed = articleIn(form)
    const { tenantId } = await currentSpa(event)
    const body = { ...articleFields(typed), updatedAt: form.get('updatedAt') }
    const path = `knowledge/${encodeURIComponent(event.params.id)}`
    const question = { path, schema: CreatedArticle, tenantId, change: { method: 'POST' as const, body } }
    const answer = await changeApi(event, question, { page: event.url.pathname })
    if (answer.ok) return { done: form.get('status') === 'approved' ? ('savedApproved' as const) : ('saved' as const) }
    const { message, code } = answer
    return fail(answer.status, { message, errors: articleErrors(answer), typed, isStale: code === 'stale' })
  },

  status: async (event) => {
    const form = await readForm(event)
    const status = String(form.get('status')) as 'draft' | 'approved' | 'archived'
    const { tenantId } = await currentSpa(event)
    const path = `knowledge/${encodeURIComponent(event.params.id)}/status`
    const change = { method: 'POST' as const, body: { status, updatedAt: form.get('updatedAt') } }
    const answer = await changeApi(
      event,
      { path, schema: CreatedArticle, tenantId, change },
      { page: event.url.pathname },
    )
    if (answer.ok) return { done: status }
    const { message, code } = answer
    return fail(answer.status, { message, errors: articleErrors(answer), typed: undefined, isStale: code === 'stale' })
  },
}
