import { fail, type RequestEvent } from '@sveltejs/kit'
import { checkPerson } from '#lib/access/check-person.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { doAuth } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions } from './$types'

export const actions: Actions = {
  create: async (event) => {
    const form = await readForm(event)
    const typed = { name: textOf(form, 'name'), email: textOf(form, 'email') }
    const password = String(form.get('password') ?? '')
    const errors = checkPerson({ ...typed, password }, wordsOf(event))
    if (errors) return fail(400, { ...typed, errors })
    const answer = await doAuth(event, 'sign-up/email', { ...typed, password })
    if (!answer.ok) return fail(answer.status, { ...typed, errors: answer.fields ?? {}, message: answer.message })
    return { sentTo: typed.email }
  },

  again: async (event) => {
    const form = await readForm(event)
    const email = textOf(form, 'email')
    const answer = await doAuth(event, 'send-verification-email', { email })
    return answer.ok
      ? { sentTo: email, isSentAgain: true }
      : fail(answer.status, { sentTo: email, message: answer.message })
  },
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim()
}

function wordsOf(event: RequestEvent) {
  return messagesFor(event.locals.locale).access
}
