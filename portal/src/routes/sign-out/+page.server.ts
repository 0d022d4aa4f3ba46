import { error, redirect } from '@sveltejs/kit'
import { signOut } from '#lib/server/auth.ts'
import type { Actions, PageServerLoad } from './$types'

/** Signing out is a form: a link that somebody else's page loads must not do it. */
export const load: PageServerLoad = () => redirect(303, '/')

export const actions: Actions = {
  default: async (event) => {
    const answer = await signOut(event)
    // Whoever is no longer signed in has what they asked for.
    if (!answer.ok && answer.status !== 401) error(answer.status, answer.message)
    redirect(303, '/sign-in?signed-out')
  },
}
