import type { AvailabilityService, Question, Spa } from './availability-input.ts'
import type { FreeSlot, TakenTime } from './free-visit.ts'
import { busyTimes, placeAt } from './place.ts'
import { roomChoices, serviceAtPlace, takenBy, type ServiceAtPlace } from './service-at-place.ts'
import { gridStarts, hasPrerequisite, hasRoomThatDay, isWithinHorizon } from './start-rules.ts'

export interface SlotInput extends Spa, Question {
  service: AvailabilityService
}

const minuteMs = 60_000

/**
 * Free slots of one service, earliest first, then in the providers' order; each with a concrete
 * assignment that overlaps nothing. Pure: the same input gives the same slots.
 */
export function findFreeSlots(input: SlotInput): FreeSlot[] {
  const { service } = input
  const from = Math.max(input.from, input.now + Math.max(0, service.minNoticeMin) * minuteMs)
  if (from >= input.to || service.prerequisite?.consultations?.length === 0) return []
  const busy = busyTimes(input)
  const window = { start: from, end: input.to }
  const found = input.locations.map((location) => {
    const place = placeAt(input, location, window, busy)
    const at = serviceAtPlace(input, service, place)
    return at ? [...joinedSlots(at, window), ...newSlots(at, window)] : []
  })
  const rank = new Map(input.providers.map(({ id }, index) => [id, index]))
  const inOrder = (a: FreeSlot, b: FreeSlot) => a.start - b.start || rank.get(a.providerId)! - rank.get(b.providerId)!
  return found.flat().sort(inOrder)
}

interface Window {
  start: number
  end: number
}

function newSlots(at: ServiceAtPlace, window: Window): FreeSlot[] {
  const { service, place, shape, staff } = at
  const { slotIntervalMin: intervalMin, horizonDays, capacity } = service
  const starts = gridStarts(place, { intervalMin, horizonDays, from: window.start, to: window.end })
  const hasRules = at.isLimited || service.prerequisite !== null
  const next = staff.map(() => 0)
  const slots: FreeSlot[] = []
  for (const start of starts) {
    if (hasRules && !hasPrerequisite(service, start, [])) continue
    let rooms: Map<string, string> | undefined
    for (let index = 0; index < staff.length; index++) {
      const { provider, starts: ranges } = staff[index]!
      // Both lists are in order: each range is passed once.
      while (next[index]! < ranges.length && ranges[next[index]!]!.last < start) next[index]!++
      if (next[index]! >= ranges.length || ranges[next[index]!]!.first > start) continue
      if (hasRules && !hasRoomThatDay(place, { service, provider, start }, [])) continue
      // The rooms depend on the start alone: chosen once, for the first provider who could.
      rooms ??= roomChoices(at, start, []).next().value as Map<string, string>
      slots.push({
        providerId: provider.id,
        locationId: place.location.id,
        start,
        end: start + shape.visibleMs,
        occupations: takenBy(at, provider, rooms, start, 0),
        groupSession: capacity > 1 ? { id: null, capacity, seatsLeft: capacity } : null,
      })
    }
  }
  return slots
}

/** Seats left in group appointments that are there already, though their provider and room are busy with them. */
function joinedSlots(at: ServiceAtPlace, window: Window): FreeSlot[] {
  const { service, place } = at
  return at.sessions.flatMap((session) => {
    const { provider } = at.staff.find((one) => one.provider.id === session.providerId)!
    const isAllowed =
      session.start >= window.start &&
      session.start < window.end &&
      isWithinHorizon(place, session.start, service.horizonDays) &&
      hasPrerequisite(service, session.start, []) &&
      hasRoomThatDay(place, { service, provider, start: session.start }, [])
    if (!isAllowed) return []
    const { id, capacity, seatsLeft, providerId, start, end } = session
    const occupations = session.occupations.map((one): TakenTime => ({ ...one, part: 0 }))
    return {
      providerId,
      locationId: place.location.id,
      start,
      end,
      occupations,
      groupSession: { id, capacity, seatsLeft },
    }
  })
}
