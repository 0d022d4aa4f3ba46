import type { WhyNotFree } from '@ava/protocol/portal/calendar.ts'
import { HttpError } from '../../http-error.ts'

const words: Record<WhyNotFree, string> = {
  in_past: 'This time is over.',
  no_such_time: 'This time does not exist on that day: the clock is put forward.',
  not_performed: 'This provider does not perform this service there.',
  calendar_withheld: 'The provider’s own calendar does not answer, so nothing can be booked with them now.',
  closed: 'The location is closed then.',
  not_at_work: 'The provider is not at work then.',
  provider_busy: 'The provider is not free then: something is booked or blocked.',
  no_room: 'No room is free then.',
  day_full: 'The day has as many of these as it may have.',
  needs_consultation: 'The customer needs a consultation before this treatment.',
  slot_taken: 'Somebody was faster: this time has just been taken.',
}

/** The answer to somebody who wants a time that cannot be had; its code says why. */
export function timeRefused(why: WhyNotFree): HttpError {
  return new HttpError(409, why, `${words[why]} Nothing was changed.`)
}
