import { fail, redirect } from '@sveltejs/kit'
import { doAuth, passkeyOptions } from '#lib/server/auth.ts'
import { localPath } from '#lib/server/local-path.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions, PageServerLoad } from './$types'

/** No page: the two questions that signing in with a passkey asks. */
export const load: PageServerLoad = () => redirect(303, '/sign-in')

export const actions: Actions = {
  options: async (event) => {
    const answer = await passkeyOptions(event, 'authenticate')
    return answer.ok ? { options: JSON.stringify(answer.data) } : fail(answer.status, { message: answer.message })
  },

  finish: async (event) => {
    const form = await readForm(event)
    const response = parseCredential(form.get('credential'))
    const answer = await doAuth(event, 'passkey/verify-authentication', { response })
    if (!answer.ok) return fail(answer.status, { message: answer.message })
    redirect(303, localPath(event.url.searchParams.get('next')))
  },
}

/** What the browser made of a passkey; the server checks every part of it. */
function parseCredential(value: unknown): unknown {
  try {
    return JSON.parse(String(value))
  } catch {
    return {}
  }
}
