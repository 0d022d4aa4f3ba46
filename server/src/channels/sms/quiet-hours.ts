const DAY_MIN = 24 * 60
const LOOK_AHEAD_DAYS = 3

/** Between these minutes of the local day nothing goes out that nobody asked for; over midnight when `from` is the later one. */
export interface QuietHours {
  quietFromMin: number
  quietUntilMin: number
}

/**
 * When the quiet hours end that `now` lies in; null when it lies in none. With several zones it has to be
 * day in all of them: who cannot be placed is woken nowhere. Zones that leave no common hour count by the first alone.
 */
export function quietUntil(now: Date, { zones, hours }: { zones: readonly string[]; hours: QuietHours }): Date | null {
  const start = now.getTime()
  let at = start
  // Each step goes to the end of a night; with days between the zones it is the start of the next one's.
  for (let steps = 0; steps < LOOK_AHEAD_DAYS * (zones.length + 1); steps++) {
    const ends = zones.map((zone) => nightEnd(new Date(at), zone, hours)).filter((end) => end !== null)
    if (ends.length === 0) return at === start ? null : new Date(at)
    at = Math.max(...ends.map((end) => end.getTime()))
  }
  return zones[0] === undefined || zones.length === 1 ? null : quietUntil(now, { zones: zones.slice(0, 1), hours })
}

/** The end of the night that is there at this moment; null by day. */
function nightEnd(now: Date, zone: string, { quietFromMin: from, quietUntilMin: until }: QuietHours): Date | null {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone)
  const minute = local.hour * 60 + local.minute
  const isQuiet = from <= until ? minute >= from && minute < until : minute >= from || minute < until
  if (!isQuiet) return null
  const isTomorrow = minute >= until
  const day = isTomorrow ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate()
  // Midnight itself is 24:00 of the day before.
  const end =
    until === DAY_MIN
      ? day.add({ days: 1 }).toZonedDateTime(zone)
      : day.toZonedDateTime({
          timeZone: zone,
          plainTime: Temporal.PlainTime.from({ hour: Math.floor(until / 60), minute: until % 60 }),
        })
  // A clock put forward over the end of the night: the next moment that there is.
  return new Date(Math.max(end.epochMilliseconds, now.getTime() + 1))
}
