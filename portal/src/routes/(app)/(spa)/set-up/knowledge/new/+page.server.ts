import { CreatedArticle } from '@ava/protocol/portal/knowledge.ts'
import { fail, redirect } from '@sveltejs/kit'
import { changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions } from './$types'
import { articleErrors, articleFields, articleIn } from '../read-article.ts'

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const typed = articleIn(form)
    const { tenantId } = await currentSpa(event)
    const status = form.get('status') === 'approved' ? 'approved' : 'draft'
    const change = { method: 'POST' as const, body: { ...articleFields(typed), status } }
    const question = { path: 'knowledge', schema: CreatedArticle, tenantId, change }
    const answer = await changeApi(event, question, { page: event.url.pathname })
    if (answer.ok) redirect(303, `/set-up/knowledge/${answer.data.id}?done=created`)
    return fail(answer.status, { message: answer.message, errors: articleErrors(answer), typed })
  },
}
