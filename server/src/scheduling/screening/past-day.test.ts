import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPastDay } from './past-day.ts'

// A Tuesday, 10:30 in New York.
const now = new Date('2026-11-24T15:30:00Z')
const read = (words: string, timeZone = 'America/New_York', at = now) => {
  const found = readPastDay(words, timeZone, at)
  return found && `${found.date.toString()}${found.isOngoing ? ' ongoing' : ''}`
}

describe('the day that an answer was last so', () => {
  it.each([
    ['I stopped Accutane in June', '2026-06-30'],
    ['June', '2026-06-30'],
    ['in june 2025', '2025-06-30'],
    ['in June of last year', '2025-06-30'],
    ['last December', '2025-12-31'],
    ['in December', '2025-12-31'],
    ['early this month', '2026-11-24'],
    ['in November', '2026-11-24'],
    ['last month', '2026-10-31'],
    ['last week', '2026-11-22'],
    ['last year', '2025-12-31'],
    ['two weeks ago', '2026-11-10'],
    ['about three weeks ago', '2026-11-03'],
    ['a couple of weeks ago', '2026-11-10'],
    ['over a year ago', '2025-11-24'],
    ['half a year ago', '2026-05-24'],
    ['a year and a half ago', '2025-05-24'],
    ['yesterday', '2026-11-23'],
    ['10 days ago', '2026-11-14'],
    ['on June 5', '2026-06-05'],
    ['the 5th of June', '2026-06-05'],
    ['June 5th, 2025', '2025-06-05'],
    ['2026-06-05', '2026-06-05'],
    ['2026-06', '2026-06-30'],
    ['6/2026', '2026-06-30'],
    ['6/5/2026', '2026-06-05'],
    ['in 2024', '2024-12-31'],
    ['last summer', '2026-08-31'],
    ['in the spring', '2026-05-31'],
    ['from March to June', '2026-06-30'],
    ['I am still taking it', '2026-11-24 ongoing'],
    ['right now', '2026-11-24 ongoing'],
    ['today', '2026-11-24 ongoing'],
    ["I don't take it now, I stopped in June", '2026-06-30'],
    ['next Friday', '2026-12-04'],
    ['I have a dentist appointment on December 5', '2026-12-05'],
  ])('%s', (words, expected) => {
    expect(read(words)).toBe(expected)
  })

  it.each(['', 'yes', 'no idea', 'a while back', 'purple', 'I may have', '12', 'when I was young'])(
    'is not guessed from "%s"',
    (words) => {
      expect(read(words)).toBe(null)
    },
  )

  it('is counted where the spa is', () => {
    const lateEvening = new Date('2026-11-25T04:30:00Z')
    expect(read('yesterday', 'America/New_York', lateEvening)).toBe('2026-11-23')
    expect(read('yesterday', 'Asia/Tokyo', lateEvening)).toBe('2026-11-24')
  })

  it('whatever is said, is a day or none, and never far ahead', () => {
    const piece = fc.constantFrom('last', 'in', 'june', 'may', '2024', 'ago', 'two', 'weeks', 'month', '31', 'the', 'of', '0/0', 'now', 'next', 'february 30') // prettier-ignore
    const anyWords = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 7 }).map((words) => words.join(' ')),
    )
    fc.assert(
      fc.property(anyWords, (words) => {
        const found = readPastDay(words, 'America/New_York', now)
        if (found) expect(Temporal.PlainDate.from('2026-11-24').until(found.date).days).toBeLessThanOrEqual(366)
      }),
      { numRuns: 500 },
    )
  })
})
