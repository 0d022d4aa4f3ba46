import { error, redirect } from '@sveltejs/kit'
import { fetchFile } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import { filterOf } from '../filter.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async (event) => {
  const { tenantId } = await currentSpa(event)
  const query = new URLSearchParams(filterOf(event.url.searchParams))
  query.delete('cursor')
  const answer = await fetchFile(event, { path: `audit.csv?${query}`, tenantId })
  if (answer.ok) return new Response(answer.data.body, { headers: answer.data.headers })
  if (answer.status === 401) redirect(303, '/sign-in?next=/set-up/audit')
  return error(answer.status, answer.message)
}
