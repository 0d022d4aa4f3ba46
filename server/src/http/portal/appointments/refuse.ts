import { HttpError } from '../../http-error.ts'
import { notFound } from '../row-id.ts'

type Reason = 'not_found' | 'wrong_status' | 'too_early' | 'not_booked' | 'slot_taken'

const words: Record<Exclude<Reason, 'not_found'>, string> = {
  wrong_status: 'This is not possible any more: the appointment has changed meanwhile. Look at it again.',
  too_early: 'It is too early for this: the appointment’s time has not come.',
  not_booked: 'This appointment is over or given up already, so nothing was changed.',
  slot_taken: 'Somebody was faster: this time has just been taken. The appointment stays where it was. Choose another.',
}

/** Throws what the domain refused, in words for the person who asked; passes on what went well. */
export function refuse(result: { ok: true } | { ok: false; reason: Reason }): void {
  if (result.ok) return
  const { reason } = result
  if (reason === 'not_found') throw notFound('appointment')
  throw new HttpError(409, reason, words[reason])
}
