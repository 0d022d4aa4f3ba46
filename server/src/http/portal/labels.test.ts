import { describe, expect, it } from 'vitest'
import { eventLabel, taskDetails, toolLabel } from './labels.ts'

describe('a tool call in words', () => {
  it.each([
    ['book_appointment', { status: 'done', result: { ok: true } }, 'Booked an appointment'],
    [
      'book_appointment',
      { status: 'done', result: { ok: false, reason: 'needs_confirmation' } },
      'Booking an appointment: asked “are you sure?”',
    ],
    ['book_appointment', { status: 'failed', result: null }, 'Booking an appointment: a system did not answer'],
    [
      'hold_slot',
      { status: 'done', result: { ok: false, reason: 'slot_taken' } },
      'Keeping a time free: the time had just been taken',
    ],
    [
      'hold_slot',
      { status: 'done', result: { ok: false, reason: 'some_new_reason' } },
      'Keeping a time free: some new reason',
    ],
    ['water_the_plants', { status: 'done', result: {} }, 'Water the plants'],
  ])('%s', (name, call, label) => {
    expect(toolLabel(name, call)).toBe(label)
  })
})

describe('an event in words', () => {
  it.each([
    ['handed_over', {}, 'A person was asked for'],
    ['call_ended', { reason: 'idle' }, 'Call ended: nobody spoke any more'],
    ['call_ended', { reason: 'new' }, 'Call ended'],
    ['call_ended', null, 'Call ended'],
    ['somethingElse', [], 'Something else'],
  ])('%s %j', (type, data, label) => {
    expect(eventLabel(type, data)).toBe(label)
  })
})

it('shows what a person needs to act, and no ids', () => {
  expect(
    taskDetails({
      callBack: '+15550100',
      customerId: 'x',
      slot_ids: ['y'],
      times: ['9', 10],
      nested: { a: 1 },
      empty: '',
    }),
  ).toEqual([
    { label: 'Call back', value: '+15550100' },
    { label: 'Times', value: '9, 10' },
  ])
  expect(taskDetails(null)).toEqual([])
})
