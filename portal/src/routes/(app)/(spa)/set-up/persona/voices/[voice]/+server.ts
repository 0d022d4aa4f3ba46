import { error } from '@sveltejs/kit'
import { fetchFile } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

/** How a voice sounds: the API's file, passed on. */
export const GET: RequestHandler = async (event) => {
  const { tenantId } = await currentSpa(event)
  const path = `persona/voices/${encodeURIComponent(event.params.voice)}/sample`
  const answer = await fetchFile(event, { path, tenantId })
  if (!answer.ok) error(answer.status, answer.message)
  return new Response(answer.data.body, { headers: answer.data.headers })
}
