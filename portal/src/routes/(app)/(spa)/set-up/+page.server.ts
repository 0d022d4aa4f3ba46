import { redirect } from '@sveltejs/kit'
import { currentSpa } from '#lib/server/session.ts'
import type { PageServerLoad } from './$types'
import { setUpPagesFor } from './pages.ts'

/** The first page that this person may open. */
export const load: PageServerLoad = async (event) => {
  const { role } = await currentSpa(event)
  redirect(307, setUpPagesFor(role)[0]?.href ?? '/today')
}
