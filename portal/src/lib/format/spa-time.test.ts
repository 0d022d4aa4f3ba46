import { describe, expect, it } from 'vitest'
import { en } from '#lib/messages/en.ts'
import { createSpaTime } from './spa-time.ts'

const at = (now: string, timeZone = 'America/New_York') =>
  createSpaTime({ timeZone, messages: en, now: () => Date.parse(now) })

describe('times where the spa is', () => {
  it('shows the spa’s clock, not the reader’s', () => {
    expect(at('2026-11-24T15:00:00Z').clock('2026-11-24T14:41:00Z')).toBe('9:41 AM')
    expect(at('2026-11-24T15:00:00Z', 'America/Los_Angeles').clock('2026-11-24T14:41:00Z')).toBe('6:41 AM')
  })

  it('names the zone', () => {
    expect(at('2026-11-24T15:00:00Z').zoneName).toBe('Eastern Time')
    expect(at('2026-11-24T15:00:00Z').full('2026-07-01T14:41:05Z')).toBe('Wednesday, July 1, 2026 at 10:41:05 AM EDT')
  })

  it('is relative within a day and a date after it', () => {
    const time = at('2026-11-24T15:00:00Z')
    expect(time.relative('2026-11-24T15:00:20Z')).toBe('now')
    expect(time.relative('2026-11-24T14:59:01Z')).toBe('now')
    expect(time.relative('2026-11-24T14:48:00Z')).toBe('12 min ago')
    expect(time.relative('2026-11-23T15:00:01Z')).toBe('23 h ago')
    expect(time.relative('2026-11-23T15:00:00Z')).toBe('Nov 23')
    expect(time.relative('2025-11-23T15:00:00Z')).toBe('Nov 23, 2025')
  })

  it('calls a day today or yesterday by the spa’s calendar', () => {
    const time = at('2026-11-24T03:00:00Z')
    expect(time.day('2026-11-24T01:00:00Z')).toBe('Today')
    expect(time.day('2026-11-23T04:30:00Z')).toBe('Yesterday')
    expect(time.day('2026-11-17T15:00:00Z')).toBe('Tue, Nov 17')
    expect(time.day('2025-12-05T15:00:00Z')).toBe('Fri, Dec 5, 2025')
  })

  it('knows yesterday across the change of clocks and of years', () => {
    expect(at('2026-11-02T04:30:00Z').day('2026-10-31T16:00:00Z')).toBe('Yesterday')
    expect(at('2026-03-09T04:30:00Z').day('2026-03-08T05:30:00Z')).toBe('Yesterday')
    expect(at('2027-01-01T12:00:00Z').day('2026-12-31T12:00:00Z')).toBe('Yesterday')
  })
})
