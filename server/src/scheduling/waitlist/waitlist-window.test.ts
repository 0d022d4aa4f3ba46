import { describe, expect, it } from 'vitest'
import { endOfWindow, isInWindow } from './waitlist-window.ts'
import { windowWords } from './window-words.ts'

const window = {
  fromDate: new Date('2026-11-01T00:00:00Z'),
  toDate: new Date('2026-11-03T00:00:00Z'),
  earliestMin: 60,
  latestMin: 120,
  weekdays: [] as number[],
}

describe('a window of the waitlist', () => {
  it('is read by the clock where the visit would be', () => {
    const instant = new Date('2026-11-02T06:30:00Z')
    expect(isInWindow(window, instant, 'America/New_York')).toBe(true)
    expect(isInWindow(window, instant, 'America/Los_Angeles')).toBe(false)
    expect(isInWindow(window, new Date('2026-11-04T06:30:00Z'), 'America/New_York')).toBe(false)
  })

  it('knows the repeated hour of the night in which clocks go back twice', () => {
    for (const instant of ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']) {
      expect(isInWindow(window, new Date(instant), 'America/New_York')).toBe(true)
    }
    expect(isInWindow(window, new Date('2026-11-01T04:30:00Z'), 'America/New_York')).toBe(false)
  })

  it('ends with its last day', () => {
    expect(endOfWindow(window, 'America/New_York')).toEqual(new Date('2026-11-04T05:00:00Z'))
  })

  it('is said in words', () => {
    expect(windowWords(window)).toBe('Sunday, November 1 to Tuesday, November 3 between 1 AM and 2 AM')
    const oneDay = { ...window, toDate: window.fromDate, latestMin: null, weekdays: [7] }
    expect(windowWords(oneDay)).toBe('Sunday, November 1, Sundays from 1 AM')
  })
})
