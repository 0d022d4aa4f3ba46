import { FirstRun } from '@ava/protocol/portal/first-run.ts'
import { redirect } from '@sveltejs/kit'
import { callApi } from '#lib/server/api.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'

/** Goes on where it was left; all through, it says so. */
export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  const run = await callApi(event, { path: 'first-run', schema: FirstRun, tenantId })
  if (run.next !== null && !run.isFinished) redirect(307, `/welcome/${run.next}`)
  return { run }
}
