import { error } from '@sveltejs/kit'
import { fetchFile } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

/** A mail as it looked, with the policy that the API gives it: shown in a frame, and nobody's page. */
export const GET: RequestHandler = async (event) => {
  const { tenantId } = await currentSpa(event)
  const images = event.url.searchParams.get('images') === '1' ? '?images=1' : ''
  const path = `messages/${encodeURIComponent(event.params.id)}/page${images}`
  const answer = await fetchFile(event, { path, tenantId })
  if (!answer.ok) error(answer.status, answer.message, { code: answer.code, requestId: answer.requestId })
  // It has no origin of ours to be kept in a process of its own by.
  answer.data.headers.set('origin-agent-cluster', '?0')
  return new Response(answer.data.body, { headers: answer.data.headers })
}
