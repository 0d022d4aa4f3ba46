import { InvitationRequest, MemberChange, roles, Team } from '@ava/protocol/portal/team.ts'
import { fail, type RequestEvent } from '@sveltejs/kit'
import { z } from 'zod'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { callApi, changeApi, type Refusal } from '#lib/server/api.ts'
import { inWords } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { tenantId } = await currentSpa(event)
  return { team: await callApi(event, { path: 'team', schema: Team, tenantId }) }
}

const page = { page: '/set-up/team' }

export const actions: Actions = {
  invite: async (event) => {
    const form = await readForm(event)
    const words = messagesFor(event.locals.locale).access
    const email = textOf(form, 'email')
    const typed = { email, ...wantedOf(form) }
    const about = { about: 'invite' as const, typed }
    if (!/^\S+@\S+\.\S+$/.test(email)) {
      return fail(400, { ...about, errors: { email: email === '' ? words.team.noEmail : words.badEmail } as Errors })
    }
    const answer = await change(event, 'team/invitations', 'POST', typed satisfies InvitationRequest)
    if (!answer.ok) return fail(answer.status, { ...about, ...refusedFields(event, answer) })
    return { about: 'done' as const, done: words.team.invited(email) }
  },

  again: async (event) => {
    const form = await readForm(event)
    const answer = await change(event, `team/invitations/${idOf(form)}/again`, 'POST', {})
    if (!answer.ok) return problem(event, answer)
    return { about: 'done' as const, done: wordsOf(event).sentAgain(textOf(form, 'email')) }
  },

  revoke: async (event) => {
    const form = await readForm(event)
    const answer = await change(event, `team/invitations/${idOf(form)}`, 'DELETE', {})
    if (!answer.ok) return problem(event, answer)
    return { about: 'done' as const, done: wordsOf(event).revoked(textOf(form, 'email')) }
  },

  change: async (event) => {
    const form = await readForm(event)
    const typed = wantedOf(form)
    const was = roleOf(form.get('was'))
    const memberId = textOf(form, 'id')
    const answer = await change(event, `team/members/${idOf(form)}`, 'POST', { ...typed, was } satisfies MemberChange)
    const about = { about: 'change' as const, memberId, typed }
    if (!answer.ok) return fail(answer.status, { ...about, ...refusedFields(event, answer) })
    const role = messagesFor(event.locals.locale).shell.roles[typed.role]
    return { about: 'done' as const, done: wordsOf(event).changed(textOf(form, 'name'), role) }
  },

  remove: async (event) => {
    const form = await readForm(event)
    const { tenantId } = await currentSpa(event)
    const answer = await changeApi(
      event,
      {
        path: `team/members/${idOf(form)}`,
        schema: z.object({ ok: z.literal(true) }),
        tenantId,
        change: { method: 'DELETE', body: {} },
      },
      page,
    )
    if (!answer.ok) return problem(event, answer)
    return { about: 'done' as const, done: wordsOf(event).removed(textOf(form, 'name')) }
  },
}

type Errors = Partial<Record<'email' | 'role' | 'providerId' | 'agencyName', string>>

async function change(event: RequestEvent, path: string, method: 'POST' | 'DELETE', body: unknown) {
  const { tenantId } = await currentSpa(event)
  return changeApi(event, { path, schema: Team, tenantId, change: { method, body } }, page)
}

/** The fields in our words where the refusal as a whole is about one of them. */
function refusedFields(event: RequestEvent, answer: Refusal): { message: string; errors: Errors } {
  const { message } = inWords(event, answer)
  const names = Object.keys(answer.fields ?? {})
  const isOne = names.length === 1 && answer.code !== 'invalid_request'
  return { message, errors: isOne ? { [names[0]!]: message } : (answer.fields ?? {}) }
}

function problem(event: RequestEvent, answer: Refusal) {
  return fail(answer.status, { about: 'problem' as const, message: inWords(event, answer).message })
}

function wantedOf(form: FormData) {
  return {
    role: roleOf(form.get('role')),
    providerId: textOf(form, 'providerId') || null,
    agencyName: textOf(form, 'agencyName') || null,
  }
}

function roleOf(value: unknown) {
  return roles.find((role) => role === value) ?? 'front_desk'
}

function textOf(form: FormData, name: string): string {
  return String(form.get(name) ?? '').trim()
}

function idOf(form: FormData): string {
  return encodeURIComponent(textOf(form, 'id'))
}

function wordsOf(event: RequestEvent) {
  return messagesFor(event.locals.locale).access.team
}
