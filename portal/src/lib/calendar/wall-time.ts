/** Instants (ISO) as the spa's wall clock shows them, "2026-11-24T14:30:00", whatever zone the reader is in. */
export function createWallTime(timeZone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(new Date(at)).map(({ type, value }) => [type, value]))
    return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}`
  }
}

/** A wall time so much later on the clock's face: what a drag of a block over days and minutes means. */
export function wallTimeAfter(wall: string, by: { days: number; seconds: number }): string {
  const ms = Date.parse(`${wall.slice(0, 16)}:00Z`) + by.days * 86_400_000 + by.seconds * 1000
  return new Date(ms).toISOString().slice(0, 16)
}

/** How far a zone's clock is from UTC at an instant: "-05:00". */
export function utcOffset(timeZone: string, at: number): string {
  const minutes = Math.round((Date.parse(`${createWallTime(timeZone)(new Date(at).toISOString())}Z`) - at) / 60_000)
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0')
  return `${minutes < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}
