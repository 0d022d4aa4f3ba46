import type { Heard } from '../hearing/hear.ts'
import type { Reading } from './reading.ts'
import { takeAppointmentChoice } from './take-appointment.ts'
import { takeContact } from './take-contact.ts'
import { takeGoal } from './take-goal.ts'
import { takeOffers } from './take-offers.ts'
import { takeReplyToPending } from './take-pending.ts'
import { takeProvider } from './take-provider.ts'
import { takeService } from './take-service.ts'
import { takeTime } from './take-time.ts'

/** The reading after one turn of the person. */
export function takeTurn(before: Reading, { heard, localToday }: { heard: Heard; localToday: Date | null }): Reading {
  let reading: Reading = { ...before, heard, lastHeard: heard, isRefused: false, isAbandoned: false }
  // Nothing that is said beside an emergency, a card number or an attack changes what is under way.
  if (heard.sensitive && heard.sensitive !== 'identity' && heard.sensitive !== 'instructions') return reading
  reading = takeContact(reading, heard)
  reading = takeGoal(reading, heard)
  reading = takeService(reading, heard)
  reading = takeProvider(reading, heard)
  if (reading.pending) reading = takeReplyToPending(reading, heard)
  reading = takeTime(reading, heard, localToday)
  reading = takeAppointmentChoice(reading, heard, localToday)
  return takeOffers(reading, heard)
}
