import { Me } from '@ava/protocol/portal/me.ts'
import { InvitationAccepted, InvitationShown } from '@ava/protocol/portal/team.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { checkPerson } from '#lib/access/check-person.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { askApi } from '#lib/server/api.ts'
import { inWords, signIn } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import { spaCookie } from '#lib/server/session.ts'
import type { Actions } from './$types'

const path = 'invitation'

export const actions: Actions = {
  look: async (event) => {
    const form = await readForm(event)
    return show(event, String(form.get('token') ?? ''))
  },

  accept: async (event) => {
    const form = await readForm(event)
    const token = String(form.get('token') ?? '')
    const answer = await askApi(event, {
      path: `${path}/accept`,
      schema: InvitationAccepted,
      change: { method: 'POST', body: { token } },
    })
    if (!answer.ok)
      return fail(answer.status, { ...(await shown(event, token)), message: inWords(event, answer).message })
    rememberSpa(event, answer.data.tenantId)
    redirect(303, '/')
  },

  join: async (event) => {
    const form = await readForm(event)
    const token = String(form.get('token') ?? '')
    const name = String(form.get('name') ?? '').trim()
    const password = String(form.get('password') ?? '')
    const errors = checkPerson({ name, password }, messagesFor(event.locals.locale).access)
    if (errors) return fail(400, { ...(await shown(event, token)), name, errors })
    const answer = await askApi(event, {
      path: `${path}/join`,
      schema: InvitationAccepted,
      change: { method: 'POST', body: { token, name, password } },
    })
    if (!answer.ok) {
      const { message } = inWords(event, answer)
      return fail(answer.status, { ...(await shown(event, token)), name, message, errors: answer.fields })
    }
    rememberSpa(event, answer.data.tenantId)
    const signedIn = await signIn(event, { email: answer.data.email, password })
    redirect(303, signedIn.ok ? '/' : '/sign-in?joined')
  },
}

async function show(event: RequestEvent, token: string) {
  const found = await shown(event, token)
  return 'invitation' in found ? found : fail(404, found)
}

async function shown(event: RequestEvent, token: string) {
  const answer = await askApi(event, {
    path: `${path}/look`,
    schema: InvitationShown,
    change: { method: 'POST', body: { token } },
  })
  if (!answer.ok) return { token, message: inWords(event, answer).message }
  const me = await askApi(event, { path: 'me', schema: Me })
  return { token, invitation: answer.data, signedInAs: me.ok ? me.data.user.email : null }
}

/** The spa that they came for is the one that opens. */
function rememberSpa(event: RequestEvent, tenantId: string) {
  event.cookies.set(spaCookie, tenantId, {
    maxAge: 31_536_000,
    path: '/',
    sameSite: 'lax',
    httpOnly: true,
    secure: false,
  })
}
