/** "2027-12-24" → "Dec 24, 2027". A day, not an instant: no zone moves it. */
export function localDay(localeTag: string, date: string): string {
  const format = new Intl.DateTimeFormat(localeTag, { dateStyle: 'medium', timeZone: 'UTC' })
  return format.format(new Date(`${date}T00:00:00Z`))
}
