import { error } from '@sveltejs/kit'
import { fetchFile } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

/** Everything about one customer, as a download: a link cannot name the spa by itself. */
export const GET: RequestHandler = async (event) => {
  const { tenantId } = await currentSpa(event)
  const answer = await fetchFile(event, { path: `customers/${encodeURIComponent(event.params.id)}/export`, tenantId })
  if (!answer.ok) error(answer.status, answer.message, { code: answer.code, requestId: answer.requestId })
  return new Response(answer.data.body, { headers: answer.data.headers })
}
