import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { truncationOf } from './truncation.ts'

const cut = fc.record({
  itemId: fc.constant('item'),
  receivedSamples: fc.nat(24_000 * 60),
  playedSamples: fc.nat(24_000 * 90),
  isComplete: fc.boolean(),
})

describe('what the provider is told of an utterance that was cut off', () => {
  it('is a whole number of ms, more than nothing and no more than there is: it is never refused', () => {
    fc.assert(
      fc.property(cut, (given) => {
        const truncation = truncationOf(given)
        if (truncation.type !== 'truncate') return
        expect(Number.isInteger(truncation.audioEndMs)).toBe(true)
        expect(truncation.audioEndMs).toBeGreaterThan(0)
        expect(truncation.audioEndMs).toBeLessThanOrEqual(given.receivedSamples / 24)
        expect(truncation.audioEndMs).toBeLessThanOrEqual(given.playedSamples / 24)
      }),
    )
  })

  it('deletes what nobody heard, and leaves alone what was heard to the end', () => {
    const whole = { itemId: 'item', receivedSamples: 24_000, isComplete: true }
    expect(truncationOf({ ...whole, playedSamples: 0 })).toEqual({ type: 'delete', itemId: 'item' })
    expect(truncationOf({ ...whole, playedSamples: 23 })).toEqual({ type: 'delete', itemId: 'item' })
    expect(truncationOf({ ...whole, playedSamples: 24_000 })).toEqual({ type: 'keep', itemId: 'item' })
    expect(truncationOf({ ...whole, playedSamples: 12_000 })).toEqual({
      type: 'truncate',
      itemId: 'item',
      audioEndMs: 500,
    })
  })
})
