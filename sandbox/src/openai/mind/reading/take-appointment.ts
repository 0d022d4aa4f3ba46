import type { Heard } from '../hearing/hear.ts'
import { choose } from './choosing.ts'
import { NOTHING_READ, type Reading } from './reading.ts'

export function takeAppointmentChoice(reading: Reading, heard: Heard, localToday: Date | null): Reading {
  const { appointments } = reading
  if (reading.appointment || !appointments || appointments.length < 2 || reading.asked !== 'appointment') return reading
  const concept = heard.treatments[0]?.concept
  const ofKind = appointments.filter(({ service }) => concept && service && concept.listed.test(service.toLowerCase()))
  const only = ofKind.length === 1 ? ofKind[0] : undefined
  if (only) return { ...reading, appointment: only, when: NOTHING_READ.when }
  const choice = choose(appointments, { plain: heard.plain, when: heard.when, localToday })
  // The day that tells the appointments apart is not the day to move to.
  return choice.type === 'chosen' ? { ...reading, appointment: choice.one, when: NOTHING_READ.when } : reading
}
