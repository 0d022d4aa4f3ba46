import { describe, expect, it } from 'vitest'
import { decideOutcome } from './outcome.ts'

const facts = (eventTypes: string[], more: { hasBooked?: boolean; hasCustomerMessage?: boolean } = {}) =>
  decideOutcome({ hasBooked: false, hasCustomerMessage: true, eventTypes: new Set(eventTypes), ...more })

describe('the outcome of a conversation', () => {
  it('is an emergency whatever else happened', () => {
    expect(facts(['booked', 'emergency'], { hasBooked: true })).toBe('emergency')
  })
  it('is booked only when there is a booking or one was made', () => {
    expect(facts(['answered'], { hasBooked: true })).toBe('booked')
    expect(facts(['booked', 'cancelled'])).toBe('booked')
    expect(facts(['answered'])).toBe('answered')
  })
  it('prefers what changed in the calendar to what was left for people', () => {
    expect(facts(['moved', 'message_taken'])).toBe('moved')
    expect(facts(['handed_over', 'message_taken'])).toBe('transferred')
    expect(facts(['answered', 'taken_over'])).toBe('transferred')
  })
  it('is abandoned when nothing came of it', () => {
    expect(facts([])).toBe('abandoned')
    expect(facts(['answered'], { hasCustomerMessage: false })).toBe('abandoned')
  })
})
