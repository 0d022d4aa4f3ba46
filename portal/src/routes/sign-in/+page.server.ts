import { Me } from '@ava/protocol/portal/me.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { askApi } from '#lib/server/api.ts'
import { signIn } from '#lib/server/auth.ts'
import { localPath } from '#lib/server/local-path.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const next = localPath(event.url.searchParams.get('next'))
  const mayBeSignedIn = event.request.headers.has('cookie')
  // A server that does not answer must not keep anybody from this page: its own form will say so.
  if (mayBeSignedIn && (await askApi(event, { path: 'me', schema: Me })).ok) redirect(303, next)
  const { searchParams } = event.url
  const done = (['signed-out', 'verified', 'reset', 'joined'] as const).find((name) => searchParams.has(name))
  return { done: done ?? null, search: event.url.search }
}

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const email = String(form.get('email') ?? '').trim()
    const password = String(form.get('password') ?? '')
    const errors = fieldErrors({ email, password }, messagesFor(event.locals.locale).signIn)
    if (errors !== undefined) return fail(400, { email, errors })

    const answer = await signIn(event, { email, password })
    if (!answer.ok) return fail(answer.status, { email, message: answer.message })
    const next = nextOf(event)
    redirect(303, answer.needsSecondStep ? `/sign-in/second-step?next=${encodeURIComponent(next)}` : next)
  },
}

function nextOf(event: RequestEvent): string {
  return localPath(event.url.searchParams.get('next'))
}

interface Fields {
  email?: string
  password?: string
}

function fieldErrors(
  { email, password }: Required<Fields>,
  words: { noEmail: string; badEmail: string; noPassword: string },
): Fields | undefined {
  const errors: Fields = {}
  if (email === '') errors.email = words.noEmail
  else if (!z.email().safeParse(email).success) errors.email = words.badEmail
  if (password === '') errors.password = words.noPassword
  return errors.email === undefined && errors.password === undefined ? undefined : errors
}
