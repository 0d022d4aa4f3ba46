import { expect, it } from 'vitest'
import { calendarParams, daysShown, readShown, step } from './shown.ts'

const read = (address: string) => readShown(new URLSearchParams(address), { today: '2026-11-24' })

it('shows today by provider where an address says nothing, or what makes no sense', () => {
  const usual = { view: 'day', date: '2026-11-24', by: 'provider', who: '', location: '' }
  expect(read('')).toEqual(usual)
  expect(read('view=year&date=2026-13-45&by=moon&who=<script>&location=1')).toEqual(usual)
})

it('shows whole weeks, also over the end of a month and of a year', () => {
  expect(daysShown({ view: 'week', date: '2026-11-24' }, 0)).toEqual({ from: '2026-11-22', to: '2026-11-28' })
  expect(daysShown({ view: 'week', date: '2027-01-01' }, 1)).toEqual({ from: '2026-12-28', to: '2027-01-03' })
  expect(daysShown({ view: 'month', date: '2026-11-24' }, 0)).toEqual({ from: '2026-11-01', to: '2026-12-12' })
})

it('goes one page on and back, to a month of any length', () => {
  expect(step({ view: 'month', date: '2027-01-31' }, 1)).toBe('2027-02-01')
  expect(step({ view: 'week', date: '2026-03-08' }, -1)).toBe('2026-03-01')
  expect(step({ view: 'day', date: '2026-12-31' }, 1)).toBe('2027-01-01')
})

it('names only what is not usual', () => {
  const shown = read('')
  expect(calendarParams(shown).toString()).toBe('date=2026-11-24')
  expect(calendarParams(shown, { view: 'week', by: 'room' }).toString()).toBe('date=2026-11-24&view=week&by=room')
})
