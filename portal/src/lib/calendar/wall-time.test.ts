import { expect, it } from 'vitest'
import { createWallTime, utcOffset, wallTimeAfter } from './wall-time.ts'

it('shows the wall clock of the spa on the days on which it changes', () => {
  const wall = createWallTime('America/New_York')
  expect(wall('2026-03-08T06:59:00Z')).toBe('2026-03-08T01:59:00')
  expect(wall('2026-03-08T07:00:00Z')).toBe('2026-03-08T03:00:00')
  expect(wall('2026-11-01T14:00:00Z')).toBe('2026-11-01T09:00:00')
  expect(wall('2026-11-25T05:00:00Z')).toBe('2026-11-25T00:00:00')
})

it('moves over the change of the clock by what its face shows', () => {
  expect(wallTimeAfter('2026-03-07T10:00:00', { days: 1, seconds: 900 })).toBe('2026-03-08T10:15')
  expect(wallTimeAfter('2026-12-31T23:30', { days: 0, seconds: 3600 })).toBe('2027-01-01T00:30')
})

it('knows how far a clock is from UTC, in winter and in summer, and where it is half an hour', () => {
  expect(utcOffset('America/New_York', Date.parse('2026-11-24T12:00:00Z'))).toBe('-05:00')
  expect(utcOffset('America/New_York', Date.parse('2026-07-01T12:00:30Z'))).toBe('-04:00')
  expect(utcOffset('America/St_Johns', Date.parse('2026-11-24T12:00:00Z'))).toBe('-03:30')
  expect(utcOffset('Asia/Tokyo', Date.parse('2026-11-24T12:00:00Z'))).toBe('+09:00')
})
