import type { OpeningHours } from './settings.ts'

/** A period of one weekday (ISO: 1 Monday), in minutes after local midnight; 1440 is its end. */
export interface WeekPeriod {
  weekday: number
  startMin: number
  endMin: number
}

/** "09:30" → 570, "24:00" → 1440 */
export function minutesOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number)
  return hour! * 60 + minute!
}

/** 570 → "09:30", 1440 → "24:00" */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

const days = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** What is wrong with the periods of a week: index → words. Two that only touch do not overlap. */
export function weekProblems(periods: readonly WeekPeriod[]): Map<number, string> {
  const problems = new Map<number, string>()
  periods.forEach(({ startMin, endMin }, index) => {
    if (endMin <= startMin) problems.set(index, 'The end lies before the beginning.')
  })
  const sound = periods.map((period, index) => ({ ...period, index })).filter(({ index }) => !problems.has(index))
  for (const today of Map.groupBy(sound, ({ weekday }) => weekday).values()) {
    const inOrder = today.sort((a, b) => a.startMin - b.startMin || a.index - b.index)
    inOrder.forEach((period, position) => {
      const before = inOrder.slice(0, position).find(({ endMin }) => endMin > period.startMin)
      if (!before) return
      const other = `${clockOf(before.startMin)}–${clockOf(before.endMin)}`
      problems.set(period.index, `This overlaps with ${other} on ${days[period.weekday]}.`)
    })
  }
  return problems
}

/** As a location keeps them, in order. */
export function openingHoursOf(periods: readonly WeekPeriod[]): OpeningHours {
  const byDay = Map.groupBy(periods, ({ weekday }) => String(weekday) as keyof OpeningHours)
  return Object.fromEntries(
    [...byDay].map(([weekday, today]) => [
      weekday,
      today
        .toSorted((a, b) => a.startMin - b.startMin)
        .map(({ startMin, endMin }): [string, string] => [clockOf(startMin), clockOf(endMin)]),
    ]),
  )
}

/** The other way round. */
export function periodsOf(hours: OpeningHours): WeekPeriod[] {
  return Object.entries(hours).flatMap(([weekday, today]) =>
    (today ?? []).map(([from, to]) => ({
      weekday: Number(weekday),
      startMin: minutesOf(from),
      endMin: minutesOf(to),
    })),
  )
}
