const FIRST_MS = 30_000
const MOST_MS = 30 * 60_000

/**
 * How long to leave a calendar alone that failed so often in a row. Doubles from half a minute to
 * half an hour; between half of that and all of it, by chance, so that the calendars of
 * one account, or all spas after an outage, do not come back at the same moment. `random` is from 0 to 1.
 */
export function retryDelayMs(failures: number, random: number): number {
  const most = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(Math.max(failures, 1) - 1, 20))
  return Math.round(most / 2 + (most / 2) * random)
}
