import type { AvailabilityProvider, AvailabilityService } from './availability-input.ts'
import type { SlotInput } from './find-free-slots.ts'

export const newYork = 'America/New_York'
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs

/** The six zones in which spas of every kind of clock change lie, and two whose clocks stand still. */
export const zones = [
  'America/New_York',
  'America/Los_Angeles',
  'America/Phoenix',
  'Pacific/Honolulu',
  'Europe/London',
  'Australia/Sydney',
]

export function at(wall: string, timeZone = newYork): number {
  return Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds
}

export function wallOf(instant: number, timeZone = newYork): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString()
}

export const everyDay = ['1', '2', '3', '4', '5', '6', '7'] as const
export const roundTheClock = Object.fromEntries(everyDay.map((day) => [day, [['00:00', '24:00'] as [string, string]]]))

/** Every change of a zone's clock from 2026 to 2029. */
export function clockChanges(timeZone: string): Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = []
  let at = Temporal.PlainDate.from('2026-01-01').toZonedDateTime(timeZone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.year > 2029) return found
    found.push(next)
    at = next
  }
}

/** Half an hour with a provider in a treatment room, and ten minutes in which the room is cleaned. */
export function service(overrides: Partial<AvailabilityService> = {}): AvailabilityService {
  return {
    id: 'botox',
    segments: [
      { durationMin: 30, needsProvider: true, needsResources: ['treatment_room'], isVisible: true },
      { durationMin: 10, needsProvider: false, needsResources: ['treatment_room'], isVisible: false },
    ],
    minNoticeMin: 0,
    horizonDays: 90,
    slotIntervalMin: 15,
    eligibleProviderIds: new Set(['lee', 'kim']),
    allowedCredentials: [],
    capacity: 1,
    maxPerDay: null,
    prerequisite: null,
    ...overrides,
  }
}

/** Round the clock, every day. */
export function provider(id: string, overrides: Partial<AvailabilityProvider> = {}): AvailabilityProvider {
  return {
    id,
    resourceId: `${id}-self`,
    homeLocationId: 'main',
    credential: 'MD',
    licenceState: null,
    licensedUntil: null,
    maxPerDay: null,
    schedules: everyDay.map((day) => ({ locationId: 'main', weekday: Number(day), startMin: 0, endMin: 24 * 60 })),
    exceptions: [],
    ...overrides,
  }
}

export function location(overrides: Partial<SlotInput['locations'][number]> = {}): SlotInput['locations'][number] {
  return { id: 'main', timeZone: newYork, region: null, hours: roundTheClock, exceptions: [], ...overrides }
}

/** A Tuesday, open from nine to noon, with one provider and one room. */
export function smallSpa(overrides: Partial<SlotInput> = {}): SlotInput {
  return {
    now: at('2026-12-01T08:00'),
    from: at('2026-12-01T00:00'),
    to: at('2026-12-02T00:00'),
    service: service(),
    locations: [location({ hours: { '2': [['09:00', '12:00']] } })],
    providers: [provider('lee')],
    resources: [{ id: 'room-1', purpose: 'treatment_room', locationId: 'main' }],
    occupations: [],
    blocked: [],
    sessions: [],
    counted: [],
    ...overrides,
  }
}
