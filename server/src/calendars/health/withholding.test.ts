import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CalendarErrorKind } from '../../adapters/calendar/calendar.ts'
import { retryDelayMs } from './retry-delay.ts'
import { isToBeWithheld, STALE_MS } from './withholding.ts'

const now = new Date('2026-12-01T12:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)

describe('a calendar that fails', () => {
  it.each<[CalendarErrorKind]>([['dead_token'], ['forbidden'], ['bad_answer'], ['refused']])(
    'with %s is withheld at once',
    (kind) => {
      expect(isToBeWithheld(kind, { lastSyncedAt: ago(1), now })).toBe(true)
    },
  )

  it.each<[CalendarErrorKind]>([['quota'], ['unreachable']])(
    'with %s is withheld once what we know is stale',
    (kind) => {
      expect(isToBeWithheld(kind, { lastSyncedAt: ago(STALE_MS), now })).toBe(false)
      expect(isToBeWithheld(kind, { lastSyncedAt: ago(STALE_MS + 1), now })).toBe(true)
      expect(isToBeWithheld(kind, { lastSyncedAt: null, now })).toBe(true)
    },
  )

  it('is left alone longer and longer, to half an hour, and never at the same moment', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.double({ min: 0, max: 1, noNaN: true }), (failures, random) => {
        const delay = retryDelayMs(failures, random)
        expect(delay).toBeGreaterThanOrEqual(15_000)
        expect(delay).toBeLessThanOrEqual(30 * 60_000)
        expect(retryDelayMs(failures + 1, random)).toBeGreaterThanOrEqual(delay)
      }),
    )
    expect(retryDelayMs(3, 0)).toBeLessThan(retryDelayMs(3, 1))
  })
})
