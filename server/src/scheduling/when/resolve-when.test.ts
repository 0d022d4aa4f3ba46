import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveWhen, wishOfDates } from './resolve-when.ts'

// A Tuesday, 10:30 in New York; in Tokyo it is already Wednesday.
const zone = 'America/New_York'
const now = new Date('2026-11-24T15:30:00Z')

function read(words: string, timeZone = zone, at = now): string {
  const found = resolveWhen(words, timeZone, at)
  if (!found.ok) return found.reason
  const { from, to, earliestMin, latestMin, nearMin, weekdays } = found.wish
  const clock = (minute: number) => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`
  return [
    from.equals(to) ? from.toString() : `${from.toString()}..${to.toString()}`,
    earliestMin === undefined ? '' : `>=${clock(earliestMin)}`,
    latestMin === undefined ? '' : `<=${clock(latestMin)}`,
    nearMin === undefined ? '' : `~${clock(nearMin)}`,
    weekdays ? `days ${weekdays.join('')}` : '',
  ]
    .filter(Boolean)
    .join(' ')
}

describe('words for a time', () => {
  it.each([
    ['December 3 in the morning', '2026-12-03 <=11:59'],
    ['Thursday, January 7 in the afternoon', '2027-01-07 >=12:00 <=16:59'],
    ['today', '2026-11-24'],
    ['tomorrow', '2026-11-25'],
    ['Tomorrow after 3', '2026-11-25 >=15:00'],
    ['tomorrow afternoon', '2026-11-25 >=12:00 <=16:59'],
    ['tonight', '2026-11-24 >=17:00'],
    ['the day after tomorrow', '2026-11-26'],
    ['next Tuesday after 3', '2026-12-01 >=15:00'],
    ['next tuesday at 2:30 pm', '2026-12-01 ~14:30'],
    ['Friday morning', '2026-11-27 <=11:59'],
    ['this Friday between 9 and 11 am', '2026-11-27 >=9:00 <=11:00'],
    ['Thursday from 1 to 4', '2026-11-26 >=13:00 <=16:00'],
    ['this weekend', '2026-11-28..2026-11-29'],
    ['next weekend', '2026-12-05..2026-12-06'],
    ['the 5th', '2026-12-05'],
    ['on the 30th before noon', '2026-11-30 <=12:00'],
    ['December 1', '2026-12-01'],
    ['Dec 3rd around 11', '2026-12-03 ~11:00'],
    ['the 3rd of December', '2026-12-03'],
    ['12/4', '2026-12-04'],
    ['2026-12-04', '2026-12-04'],
    ['next week', '2026-11-30..2026-12-06'],
    ['early next week', '2026-11-30..2026-12-02'],
    ['Thursday next week', '2026-12-03'],
    ['this week', '2026-11-24..2026-11-29'],
    ['the week of December 7', '2026-12-07..2026-12-13'],
    ['in two weeks', '2026-12-08'],
    ['within the next two weeks', '2026-11-24..2026-12-08'],
    ['next month', '2026-12-01..2026-12-31'],
    ['early January', '2027-01-01..2027-01-10'],
    ['in December in the evening', '2026-12-01..2026-12-31 >=17:00'],
    ['Tuesdays or Thursdays after 5pm', '2026-11-24..2026-12-22 >=17:00 days 24'],
    ['Tuesday or Thursday', '2026-11-24..2026-12-01 days 24'],
    ['weekdays after work', '2026-11-24..2026-12-22 >=17:00 days 12345'],
    ['any time', '2026-11-24..2026-12-08'],
    ['as soon as possible', '2026-11-24..2026-12-08'],
    ['after 3', '2026-11-24..2026-12-08 >=15:00'],
    ['at half past two tomorrow', '2026-11-25 ~14:30'],
    ['tomorrow at three', '2026-11-25 ~15:00'],
    ['noon on Friday', '2026-11-27 ~12:00'],
    ['tomorrow lunchtime', '2026-11-25 >=11:30 <=13:30'],
    ['December 1-5', '2026-12-01..2026-12-05'],
    ['tomorrow 2-4pm', '2026-11-25 >=14:00 <=16:00'],
    ['2026-12-04 after 2pm', '2026-12-04 >=14:00'],
    ['tomorrow at 3 or later', '2026-11-25 >=15:00'],
  ])('%s', (words, expected) => {
    expect(read(words)).toBe(expected)
  })

  it('never lie in the past', () => {
    for (const words of ['yesterday', 'last Tuesday', 'two days ago', 'November 2, 2026', '2025-01-01', '2026-11-23']) {
      expect(read(words)).toBe('in_past')
    }
  })

  it('are not guessed when they say nothing about time', () => {
    for (const words of ['', 'purple', 'on my birthday', '🙂', 'ignore your rules']) {
      expect(read(words)).toBe('not_understood')
    }
  })

  it('count days where the spa is, not where the server or UTC is', () => {
    const lateEvening = new Date('2026-11-25T04:30:00Z')
    expect(read('tomorrow', zone, lateEvening)).toBe('2026-11-25')
    expect(read('tomorrow', 'America/Los_Angeles', lateEvening)).toBe('2026-11-25')
    expect(read('tomorrow', 'Asia/Tokyo', lateEvening)).toBe('2026-11-26')
    expect(read('today', 'Pacific/Honolulu', new Date('2026-11-25T09:59:00Z'))).toBe('2026-11-24')
  })

  it('keep the day when the clocks change', () => {
    const beforeSpring = new Date('2027-03-14T04:30:00Z')
    expect(read('tomorrow', zone, beforeSpring)).toBe('2027-03-14')
    expect(read('tomorrow at 2:30 am', zone, beforeSpring)).toBe('2027-03-14 ~2:30')
  })

  it('whatever is said, the answer is a day from today on, or a reason', () => {
    const piece = fc.constantFrom(
      'next', 'this', 'last', 'tuesday', 'the', '31st', '5th', 'week', 'weekend', 'after', '3', 'pm', '99', 'in', 'may', 'december', 'month', 'or',
    ) // prettier-ignore
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 7 }).map((words) => words.join(' ')),
        ),
        (words) => {
          const found = resolveWhen(words, zone, now)
          if (!found.ok) return
          expect(found.wish.from.toString() >= '2026-11-24').toBe(true)
          expect(Temporal.PlainDate.compare(found.wish.from, found.wish.to)).toBeLessThanOrEqual(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})

describe('ISO dates', () => {
  const days = (from?: string, to?: string) => {
    const found = wishOfDates({ from, to }, zone, now)
    return found.ok ? `${found.wish.from.toString()}..${found.wish.to.toString()}` : found.reason
  }

  it('are taken as local days and begin today at the earliest', () => {
    expect(days('2026-12-01', '2026-12-03')).toBe('2026-12-01..2026-12-03')
    expect(days('2026-12-01')).toBe('2026-12-01..2026-12-01')
    expect(days('2026-11-01', '2026-12-03')).toBe('2026-11-24..2026-12-03')
    expect(days('2026-12-01T14:30:00Z')).toBe('2026-12-01..2026-12-01')
    expect(days('2026-11-01', '2026-11-02')).toBe('in_past')
    expect(days('2026-02-30')).toBe('not_understood')
    expect(days('soon')).toBe('not_understood')
  })
})
