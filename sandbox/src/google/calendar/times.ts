import { z } from 'zod'
import type { Span, StoredTime } from '../google-data.ts'
import { ApiProblem, invalid, required } from './api-problem.ts'

const WITH_OFFSET = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/
const WITHOUT_OFFSET = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?$/
const DAY = /^\d{4}-\d\d-\d\d$/

/** `start`, `end` and `originalStartTime` as they come; exactly one of date and dateTime. */
export const WireTime = z.object({
  date: z.string().nullish(),
  dateTime: z.string().nullish(),
  timeZone: z.string().nullish(),
})
export type WireTime = z.infer<typeof WireTime>

/** RFC 3339 with its offset, as milliseconds since 1970; null for anything else. */
export function instant(text: string): number | null {
  if (!WITH_OFFSET.test(text)) return null
  try {
    return Temporal.Instant.from(text).epochMilliseconds
  } catch {
    // RangeError: the 31st of November and the like.
    return null
  }
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return !/^[+-]/.test(name)
  } catch {
    // RangeError: no such zone.
    return false
  }
}

/** Reads a start or an end; throws ApiProblem in Google's words. */
export function readTime(time: WireTime | null | undefined, which: 'start' | 'end', calendarZone: string): StoredTime {
  const { date, dateTime, timeZone } = time ?? {}
  if (!date && !dateTime) throw required(`Missing ${which} time.`)
  if (date && dateTime) throw invalid('Start and end times must either both be date or both be dateTime.')
  if (timeZone && !isTimeZone(timeZone)) throw invalid(`Invalid time zone definition for ${which} time.`)
  if (date) {
    if (!DAY.test(date) || !isDay(date)) throw invalid(`Invalid value for: Invalid format: "${date}"`)
    return { date }
  }
  const text = dateTime ?? ''
  const zone = timeZone ?? calendarZone
  const at = instant(text)
  // Google drops fractions of a second.
  if (at !== null) return { at: Math.floor(at / 1000) * 1000, timeZone: zone }
  if (!WITHOUT_OFFSET.test(text)) throw badFormat(text)
  if (!timeZone) throw required(`Missing time zone definition for ${which} time.`)
  try {
    const zoned = Temporal.PlainDateTime.from(text).toZonedDateTime(zone)
    return { at: Math.floor(zoned.epochMilliseconds / 1000) * 1000, timeZone: zone }
  } catch {
    // RangeError: the 31st of February and the like.
    throw badFormat(text)
  }
}

export function checkSpan({ start, end }: Span): void {
  if ('date' in start !== 'date' in end)
    throw invalid('Start and end times must either both be date or both be dateTime.')
  // The zone is of no matter here: both ends are of one kind.
  if (startOf(end, 'UTC') <= startOf(start, 'UTC')) throw emptyRange()
}

export function emptyRange(): ApiProblem {
  const options = { domain: 'calendar', parameter: 'timeMax' }
  return new ApiProblem(400, 'timeRangeEmpty', 'The specified time range is empty.', options)
}

/** The instant at which it begins; a whole day begins at midnight in the calendar's zone. */
export function startOf(time: StoredTime, calendarZone: string): number {
  if ('at' in time) return time.at
  return Temporal.PlainDate.from(time.date).toZonedDateTime(calendarZone).epochMilliseconds
}

/** `2026-11-24T10:00:00-05:00` in this zone. */
export function rfc3339(at: number, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone)
  return zoned.offsetNanoseconds === 0 && isUtc(timeZone)
    ? zoned.toInstant().toString({ smallestUnit: 'second' })
    : zoned.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}

export function toWire(time: StoredTime, zone: string): { date: string } | { dateTime: string; timeZone: string } {
  return 'date' in time ? { date: time.date } : { dateTime: rfc3339(time.at, zone), timeZone: time.timeZone }
}

function isUtc(timeZone: string): boolean {
  return timeZone === 'UTC' || timeZone === 'Etc/UTC' || timeZone === 'GMT'
}

function isDay(date: string): boolean {
  try {
    Temporal.PlainDate.from(date, { overflow: 'reject' })
    return true
  } catch {
    // RangeError: there is no such day.
    return false
  }
}

function badFormat(text: string): ApiProblem {
  return invalid(`Invalid value for: Invalid format: "${text}"`)
}
