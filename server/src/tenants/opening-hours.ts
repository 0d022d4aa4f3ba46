import type { LocationSettings, OpeningHours } from './settings.ts'

const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const
const weekdayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** "9 am", "5:30 pm": a local clock time such as "17:30" in words. */
export function clockWords(time: string): string {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const half = hour % 24 < 12 ? 'am' : 'pm'
  const twelve = hour % 12 === 0 ? 12 : hour % 12
  return minute === 0 ? `${twelve} ${half}` : `${twelve}:${String(minute).padStart(2, '0')} ${half}`
}

/** The week in words, days with the same hours together: "Monday to Friday 9 am – 7 pm; Saturday 10 am – 3 pm; Sunday closed". */
export function weekWords(hours: OpeningHours): string {
  const days = weekdays.map((day) => periodWords(hours[day] ?? []))
  const runs: { from: number; to: number; words: string }[] = []
  days.forEach((words, index) => {
    const run = runs.at(-1)
    if (run?.words === words) run.to = index
    else runs.push({ from: index, to: index, words })
  })
  return runs
    .map(({ from, to, words }) => {
      const name = from === to ? weekdayNames[from] : `${weekdayNames[from]} to ${weekdayNames[to]}`
      return `${name} ${words}`
    })
    .join('; ')
}

/** Whether the location is open at an instant, and its day in words as its own clock counts it. */
export function openingAt(
  location: Pick<LocationSettings, 'hours' | 'timeZone'>,
  now: Date,
): { isOpen: boolean; line: string } {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(location.timeZone)
  const periods = periodsOn(location.hours, local.dayOfWeek)
  const clock = local.toPlainTime().toString({ smallestUnit: 'minute' })
  const isOpen = periods.some(([from, to]) => clock >= from && clock < to)
  if (isOpen || periods.some(([from]) => clock < from)) return { isOpen, line: `Open today ${periodWords(periods)}` }
  const next = [1, 2, 3, 4, 5, 6, 7].find(
    (days) => periodsOn(location.hours, weekdayAfter(local.dayOfWeek, days)).length > 0,
  )
  if (next === undefined) return { isOpen, line: 'Closed' }
  const day = weekdayAfter(local.dayOfWeek, next)
  const opensAt = clockWords(periodsOn(location.hours, day)[0]?.[0] ?? '')
  return { isOpen, line: `Closed now. Opens ${next === 1 ? 'tomorrow' : weekdayNames[day - 1]} at ${opensAt}` }
}

function weekdayAfter(weekday: number, days: number): number {
  return ((weekday - 1 + days) % 7) + 1
}

function periodsOn(hours: OpeningHours, weekday: number): [string, string][] {
  return hours[weekdays[weekday - 1] ?? '1'] ?? []
}

function periodWords(periods: [string, string][]): string {
  if (periods.length === 0) return 'closed'
  return periods.map(([from, to]) => `${clockWords(from)} – ${clockWords(to)}`).join(' and ')
}
