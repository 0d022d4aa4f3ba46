import type { CreatedSpa } from '../create-spa.ts'
import type { Random } from '../random.ts'
import { instantOf } from './diary.ts'

/** How often people write or call, by the hour where the spa is: at lunch, after work, and most of all in the evening. */
const byHour = [
  0.6, 0.3, 0.2, 0.1, 0.1, 0.2, 0.6, 1.5, 3, 6.5, 8, 8.5, 10, 9.5, 7.5, 7.5, 8, 9, 8.5, 7.5, 7.5, 6.5, 4, 1.8,
]
/** Monday to Sunday. */
const byWeekday = [1, 1.15, 1.15, 1.15, 1.05, 1.1, 0.6]
const hours = byHour.map((_, hour) => hour)

/** How busy this weekday is; an average day is 1. */
export function weekdayWeight(day: Temporal.PlainDate): number {
  return byWeekday[day.dayOfWeek - 1] ?? 1
}

/** Some instant of a local day at which somebody may write or call. */
export function inquiryTime(spa: CreatedSpa, day: Temporal.PlainDate, random: Random): Date {
  const hour = random.weighted(hours, (one) => byHour[one] ?? 0)
  const at = instantOf(spa, day, hour * 60 + random.int(0, 59))
  return new Date(at.getTime() + random.int(0, 59_999))
}
