import { localDateOf } from '../load-availability.ts'
import { dayLabel } from '../slot-label.ts'
import type { WaitlistWindow } from './waitlist-window.ts'

const weekdayNames = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays']
const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** "Wednesday, December 2 between 2 PM and 5 PM", "from Monday, … to Friday, …, on Tuesdays". */
export function windowWords(window: WaitlistWindow): string {
  const [from, to] = [localDateOf(window.fromDate), localDateOf(window.toDate)]
  const days = from.equals(to) ? dayLabel(from) : `${dayLabel(from)} to ${dayLabel(to)}`
  const weekdays =
    window.weekdays.length > 0 ? `, ${list.format(window.weekdays.map((day) => weekdayNames[day - 1]!))}` : ''
  return `${days}${weekdays}${clockWords(window)}`
}

function clockWords({ earliestMin, latestMin }: WaitlistWindow): string {
  if (earliestMin !== null && latestMin !== null) {
    if (earliestMin === latestMin) return ` at ${clock(earliestMin)}`
    return ` between ${clock(earliestMin)} and ${clock(latestMin)}`
  }
  if (earliestMin !== null) return ` from ${clock(earliestMin)}`
  return latestMin === null ? '' : ` until ${clock(latestMin)}`
}

function clock(minute: number): string {
  const [hour, rest] = [Math.floor(minute / 60) % 24, minute % 60]
  const twelve = hour % 12 === 0 ? 12 : hour % 12
  return `${twelve}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`} ${hour < 12 ? 'AM' : 'PM'}`
}
