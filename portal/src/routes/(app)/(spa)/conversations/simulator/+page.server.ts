import { error } from '@sveltejs/kit'
import { messagesFor } from '#lib/messages/messages-for.ts'
import { simulate } from '#lib/server/simulate.ts'
import { currentSpa } from '#lib/server/session.ts'
import type { Actions, PageServerLoad } from './$types'

export const load: PageServerLoad = async (event) => {
  const { role } = await currentSpa(event)
  // The server refuses every word of theirs anyway; this says so before they write one.
  if (role !== 'owner' && role !== 'manager' && role !== 'agency') {
    error(403, messagesFor(event.locals.locale).problem.byStatus(403))
  }
}

export const actions: Actions = { simulate }
