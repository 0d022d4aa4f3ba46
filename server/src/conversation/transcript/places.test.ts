import fc from 'fast-check'
import { expect, it } from 'vitest'
import { placeAtEnd, placeBetween, placeFromOutside } from './places.ts'

const place = fc.nat(1_000_000)

it('gives an open conversation even places and everybody else odd ones, each behind the last', () => {
  fc.assert(
    fc.property(place, (last) => {
      expect(placeAtEnd(last) % 2).toBe(0)
      expect(placeFromOutside(last) % 2).toBe(1)
      expect(placeAtEnd(last)).toBeGreaterThan(last)
      expect(placeFromOutside(last)).toBeGreaterThan(last)
    }),
  )
})

it('gives a late arrival an even place between two others, while there is one', () => {
  fc.assert(
    fc.property(place, fc.integer({ min: 1, max: 5_000 }), (before, gap) => {
      const found = placeBetween(before, before + gap)
      if (found === null) expect(gap).toBeLessThanOrEqual(4)
      const isBetween = found === null || (found % 2 === 0 && found > before && found < before + gap)
      expect(isBetween).toBe(true)
    }),
  )
})
