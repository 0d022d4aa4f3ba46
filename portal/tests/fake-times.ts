/** Times of the fake spa’s today, and ids that look like the real ones. */
export const timeZone = 'America/New_York'
export const minuteMs = 60_000
export const today = new Intl.DateTimeFormat('en-CA', { timeZone }).format(new Date())
export const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
/** A wall time of today in New York, in winter time: good enough to be looked at. */
export const at = (hour: number, minute = 0) =>
  new Date(Date.parse(`${today}T00:00:00Z`) + (hour + 5) * 60 * minuteMs + minute * minuteMs).toISOString()
export const span = (hour: number, minute: number, minutes: number) => ({
  startsAt: at(hour, minute),
  endsAt: new Date(Date.parse(at(hour, minute)) + minutes * minuteMs).toISOString(),
})
export const longName = 'Wilhelmina Alexandra Constance Featherstonehaugh-Montgomery von und zu Hohenstein'
