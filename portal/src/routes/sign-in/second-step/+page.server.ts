import { fail, redirect } from '@sveltejs/kit'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { doAuth } from '#lib/server/auth.ts'
import { localPath } from '#lib/server/local-path.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = ({ url }) => ({
  usesRecovery: url.searchParams.has('recovery'),
  next: localPath(url.searchParams.get('next')),
})

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const code = String(form.get('code') ?? '').replaceAll(/\s/g, '')
    if (code === '') return fail(400, { message: messagesFor(event.locals.locale).access.secondStep.noCode })
    const usesRecovery = event.url.searchParams.has('recovery')
    const answer = await doAuth(event, `two-factor/verify-${usesRecovery ? 'backup-code' : 'totp'}`, { code })
    if (!answer.ok) {
      // A code that is not even one is told as what it is: a wrong one.
      const message = answer.code === 'invalid_request' ? wrongCode(event.locals.locale) : answer.message
      return fail(answer.status, { message, isOver: answer.code === 'second_step_expired' })
    }
    redirect(303, localPath(event.url.searchParams.get('next')))
  },
}

function wrongCode(locale: App.Locals['locale']): string {
  return messagesFor(locale).access.refusals['wrong_code'] ?? ''
}
