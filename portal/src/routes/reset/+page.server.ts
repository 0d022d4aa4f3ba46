import { fail, redirect } from '@sveltejs/kit'
import { checkPerson } from '#lib/access/check-person.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { doAuth } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const newPassword = String(form.get('password') ?? '')
    const errors = checkPerson({ password: newPassword }, messagesFor(event.locals.locale).access)
    if (errors) return fail(400, { errors })
    const answer = await doAuth(event, 'reset-password', { token: String(form.get('token') ?? ''), newPassword })
    if (!answer.ok) {
      const wrong = answer.fields?.['newPassword']
      return fail(answer.status, wrong ? { errors: { password: wrong } } : { message: answer.message })
    }
    redirect(303, '/sign-in?reset')
  },
}
