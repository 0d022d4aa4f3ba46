import type { Spa } from './availability-input.ts'
import { dayIndexAt, type LocalDay } from './local-day.ts'

/** What one more visit would be on its local day. */
export interface DailyLimits {
  /** Whether the day at an instant has room for so many more of this service here, or of this provider anywhere. */
  hasRoom(
    limited: { kind: 'service' | 'provider'; id: string; maxPerDay: number | null },
    instant: number,
    more: number,
  ): boolean
  /** Whether two instants lie on the same local day. */
  isSameDay(a: number, b: number): boolean
}

/** Counts what there is by the local days of one location. */
export function dailyLimits(spa: Spa, locationId: string, days: readonly LocalDay[]): DailyLimits {
  const counts = new Map<string, number>()
  const count = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1)
  const end = days.length === 0 ? 0 : days.at(-1)!.startsAt + 86_400_000
  for (const visit of spa.counted) {
    const day = dayIndexAt(days, visit.start)
    if (day < 0 || visit.start >= end) continue
    count(`provider ${visit.providerId} ${day}`)
    if (visit.locationId === locationId) count(`service ${visit.serviceId} ${day}`)
  }
  return {
    hasRoom: ({ kind, id, maxPerDay }, instant, more) =>
      maxPerDay === null || (counts.get(`${kind} ${id} ${dayIndexAt(days, instant)}`) ?? 0) + more <= maxPerDay,
    isSameDay: (a, b) => dayIndexAt(days, a) === dayIndexAt(days, b),
  }
}
