/** The day as the clock on the wall counts it, in `timeZone`: 23 or 25 hours when the clock changes. */
export function dayInZone(date: string, timeZone: string): { startsAt: Date; endsAt: Date } {
  const day = Temporal.PlainDate.from(date)
  return { startsAt: startOf(day, timeZone), endsAt: startOf(day.add({ days: 1 }), timeZone) }
}

export function today(now: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
}

function startOf(day: Temporal.PlainDate, timeZone: string): Date {
  return new Date(day.toZonedDateTime(timeZone).epochMilliseconds)
}

/** Wall times as instants, from the first moment of the first day to the end of the last where no time is said. */
export function wallPeriod(
  period: { fromDate: string; fromTime?: string | undefined; toDate: string; toTime?: string | undefined },
  timeZone: string,
): { startsAt: Date; endsAt: Date } {
  const at = (date: string, time: string | undefined) =>
    new Date(Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(timeZone).epochMilliseconds)
  return {
    startsAt: period.fromTime ? at(period.fromDate, period.fromTime) : dayInZone(period.fromDate, timeZone).startsAt,
    endsAt: period.toTime ? at(period.toDate, period.toTime) : dayInZone(period.toDate, timeZone).endsAt,
  }
}

/** A wall time ("2026-11-24T14:30") as an instant; null on the day on which the clock skips it. Where it comes twice, the first. */
export function wallInstant(wall: string, timeZone: string): Date | null {
  const time = Temporal.PlainDateTime.from(wall)
  const zoned = time.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  return Temporal.PlainDateTime.compare(zoned.toPlainDateTime(), time) === 0 ? new Date(zoned.epochMilliseconds) : null
}

/** An instant as the clock on the wall shows it: "2026-11-24T14:30". */
export function wallTime(at: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' })
}
