import { error, type RequestEvent } from '@sveltejs/kit'
import { messagesFor } from '#lib/messages/messages-for.ts'

/** The fields of a form that was sent. What only claims to be one is refused with 400: the browser did not make it. */
export async function readForm(event: Pick<RequestEvent, 'request' | 'locals'>): Promise<FormData> {
  try {
    return await event.request.formData()
  } catch (cause) {
    // Kit's own refusals (too large) say their status; a body that does not parse is a TypeError.
    if (!(cause instanceof TypeError)) throw cause
    return error(400, messagesFor(event.locals.locale).problem.byStatus(400))
  }
}
