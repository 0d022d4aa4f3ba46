import { NewSpa } from '@ava/protocol/portal/account.ts'
import { fail, redirect } from '@sveltejs/kit'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { changeApi } from '#lib/server/api.ts'
import { readForm } from '#lib/server/read-form.ts'
import { spaCookie } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

/** Where most spas of the product are. */
const usual = 'America/New_York'

export const load: PageServerLoad = () => ({ timeZones: Intl.supportedValuesOf('timeZone'), usual })

export const actions: Actions = {
  default: async (event) => {
    const form = await readForm(event)
    const name = String(form.get('name') ?? '').trim()
    const timeZone = String(form.get('timeZone') ?? '')
    const typed = { name, timeZone }
    if (name === '') {
      return fail(400, { ...typed, errors: { name: messagesFor(event.locals.locale).access.newSpa.noName } as Errors })
    }
    const answer = await changeApi(
      event,
      { path: 'spas', schema: NewSpa, change: { method: 'POST', body: typed } },
      { page: '/new-spa' },
    )
    if (!answer.ok)
      return fail(answer.status, { ...typed, message: answer.message, errors: (answer.fields ?? {}) as Errors })
    event.cookies.set(spaCookie, answer.data.tenantId, {
      maxAge: 31_536_000,
      path: '/',
      sameSite: 'lax',
      httpOnly: true,
      secure: false,
    })
    redirect(303, '/welcome')
  },
}

type Errors = Partial<Record<'name' | 'timeZone', string>>
