import { expect, it } from 'vitest'
import { daySoFar } from './day-figures.ts'

it('compares the day so far with as much of the same weekday a week before', () => {
  const { today, before } = daySoFar(new Date('2026-11-24T19:30:00Z'), 'America/New_York')
  expect(today.from).toEqual(new Date('2026-11-24T05:00:00Z'))
  expect(today.until).toEqual(new Date('2026-11-24T19:30:00Z'))
  expect(before.from).toEqual(new Date('2026-11-17T05:00:00Z'))
  expect(before.until).toEqual(new Date('2026-11-17T19:30:00Z'))
})

it('ends at the same time on the wall when the clock has changed in between', () => {
  // 2:30 pm on the Tuesday after the clock went back, and on the one before.
  const { before } = daySoFar(new Date('2026-11-03T19:30:00Z'), 'America/New_York')
  expect(before.from).toEqual(new Date('2026-10-27T04:00:00Z'))
  expect(before.until).toEqual(new Date('2026-10-27T18:30:00Z'))
})

it('begins with the first moment of a day that has no midnight', () => {
  // Cairo skipped from 0:00 to 1:00 on 26 April 2024.
  const { today } = daySoFar(new Date('2024-04-26T10:00:00Z'), 'Africa/Cairo')
  expect(today.from).toEqual(new Date('2024-04-25T22:00:00Z'))
})
