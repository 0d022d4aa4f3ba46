import type { Span, StoredTime } from '../google-data.ts'
import { invalid, type ApiProblem } from './api-problem.ts'
import { startOf } from './times.ts'

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
/** A series without an end is looked at for this long. */
const MOST_TIMES = 2000

interface Rule {
  freq: 'DAILY' | 'WEEKLY'
  interval: number
  count: number | null
  /** Inclusive, milliseconds since 1970. */
  until: number | null
  /** 1 is Monday; empty: the day of the start. */
  days: number[]
  /** Times that are left out, as instance suffixes. */
  except: Set<string>
}

/** Reads RRULE (daily or weekly) and EXDATE lines; throws ApiProblem for what it cannot read. */
export function readRecurrence(lines: readonly string[], zone: string): Rule {
  const rules = lines.filter((line) => /^RRULE:/i.test(line))
  const [only] = rules
  if (!only || rules.length > 1) throw badRule()
  const except = new Set<string>()
  for (const line of lines) {
    if (line === only) continue
    const [, parameters = '', dates = ''] = /^EXDATE((?:;[^:]*)?):(.+)$/i.exec(line) ?? []
    if (dates === '') throw badRule()
    const tzid = /TZID=([^;]+)/i.exec(parameters)?.[1] ?? zone
    for (const date of dates.split(',')) except.add(suffix(readStamp(date, tzid)))
  }
  const parts = new Map(
    only
      .slice(6)
      .toUpperCase()
      .split(';')
      .map((part): [string, string] => {
        const [name = '', value = ''] = part.split('=')
        return [name, value]
      }),
  )
  for (const name of parts.keys()) {
    if (!['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'WKST'].includes(name)) throw badRule()
  }
  const freq = parts.get('FREQ')
  if (freq !== 'DAILY' && freq !== 'WEEKLY') throw badRule()
  const days = (parts.get('BYDAY')?.split(',') ?? []).map((day) => DAYS.indexOf(day) + 1)
  if (days.includes(0) || (parts.has('COUNT') && parts.has('UNTIL'))) throw badRule()
  const until = parts.get('UNTIL')
  return {
    freq,
    interval: whole(parts.get('INTERVAL') ?? '1'),
    count: parts.has('COUNT') ? whole(parts.get('COUNT') ?? '') : null,
    until: until === undefined ? null : readUntil(until, zone),
    days,
    except,
  }
}

export interface Instance extends Span {
  /** What follows the series' id in the instance's: `20261124T150000Z` or `20261124`. */
  suffix: string
}

/** The series' times that overlap [from, to), earliest first. */
export function instancesOf(
  series: Span & { recurrence: readonly string[] },
  { from, to, zone }: { from: number; to: number; zone: string },
): Instance[] {
  const ownZone = 'at' in series.start ? series.start.timeZone : zone
  const rule = readRecurrence(series.recurrence, ownZone)
  const first = localStart(series.start, ownZone)
  const lengthMs = startOf(series.end, zone) - startOf(series.start, zone)
  const found: Instance[] = []
  let counted = 0
  const monday = first.subtract({ days: first.dayOfWeek - 1 })
  for (let step = 0; counted < MOST_TIMES && step < MOST_TIMES * 7; step++) {
    const day = first.add({ days: step })
    if (!isDue(rule, { day, first, monday, step })) continue
    const start = at(series.start, day, ownZone)
    const begins = startOf(start, zone)
    if (rule.until !== null && begins > rule.until) break
    if (rule.count !== null && counted >= rule.count) break
    counted++
    if (begins >= to) break
    if (begins + lengthMs <= from || rule.except.has(suffix(start))) continue
    found.push({ suffix: suffix(start), start, end: endOf(series, start, day, lengthMs) })
  }
  return found
}

/** What an instance's id carries of its time. */
export function suffix(time: StoredTime): string {
  if ('date' in time) return time.date.replace(/-/g, '')
  return new Date(time.at).toISOString().replace(/[-:]|\.\d{3}/g, '')
}

function isDue(
  { freq, interval, days }: Rule,
  { day, first, monday, step }: Record<'day' | 'first' | 'monday', Temporal.PlainDate> & { step: number },
): boolean {
  if (freq === 'DAILY') return step % interval === 0 && (days.length === 0 || days.includes(day.dayOfWeek))
  const weeks = Math.floor(monday.until(day, { largestUnit: 'days' }).days / 7)
  if (weeks % interval !== 0) return false
  return days.length === 0 ? day.dayOfWeek === first.dayOfWeek : days.includes(day.dayOfWeek)
}

function localStart(time: StoredTime, zone: string): Temporal.PlainDate {
  return 'date' in time
    ? Temporal.PlainDate.from(time.date)
    : Temporal.Instant.fromEpochMilliseconds(time.at).toZonedDateTimeISO(zone).toPlainDate()
}

/** The same time of day on another day, as the clock in the series' zone shows it. */
function at(time: StoredTime, day: Temporal.PlainDate, zone: string): StoredTime {
  if ('date' in time) return { date: day.toString() }
  const clock = Temporal.Instant.fromEpochMilliseconds(time.at).toZonedDateTimeISO(zone).toPlainTime()
  return { at: day.toPlainDateTime(clock).toZonedDateTime(zone).epochMilliseconds, timeZone: time.timeZone }
}

function endOf(series: Span, start: StoredTime, day: Temporal.PlainDate, lengthMs: number): StoredTime {
  if ('at' in start) return { at: start.at + lengthMs, timeZone: start.timeZone }
  const { start: first, end: last } = series
  const days =
    'date' in first && 'date' in last
      ? Temporal.PlainDate.from(first.date).until(last.date, { largestUnit: 'days' }).days
      : 1
  return { date: day.add({ days }).toString() }
}

function readUntil(text: string, zone: string): number {
  const stamp = readStamp(text, zone)
  if ('at' in stamp) return stamp.at
  return Temporal.PlainDate.from(stamp.date).add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds - 1
}

function readStamp(text: string, zone: string): StoredTime {
  const [, year, month, day, clock, hour, minute, second, utc] =
    /^(\d{4})(\d\d)(\d\d)(T(\d\d)(\d\d)(\d\d)(Z)?)?$/i.exec(text.trim()) ?? []
  if (!year) throw badRule()
  try {
    const date = Temporal.PlainDate.from(`${year}-${month}-${day}`)
    if (!clock) return { date: date.toString() }
    const local = date.toPlainDateTime(`${hour}:${minute}:${second}`)
    return { at: local.toZonedDateTime(utc ? 'UTC' : zone).epochMilliseconds, timeZone: zone }
  } catch {
    // RangeError: no such day or time.
    throw badRule()
  }
}

function whole(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw badRule()
  return Number(text)
}

function badRule(): ApiProblem {
  return invalid('Invalid recurrence rule.')
}
