import type { Heard } from '../hearing/hear.ts'
import type { Reading } from './reading.ts'
import { takeAlso } from './take-also.ts'
import { takeAppointmentChoice } from './take-appointment.ts'
import { takeContact } from './take-contact.ts'
import { takeGoal } from './take-goal.ts'
import { takeHealth } from './take-health.ts'
import { takeOffers } from './take-offers.ts'
import { takeReplyToPending } from './take-pending.ts'
import { takeProvider } from './take-provider.ts'
import { takeService } from './take-service.ts'
import { takeSuggestion } from './take-suggestion.ts'
import { takeTime } from './take-time.ts'

/** The reading after one turn of the person. */
export function takeTurn(
  before: Reading,
  { heard: whole, localToday, now }: { heard: Heard; localToday: Date | null; now: Date },
): Reading {
  const fresh: Reading = { ...before, heard: whole, lastHeard: whole, isRefused: false, isAbandoned: false }
  // Nothing that is said beside an emergency, a card number or an attack changes what is under way.
  if (whole.sensitive && whole.sensitive !== 'identity' && whole.sensitive !== 'instructions') return fresh
  const { reading: screened, heard: left } = takeHealth(fresh, whole, now)
  const { reading: settled, heard } = takeSuggestion(screened, left)
  let reading: Reading = { ...settled, heard, lastHeard: heard }
  // "Yes, book both" names what is taken up already.
  const isTakenUp = screened.suggestion !== null && reading.suggestion === null && heard.yesNo === 'yes'
  reading = takeContact(reading, heard)
  reading = takeGoal(reading, heard)
  if (!isTakenUp) reading = takeAlso(takeService(reading, heard), heard)
  reading = takeProvider(reading, heard)
  if (reading.pending) reading = takeReplyToPending(reading, heard)
  reading = takeTime(reading, heard, localToday)
  reading = takeAppointmentChoice(reading, heard, localToday)
  return takeOffers(reading, heard)
}
