import { HttpError } from '../../http-error.ts'
import { notFound } from '../row-id.ts'

const words = {
  broken: 'Google does not let Ava into this account any more. Connect it again first.',
  unreachable: 'Google does not answer just now. Nothing was changed. Try again in a moment.',
  calendar_unreachable: 'Google does not answer just now. Nothing was changed. Try again in a moment.',
  unknown_provider: 'There is no such provider at this spa any more. Load the page anew.',
  unknown_calendar: 'This calendar is not in the account any more. Choose another.',
  not_writable: 'Ava may only read this calendar. Share it with the account with the right to make changes to events.',
  in_use: 'Another provider has this calendar. Two in one calendar would keep each other from working. Choose another.',
  not_a_key: 'This is not a service account’s key. Paste the whole JSON file that Google gave you.',
  not_an_address: 'That is not an email address. It looks like name@yourspa.com.',
  refused:
    'Google does not take this key, or does not let it act for this person. Check that it is not revoked, and that domain-wide delegation is on.',
  failed: 'The calendar did not answer properly. What is known of it stays; Ava tries again by herself.',
  waiting: 'The calendar is left alone for a few minutes after it failed. Ava tries again by herself.',
  not_open: 'This has been decided already.',
  not_free:
    'It cannot be there: somebody or something is there already, or nobody can be booked at that hour. The appointment stays where it was. Put it back, or find another time.',
  not_booked: 'This appointment was cancelled, has begun or is over, so nothing was changed.',
  not_a_time: 'In Google it is a whole day now, which no appointment is. Put it back, or find another time.',
}

/** At which field of the form it is wrong. */
const fields: Partial<Record<keyof typeof words, string>> = {
  not_a_key: 'keyFile',
  not_an_address: 'subject',
  refused: 'keyFile',
}

export type CalendarRefusal = keyof typeof words

/** What the calendars refused, in words for the person who asked. */
export function refused(reason: CalendarRefusal | 'not_found' | 'gone'): HttpError {
  if (reason === 'not_found' || reason === 'gone') return notFound('calendar')
  const message = words[reason]
  const field = fields[reason]
  const isAway = reason === 'unreachable' || reason === 'calendar_unreachable' || reason === 'failed'
  // 424: what we depend on failed, and we did not.
  return new HttpError(isAway ? 424 : 409, reason, message, field ? { fields: { [field]: message } } : {})
}
