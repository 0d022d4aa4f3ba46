import { describe, expect, it } from 'vitest'
import { en } from '#lib/messages/en.ts'
import { formatDuration, formatWait } from './duration.ts'

describe('how long something took', () => {
  it.each([
    [-20, '0 s'],
    [0, '0 s'],
    [47_600, '48 s'],
    [59_900, '1 min'],
    [134_000, '2 min 14 s'],
    [3_600_000, '1 h'],
    [3_780_000, '1 h 3 min'],
  ])('calls a length of %d ms %s', (ms, words) => expect(formatDuration(en, ms)).toBe(words))

  it.each([
    [87, '0.09 s'],
    [640, '0.64 s'],
    [999, '1.0 s'],
    [2_140, '2.1 s'],
  ])('calls a wait of %d ms %s', (ms, words) => expect(formatWait(en, ms)).toBe(words))
})
