import type { Heard } from '../hearing/hear.ts'
import { isSaid } from '../hearing/when.ts'
import type { Reading } from './reading.ts'
import { repeatsChosen } from './take-time.ts'

/** Yes agrees; anything that changes what was read back takes it back; the rest leaves it open. */
export function takeReplyToPending(reading: Reading, heard: Heard): Reading {
  const { pending } = reading
  if (!pending) return reading
  const changes = isSaid(heard.when) && !repeatsChosen(reading, heard)
  if (changes && heard.questions.length === 0) return { ...reading, pending: null, isRefused: false }
  if (heard.yesNo === 'yes') return { ...reading, pending: { ...pending, isAgreed: true } }
  if (heard.yesNo === 'no') return { ...reading, pending: null, isRefused: true }
  return reading
}
