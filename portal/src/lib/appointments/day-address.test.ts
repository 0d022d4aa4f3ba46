import { expect, it } from 'vitest'
import { dayAction, dayAddress, dayParams } from './day-address.ts'

const day = {
  date: '2026-11-25',
  today: '2026-11-24',
  locationId: 'b',
  locations: [
    { id: 'a', name: 'Main Street' },
    { id: 'b', name: 'Harbour' },
  ],
}

it('names the day and the location that are shown', () => {
  expect(dayAddress('/appointments/x', dayParams(day))).toBe('/appointments/x?date=2026-11-25&location=b')
  expect(dayAction('act', dayParams(day))).toBe('?/act&date=2026-11-25&location=b')
})

it('names neither today nor the first location', () => {
  const params = dayParams(day, { date: '2026-11-24', locationId: 'a' })
  expect(dayAddress('/appointments', params)).toBe('/appointments')
  expect(dayAction('act', params)).toBe('?/act')
})
