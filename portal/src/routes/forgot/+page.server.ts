import { fail } from '@sveltejs/kit'
import { checkPerson } from '#lib/access/check-person.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { doAuth } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const email = String(form.get('email') ?? '').trim()
    const errors = checkPerson({ email }, messagesFor(event.locals.locale).access)
    if (errors) return fail(400, { email, errors })
    const answer = await doAuth(event, 'request-password-reset', { email })
    return answer.ok
      ? { sentTo: email }
      : fail(answer.status, { email, errors: answer.fields, message: answer.message })
  },
}
