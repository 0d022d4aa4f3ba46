import { error, redirect } from '@sveltejs/kit'
import { localeCookie, parseLocale } from '#lib/messages/locale.ts'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { localPath } from '#lib/server/local-path.ts'
import { readForm } from '#lib/server/read-form.ts'
import { currentSession, spaCookie } from '#lib/server/session.ts'
import { parseTheme, themeCookie } from '#lib/theme.ts'
import type { RequestEvent } from '@sveltejs/kit'
import type { Actions, PageServerLoad } from './$types'

const yearSeconds = 365 * 24 * 60 * 60

export const load: PageServerLoad = () => redirect(303, '/')

export const actions: Actions = {
  theme: async (event) => {
    const form = await readForm(event)
    remember(event, themeCookie, parseTheme(form.get('theme')))
  },

  /** A page keeps its language while it lives, so a form without script: the whole page comes anew. */
  language: async (event) => {
    const form = await readForm(event)
    remember(event, localeCookie, parseLocale(form.get('language')) ?? 'en')
    redirect(303, languageReturn(form.get('page')))
  },

  spa: async (event) => {
    const form = await readForm(event)
    const { me } = await currentSession(event)
    const spa = me.spas.find(({ tenantId }) => tenantId === form.get('tenantId'))
    if (spa === undefined) error(403, messagesFor(event.locals.locale).problem.byStatus(403))
    remember(event, spaCookie, spa.tenantId)
    // What is open belongs to the spa before.
    redirect(303, '/')
  },
}

/** Back to where the language was chosen; the sign-in page is no `localPath`, but may be chosen on. */
function languageReturn(page: unknown): string {
  return typeof page === 'string' && /^\/sign-in(\?[\w%=&.~-]*)?$/.test(page) ? page : localPath(page)
}

function remember(event: RequestEvent, name: string, value: string) {
  // Not secrets: without TLS (a laptop, a spa's own network) they must work too.
  event.cookies.set(name, value, { maxAge: yearSeconds, sameSite: 'lax', httpOnly: true, secure: false })
}
