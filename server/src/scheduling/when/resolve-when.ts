import { takeClockWords } from './clock-words.ts'
import { readDays } from './day-words.ts'
import { anyTime, todayIn, type TimeWish } from './time-wish.ts'

export type ResolvedWhen =
  | { ok: true; wish: TimeWish; /** False: the words were about the time of day only. */ namesDays: boolean }
  | { ok: false; reason: 'in_past' | 'not_understood' }

/**
 * What a person's own words for a time mean ("tomorrow", "next Tuesday after 3", "this
 * weekend", "the 5th"), counted on the calendar and clock of `timeZone`. Days that have gone
 * by are refused, never moved: the person meant another day than they said.
 */
export function resolveWhen(words: string, timeZone: string, now: Date): ResolvedWhen {
  const { rest, ...clock } = takeClockWords(words.slice(0, 300))
  const today = todayIn(timeZone, now)
  const days = readDays(rest, today, timeZone, now)
  const hasClock = clock.earliestMin !== undefined || clock.latestMin !== undefined || clock.nearMin !== undefined
  if (!days && !hasClock) return { ok: false, reason: 'not_understood' }
  const range = days ?? anyTime(timeZone, now)
  if (Temporal.PlainDate.compare(range.to, today) < 0) return { ok: false, reason: 'in_past' }
  const from = Temporal.PlainDate.compare(range.from, today) < 0 ? today : range.from
  return {
    ok: true,
    wish: { ...clock, from, to: range.to, weekdays: days?.weekdays, timeZone },
    namesDays: days !== null,
  }
}

/** The wish of two ISO dates. Null when one is no date; `in_past` when the last day has gone by. */
export function wishOfDates(
  dates: { from?: string | undefined; to?: string | undefined },
  timeZone: string,
  now: Date,
): ResolvedWhen {
  const first = dates.from ?? dates.to
  if (first === undefined) return { ok: true, wish: anyTime(timeZone, now), namesDays: false }
  const today = todayIn(timeZone, now)
  try {
    const from = Temporal.PlainDate.from(first.slice(0, 10))
    const to = Temporal.PlainDate.from((dates.to ?? first).slice(0, 10))
    if (Temporal.PlainDate.compare(to, today) < 0) return { ok: false, reason: 'in_past' }
    const start = Temporal.PlainDate.compare(from, today) < 0 ? today : from
    // Turned round, they still mean the days between them.
    const last = Temporal.PlainDate.compare(to, start) < 0 ? start : to
    return { ok: true, wish: { from: start, to: last, timeZone }, namesDays: true }
  } catch (error) {
    if (error instanceof RangeError) return { ok: false, reason: 'not_understood' }
    throw error
  }
}
