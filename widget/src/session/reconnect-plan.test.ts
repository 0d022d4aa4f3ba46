import { CloseCode } from '@ava/protocol/socket-rules.ts'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planReconnect } from './reconnect-plan.ts'

it('gets a new token at once, but not again and again', () => {
  expect(planReconnect({ code: CloseCode.unauthorized, attempt: 0, random: 0.5 })).toEqual({
    kind: 'retry',
    afterMs: 0,
  })
  expect(planReconnect({ code: CloseCode.unauthorized, attempt: 1, random: 0.5 })).not.toMatchObject({ afterMs: 0 })
})

it('leaves the conversation to the tab that opened it last', () => {
  expect(planReconnect({ code: CloseCode.replaced, attempt: 0, random: 0 })).toEqual({
    kind: 'stop',
    reason: 'replaced',
  })
})

it('waits when it was told that it is too fast', () => {
  const plan = planReconnect({ code: CloseCode.rateLimited, attempt: 0, random: 0 })
  expect(plan).toMatchObject({ kind: 'retry', afterMs: 5_000 })
})

it('waits longer each time, never longer than 15 s, and never at the same moment as everybody', () => {
  fc.assert(
    fc.property(fc.nat(40), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const plan = planReconnect({ code: 1006, attempt, random })
      if (plan.kind !== 'retry') throw new Error('A lost connection is tried again.')
      const full = Math.min(15_000, 400 * 2 ** attempt)
      expect(plan.afterMs).toBeGreaterThanOrEqual(full / 2)
      expect(plan.afterMs).toBeLessThanOrEqual(full)
    }),
  )
})
