import type { Messages } from '#lib/messages/messages-for.ts'
import { plainSpaces } from './space.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Instants (ISO strings) in words, as the spa's own clock and calendar show them. */
export interface SpaTime {
  /** "Eastern Time" */
  readonly zoneName: string
  /** "9:41 AM" */
  clock(at: string): string
  /** The day there, as 2026-11-24; for grouping. */
  dayKey(at: string): string
  /** "Today", "Yesterday", "Tue, Nov 17", "Fri, Dec 5, 2025" */
  day(at: string): string
  /** Within the last 24 hours "12 min ago", before that "Nov 17" */
  relative(at: string): string
  /** "Tuesday, November 24, 2026 at 9:41:05 AM EST" */
  full(at: string): string
}

/** `now` is a function so that what it answers may be reactive: relative words then grow older by themselves. */
export function createSpaTime({
  timeZone,
  messages,
  now,
}: {
  timeZone: string
  messages: Messages
  now: () => number
}): SpaTime {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(messages.localeTag, { timeZone, ...options })
    return (at: number | string) => plainSpaces(formatter.format(new Date(at)))
  }
  const clock = format({ hour: 'numeric', minute: '2-digit' })
  const monthDay = format({ month: 'short', day: 'numeric' })
  const monthDayYear = format({ month: 'short', day: 'numeric', year: 'numeric' })
  const weekday = format({ weekday: 'short', month: 'short', day: 'numeric' })
  const weekdayYear = format({ weekday: 'short', month: 'short', day: 'numeric', year: 'numeric' })
  const full = format({ dateStyle: 'full', timeStyle: 'long' })
  const keys = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  const dayKey = (at: number | string) => keys.format(new Date(at))
  const isThisYear = (at: string) => dayKey(at).slice(0, 4) === dayKey(now()).slice(0, 4)

  return {
    zoneName: zoneName(timeZone, messages.localeTag),
    clock,
    dayKey,
    full,
    day(at) {
      const key = dayKey(at)
      const today = dayKey(now())
      if (key === today) return messages.time.today
      if (key === dayBefore(today)) return messages.time.yesterday
      return isThisYear(at) ? weekday(at) : weekdayYear(at)
    },
    relative(at) {
      // A server's clock a little ahead of the reader's must not speak of the future.
      const ageMs = Math.max(0, now() - Date.parse(at))
      if (ageMs < minuteMs) return messages.time.now
      if (ageMs < hourMs) return messages.time.minutesAgo(Math.floor(ageMs / minuteMs))
      if (ageMs < dayMs) return messages.time.hoursAgo(Math.floor(ageMs / hourMs))
      return isThisYear(at) ? monthDay(at) : monthDayYear(at)
    },
  }
}

/** The calendar day before 2026-11-01 is 2026-10-31, however many hours either had. */
function dayBefore(key: string): string {
  return new Date(Date.parse(`${key}T00:00:00Z`) - dayMs).toISOString().slice(0, 10)
}

function zoneName(timeZone: string, locale: string): string {
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(0)
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? timeZone
}
