import { describe, expect, it } from 'vitest'
import { en } from '#lib/messages/en.ts'
import { formatCents, formatMicroCents } from './money.ts'

describe('money', () => {
  it('writes prices with cents and separators', () => {
    expect(formatCents(en, { cents: 45_000, currency: 'USD' })).toBe('$450.00')
    expect(formatCents(en, { cents: 123_456_78, currency: 'USD' })).toBe('$123,456.78')
    expect(formatCents(en, { cents: 0, currency: 'USD' })).toBe('$0.00')
  })

  it.each([
    [0, '$0.00'],
    [1, 'under $0.0001'],
    [10_000, '$0.0001'],
    [1_230_000, '$0.0123'],
    [4_210_000, '$0.0421'],
    [99_994_000, '$0.9999'],
    [99_996_000, '$1.00'],
    [123_456_789, '$1.23'],
  ])('writes %d millionths of a cent as %s', (microCents, words) => {
    expect(formatMicroCents(en, microCents)).toBe(words)
  })
})
