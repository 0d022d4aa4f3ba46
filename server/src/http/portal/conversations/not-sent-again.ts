import { HttpError } from '../../http-error.ts'
import { notFound } from '../row-id.ts'

/** Why a message is not sent again, in words for whoever asked for it. */
export function notSentAgain(reason: 'not_found' | 'not_failed' | 'superseded' | 'code'): HttpError {
  if (reason === 'not_found') return notFound('message')
  const words = {
    not_failed: 'This message did not fail, or is on its way again already.',
    superseded: 'The appointment has changed since, so this message is not true any more. It was not sent.',
    code: 'This was a code, which is good for a few minutes only. The customer can ask for a new one.',
  }
  return new HttpError(409, reason, words[reason])
}
