import { SearchAnswer } from '@ava/protocol/portal/search.ts'
import { json } from '@sveltejs/kit'
import { askApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

/** What the commands find while somebody types. By POST: a name is no part of an address. */
export const POST: RequestHandler = async (event) => {
  const words = String((await readForm(event)).get('words') ?? '')
    .trim()
    .slice(0, 100)
  const { tenantId } = await currentSpa(event)
  const answer = await askApi(event, { path: 'search', schema: SearchAnswer, query: { words }, tenantId })
  return answer.ok ? json(answer.data) : json({ message: answer.message }, { status: answer.status })
}
