import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contrast, parseHex, textColourOn } from './colour-contrast.ts'

const channel = fc.integer({ min: 0, max: 255 })

it('finds a text colour of at least 4.5:1 on every colour there is', () => {
  fc.assert(
    fc.property(fc.tuple(channel, channel, channel), (background) => {
      const text = textColourOn(background) === '#fff' ? ([255, 255, 255] as const) : ([0, 0, 0] as const)
      expect(contrast(background, text)).toBeGreaterThanOrEqual(4.5)
    }),
    { numRuns: 2_000 },
  )
})

it('knows the contrast of black and white', () => {
  expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21)
})

it('reads both hex notations and nothing else', () => {
  expect(parseHex('#0f7')).toEqual([0, 255, 119])
  expect(parseHex(' #0F766A ')).toEqual([15, 118, 106])
  expect(parseHex('#12345')).toBeNull()
  expect(parseHex('teal')).toBeNull()
})
