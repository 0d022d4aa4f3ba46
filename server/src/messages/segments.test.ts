import fc from 'fast-check'
import { expect, it } from 'vitest'
import { countSegments } from './segments.ts'

const gsm = fc.string({ unit: fc.constantFrom(...'abc XYZ.!?1@£éà'), minLength: 1, maxLength: 500 })
const extended = fc.string({ unit: fc.constantFrom('a', '€', '[', '~'), minLength: 1, maxLength: 400 })

it.each([
  ['', 1],
  ['a'.repeat(160), 1],
  ['a'.repeat(161), 2],
  ['a'.repeat(306), 2],
  ['a'.repeat(307), 3],
  // An extension letter takes two places, and is not torn apart.
  ['€'.repeat(80), 1],
  ['€'.repeat(81), 2],
  [`${'a'.repeat(152)}€${'a'.repeat(151)}`, 2],
  [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
  ['ж'.repeat(70), 1],
  ['ж'.repeat(71), 2],
  ['ж'.repeat(134), 2],
  ['ж'.repeat(135), 3],
  ['😀'.repeat(35), 1],
  ['😀'.repeat(36), 2],
])('counts segments as the carriers do (case %#)', (text, expected) => {
  expect(countSegments(text)).toBe(expected)
})

it('counts what is in the short alphabet by its places', () => {
  fc.assert(
    fc.property(gsm, (text) => {
      expect(countSegments(text)).toBe(text.length <= 160 ? 1 : Math.ceil(text.length / 153))
    }),
    { numRuns: 40 },
  )
})

it('never gives less for more', () => {
  fc.assert(
    fc.property(fc.oneof(gsm, extended, fc.string({ unit: 'binary', maxLength: 200 })), gsm, (text, more) => {
      expect(countSegments(text + more)).toBeGreaterThanOrEqual(countSegments(text))
    }),
    { numRuns: 40 },
  )
})
