import { redirect } from '@sveltejs/kit'
import type { PageServerLoad } from './$types'

/** Google's consent page leads back here. */
export const load: PageServerLoad = ({ url }) => redirect(303, `/set-up/calendars${url.search}`)
