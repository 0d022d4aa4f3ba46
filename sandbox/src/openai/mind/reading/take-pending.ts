import type { Heard } from '../hearing/hear.ts'
import { isSaid } from '../hearing/when.ts'
import type { Reading } from './reading.ts'
import { repeatsChosen } from './take-time.ts'

/** How people agree to a rule, beside saying yes. */
const TAKES_NOTE =
  /\b(?:understood|i understand|got it|fair enough|makes sense|that's fair|agreed|accepted|no objections?|can live with (?:that|it)|alright|all right)\b(?!.*\?)/

/** Yes agrees; anything that changes what was read back takes it back; the rest leaves it open. */
export function takeReplyToPending(reading: Reading, heard: Heard): Reading {
  const { pending } = reading
  if (!pending) return reading
  const changes = isSaid(heard.when) && !repeatsChosen(reading, heard)
  if (changes && heard.questions.length === 0) return { ...reading, pending: null, isRefused: false }
  const isLast = pending.reason === 'needs_confirmation'
  if (heard.yesNo === 'yes' || (!isLast && heard.yesNo === null && TAKES_NOTE.test(heard.plain))) {
    const accepted = isLast ? reading.accepted : [...new Set([...reading.accepted, pending.reason])]
    return { ...reading, pending: { ...pending, isAgreed: true }, accepted }
  }
  if (heard.yesNo === 'no') {
    if (isLast) return { ...reading, pending: null, isRefused: true }
    return { ...reading, pending: null, goal: null, stalled: reading.goal, stoppedAt: 'policy' }
  }
  return reading
}
