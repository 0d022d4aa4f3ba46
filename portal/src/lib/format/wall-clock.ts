import type { Messages } from '#lib/messages/messages-for.ts'
import { plainSpaces } from './space.ts'

/** Minutes after midnight on the wall's clock: 870 → "2:30 PM". */
export function clockOfMinute(messages: Messages, minute: number): string {
  const format = new Intl.DateTimeFormat(messages.localeTag, { timeZone: 'UTC', hour: 'numeric', minute: '2-digit' })
  return plainSpaces(format.format(new Date(minute * 60_000)))
}

/** ISO weekdays as people write them: [1, 3] → "Mon, Wed"; none for any. */
export function weekdayNames(messages: Messages, weekdays: readonly number[]): string {
  const format = new Intl.DateTimeFormat(messages.localeTag, { timeZone: 'UTC', weekday: 'short' })
  // 2024-01-01 was a Monday.
  return weekdays.map((weekday) => format.format(Date.UTC(2024, 0, weekday))).join(', ')
}
