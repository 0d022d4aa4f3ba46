import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CONFIRM_MS,
  GUARDED_CONFIRM_MS,
  interrupt,
  interruptionDeadline,
  nobodySpeaks,
  type InterruptionContext,
  type InterruptionEvent,
} from './interruption.ts'

type Told = InterruptionEvent & { at: number } & Partial<InterruptionContext>

function run(events: Told[], given: Partial<InterruptionContext> = {}) {
  let state = nobodySpeaks
  const said: string[] = []
  for (const { at, ...event } of events) {
    const context = {
      isAvaBusy: true,
      isAudible: true,
      protection: 'none',
      mode: 'hybrid',
      ...given,
      ...event,
      nowMs: at,
    } as InterruptionContext
    const step = interrupt(state, event, context)
    state = step.state
    for (const command of step.commands) {
      said.push(command.type === 'duck' ? (command.isDucked ? 'duck' : 'unduck') : 'interrupt')
    }
  }
  return { state, said }
}

const clientStarts = { type: 'started', by: 'client', sinceMs: 64, at: 1_000 } as const

describe('somebody speaks while Ava does', () => {
  it('lowers her voice at once and stops her when it lasts', () => {
    const { state, said } = run([clientStarts])
    expect(said).toEqual(['duck'])
    const context = { nowMs: 1_000, isAvaBusy: true, isAudible: true, protection: 'none', mode: 'hybrid' } as const
    expect(interruptionDeadline(state, context)).toBe(1_000 - 64 + CONFIRM_MS)
    expect(run([clientStarts, { type: 'tick', at: 1_186 }]).said).toEqual(['duck', 'interrupt', 'unduck'])
  })

  it('goes on at full voice after a short “mhm”, whatever the provider says about it later', () => {
    const { said } = run([
      clientStarts,
      { type: 'ended', by: 'client', at: 1_150 },
      { type: 'started', by: 'server', sinceMs: 250, at: 1_180 },
      { type: 'tick', at: 1_600 },
    ])
    expect(said).toEqual(['duck', 'unduck'])
  })

  it('is stopped by the provider’s word alone where the client has no detector', () => {
    const { said } = run([
      { type: 'started', by: 'server', sinceMs: 100, at: 1_000 },
      { type: 'tick', at: 1_150 },
    ])
    expect(said).toEqual(['duck', 'interrupt', 'unduck'])
  })

  it('is only lowered by the client’s word in the provider’s modes', () => {
    const { said } = run([clientStarts, { type: 'tick', at: 5_000 }], { mode: 'server' })
    expect(said).toEqual(['duck'])
  })
})

describe('protected words', () => {
  it('are stopped by nothing when they are absolute', () => {
    const { said } = run(
      [clientStarts, { type: 'started', by: 'server', sinceMs: 200, at: 1_200 }, { type: 'tick', at: 9_000 }],
      { protection: 'absolute' },
    )
    expect(said).toEqual([])
  })

  it('that are guarded give way to a sentence that both have heard, not to a noise', () => {
    const both: Told[] = [clientStarts, { type: 'started', by: 'server', sinceMs: 200, at: 1_200 }]
    expect(run([...both, { type: 'tick', at: 1_500 }], { protection: 'guarded' }).said).toEqual([])
    expect(run([...both, { type: 'tick', at: 936 + GUARDED_CONFIRM_MS }], { protection: 'guarded' }).said).toEqual([
      'interrupt',
    ])
  })
})

const told = fc.oneof(
  fc.record({
    type: fc.constant('started' as const),
    by: fc.constantFrom('client' as const, 'server' as const),
    sinceMs: fc.integer({ min: -100, max: 900 }),
  }),
  fc.record({ type: fc.constant('ended' as const), by: fc.constantFrom('client' as const, 'server' as const) }),
  fc.constant({ type: 'tick' as const }),
)
const moment = fc.record({
  event: told,
  passedMs: fc.integer({ min: 0, max: 400 }),
  isAvaBusy: fc.boolean(),
  isAudible: fc.boolean(),
  protection: fc.constantFrom('none' as const, 'guarded' as const, 'absolute' as const),
})

describe('whatever is heard', () => {
  it('ducks and un-ducks in turn, never while she is silent, and never touches absolute words', () => {
    fc.assert(
      fc.property(fc.array(moment, { maxLength: 50 }), (moments) => {
        let state = nobodySpeaks
        let nowMs = 0
        let isDucked = false
        for (const { event, passedMs, isAvaBusy, isAudible, protection } of moments) {
          nowMs += passedMs
          const context: InterruptionContext = {
            nowMs,
            isAvaBusy: isAvaBusy || isAudible,
            isAudible,
            protection,
            mode: 'hybrid',
          }
          const step = interrupt(state, event, context)
          state = step.state
          for (const command of step.commands) {
            if (command.type === 'interrupt') expect(protection).not.toBe('absolute')
            else {
              expect(command.isDucked).toBe(!isDucked)
              isDucked = command.isDucked
            }
          }
          if (!isAudible) expect(isDucked).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })
})
