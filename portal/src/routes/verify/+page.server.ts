import { fail, redirect } from '@sveltejs/kit'
import { verifyEmail } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  // A click, not the opening of the link: programs that look through mail open links too.
  default: async (event) => {
    const form = await readForm(event)
    const answer = await verifyEmail(event, String(form.get('token') ?? ''))
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    redirect(303, '/sign-in?verified')
  },
}
