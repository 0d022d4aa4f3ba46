import type { Messages } from '#lib/messages/messages-for.ts'

/** A day of the calendar, of no zone: 2026-06-30 → "Tue, Jun 30, 2026". */
export function localDay(messages: Messages, date: string): string {
  return new Intl.DateTimeFormat(messages.localeTag, {
    timeZone: 'UTC',
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    year: 'numeric',
  }).format(new Date(`${date}T00:00:00Z`))
}

/** The day so many days after: 2026-02-28 and 1 → 2026-03-01. */
export function daysAfter(date: string, days: number): string {
  const dayMs = 24 * 60 * 60_000
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)
}
