import { error } from '@sveltejs/kit'
import { fetchFile } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { RequestHandler } from './$types'

export const GET: RequestHandler = async (event) => {
  const { tenantId } = await currentSpa(event)
  const file = await fetchFile(event, { path: 'set-up/services.csv', tenantId })
  if (!file.ok) error(file.status, file.message)
  return new Response(file.data.body, { headers: file.data.headers })
}
