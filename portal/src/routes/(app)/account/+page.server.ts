import { Account, NameChange } from '@ava/protocol/portal/account.ts'
import { fail, redirect, type RequestEvent } from '@sveltejs/kit'
import { renderSVG } from 'uqr'
import { z } from 'zod'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { askApi, callApi, type Refusal } from '#lib/server/api.ts'
import { askTwoFactor, doAuth, inWords, passkeyOptions } from '#lib/server/auth.ts'
import { readForm } from '#lib/server/read-form.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => ({
  account: await callApi(event, { path: 'account', schema: Account }),
})

const Enabled = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) })
const NewCodes = z.object({ backupCodes: z.array(z.string()) })

export const actions: Actions = {
  name: async (event) => {
    const form = await readForm(event)
    const name = String(form.get('name') ?? '').trim()
    const words = messagesFor(event.locals.locale).access
    if (name === '') return fail(400, { about: 'name' as const, name, errors: { name: words.noName } })
    const body = { name } satisfies z.input<typeof NameChange>
    const answer = await askApi(event, { path: 'account/name', schema: Account, change: { method: 'POST', body } })
    if (answer.ok) return { about: 'name' as const, done: words.account.nameSaved(answer.data.name) }
    return fail(answer.status, { about: 'name' as const, name, errors: answer.fields ?? {}, message: answer.message })
  },

  password: async (event) => {
    const form = await readForm(event)
    const about = 'password' as const
    const words = messagesFor(event.locals.locale).access
    const currentPassword = String(form.get('currentPassword') ?? '')
    const newPassword = String(form.get('password') ?? '')
    const errors: Record<string, string> = {}
    if (currentPassword === '') errors['currentPassword'] = words.noPassword
    if (newPassword.length < 10) errors['password'] = words.shortPassword
    if (Object.keys(errors).length > 0) return fail(400, { about, errors })
    const answer = await doAuth(event, 'change-password', { currentPassword, newPassword })
    if (answer.ok) return { about, done: words.account.passwordSaved }
    if (answer.code === 'wrong_password')
      return fail(400, { about, errors: { currentPassword: answer.message } as Record<string, string> })
    return refused(event, about, answer)
  },

  // The secret goes to the browser once, in this answer.
  setUp: async (event) => {
    const about = 'two' as const
    const asked = await askTwoFactor(event, { path: 'enable', schema: Enabled, password: await passwordOf(event) })
    if (!asked.ok) return refused(event, about, asked)
    const { totpURI, backupCodes } = asked.data
    const key = new URL(totpURI).searchParams.get('secret') ?? ''
    return { about, setUp: { qr: renderSVG(totpURI, { border: 2 }), key, backupCodes } }
  },

  turnOn: async (event) => {
    const form = await readForm(event)
    const code = String(form.get('code') ?? '').replaceAll(/\s/g, '')
    const answer = await doAuth(event, 'two-factor/verify-totp', { code })
    const words = messagesFor(event.locals.locale).access
    if (answer.ok) return { about: 'two' as const, done: words.account.turnedOn }
    const message = answer.code === 'invalid_request' ? words.refusals['wrong_code'] : answer.message
    return fail(answer.status, { about: 'code' as const, message })
  },

  turnOff: async (event) => {
    const about = 'two' as const
    const answer = await doAuth(event, 'two-factor/disable', { password: await passwordOf(event) })
    if (!answer.ok) return refused(event, about, answer)
    return { about, done: messagesFor(event.locals.locale).access.account.turnedOff }
  },

  newCodes: async (event) => {
    const about = 'two' as const
    const password = await passwordOf(event)
    const asked = await askTwoFactor(event, { path: 'generate-backup-codes', schema: NewCodes, password })
    return asked.ok ? { about, newCodes: asked.data.backupCodes } : refused(event, about, asked)
  },

  passkeyOptions: async (event) => {
    const answer = await passkeyOptions(event, 'register')
    return answer.ok
      ? { about: 'passkeys' as const, options: JSON.stringify(answer.data) }
      : refused(event, 'passkeys', answer)
  },

  addPasskey: async (event) => {
    const form = await readForm(event)
    const about = 'passkeys' as const
    const name = String(form.get('name') ?? '').trim()
    const answer = await doAuth(event, 'passkey/verify-registration', {
      name,
      response: parsed(form.get('credential')),
    })
    if (!answer.ok) return refused(event, about, answer)
    return { about, done: messagesFor(event.locals.locale).access.account.passkeyAdded(name) }
  },

  removePasskey: async (event) => {
    const form = await readForm(event)
    const about = 'passkeys' as const
    const answer = await doAuth(event, 'passkey/delete-passkey', { id: String(form.get('id') ?? '') })
    if (!answer.ok) return refused(event, about, answer)
    return { about, done: messagesFor(event.locals.locale).access.account.passkeyRemoved }
  },

  endSession: async (event) => {
    const form = await readForm(event)
    return endSessions(event, `account/sessions/${encodeURIComponent(String(form.get('id') ?? ''))}`)
  },

  endOthers: (event) => endSessions(event, 'account/sessions'),
}

async function endSessions(event: RequestEvent, path: string) {
  const about = 'sessions' as const
  const answer = await askApi(event, { path, schema: Account, change: { method: 'DELETE', body: {} } })
  if (!answer.ok) return refused(event, about, answer)
  return { about, done: messagesFor(event.locals.locale).access.account.signedOutThere }
}

async function passwordOf(event: RequestEvent): Promise<string> {
  const form = await readForm(event)
  return String(form.get('password') ?? '')
}

function parsed(value: unknown): unknown {
  try {
    return JSON.parse(String(value))
  } catch {
    return {}
  }
}

type About = 'name' | 'password' | 'two' | 'passkeys' | 'sessions'

function refused<Part extends About>(event: RequestEvent, about: Part, answer: Refusal) {
  if (answer.status === 401 && answer.code === 'signed_out') redirect(303, '/sign-in?next=%2Faccount')
  const [field] = Object.values(answer.fields ?? {})
  return fail(answer.status, { about, message: field ?? inWords(event, answer).message })
}
