import { describe, expect, it } from 'vitest'
import { clockWords, openingAt, weekWords } from './opening-hours.ts'

const day: [string, string][] = [['09:00', '19:00']]
const hours = { '1': day, '2': day, '3': day, '4': day, '5': day, '6': [['10:00', '15:30']] as [string, string][] }

describe('opening hours in words', () => {
  it('joins days with the same hours', () => {
    expect(weekWords(hours)).toBe('Monday to Friday 9 am – 7 pm; Saturday 10 am – 3:30 pm; Sunday closed')
  })

  it('names noon and midnight as people do', () => {
    expect([clockWords('12:00'), clockWords('00:30'), clockWords('13:05')]).toEqual(['12 pm', '12:30 am', '1:05 pm'])
  })

  const at = (instant: string) => openingAt({ hours, timeZone: 'America/New_York' }, new Date(instant))

  it('is open by the clock of the location, not of the server', () => {
    // Half past midnight UTC is 19:30 of Monday in New York; an hour earlier it is 18:30.
    expect(at('2026-01-06T00:30:00Z').isOpen).toBe(false)
    expect(at('2026-01-05T23:30:00Z')).toEqual({ isOpen: true, line: 'Open today 9 am – 7 pm' })
  })

  it('says when it opens next: later today, tomorrow, or after the weekend', () => {
    expect(at('2026-01-05T12:00:00Z')).toEqual({ isOpen: false, line: 'Open today 9 am – 7 pm' })
    expect(at('2026-01-06T02:00:00Z').line).toBe('Closed now. Opens tomorrow at 9 am')
    expect(at('2026-01-10T22:00:00Z').line).toBe('Closed now. Opens Monday at 9 am')
  })

  it('follows the clock change', () => {
    // 2026-03-09 is the first Monday of daylight saving time: 13:00 UTC is 9:00.
    expect(at('2026-03-09T13:00:00Z').isOpen).toBe(true)
    expect(at('2026-03-02T13:00:00Z').isOpen).toBe(false)
  })
})
