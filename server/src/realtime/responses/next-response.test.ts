import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextResponse } from './next-response.ts'
import {
  CANCEL_MS,
  RETRY_AFTER_MS,
  WATCHDOG_MS,
  isAnswering,
  noResponse,
  responseDeadline,
  type ResponseEvent,
  type ResponseState,
  type Want,
} from './response-state.ts'

const user: Want = { reason: 'user' }
const tools: Want = { reason: 'tools' }
const line = (kind: 'greeting' | 'filler' | 'emergency', text: string): Want => ({
  reason: 'line',
  line: { kind, text },
})

type Told = Partial<Omit<ResponseEvent, 'type'>> & { type: ResponseEvent['type'] } & Record<string, unknown>

function run(events: Told[]) {
  let state = noResponse
  const said: string[] = []
  for (const event of events) {
    const step = nextResponse(state, { nowMs: 0, isHeld: false, requestId: null, ...event } as ResponseEvent)
    state = step.state
    for (const command of step.commands) {
      if (command.type === 'request') said.push(`ask ${command.want.reason}`)
      else said.push(command.type === 'cancel' ? `cancel ${command.responseId}` : `gave up ${command.want.reason}`)
    }
  }
  return { state, said }
}

describe('answers', () => {
  it('are asked for one at a time, in order', () => {
    const { said } = run([
      { type: 'wanted', want: line('greeting', 'Hello') },
      { type: 'wanted', want: user },
      { type: 'started', responseId: 'a' },
      { type: 'ended', responseId: 'a', status: 'completed' },
    ])
    expect(said).toEqual(['ask line', 'ask user'])
  })

  it('serve every reason of their kind at once', () => {
    const { said } = run([
      { type: 'wanted', want: line('greeting', 'Hello') },
      { type: 'wanted', want: user },
      { type: 'wanted', want: tools },
      { type: 'wanted', want: user },
      { type: 'ended', responseId: 'a', status: 'completed' },
      { type: 'ended', responseId: 'b', status: 'completed' },
    ])
    expect(said).toEqual(['ask line', 'ask user'])
  })

  it('give a tool’s exact words a turn of their own, when the person has finished', () => {
    const exact: Want = { reason: 'exact', text: 'Shall I book it?' }
    const { said } = run([
      { type: 'wanted', want: exact, isHeld: true },
      { type: 'wanted', want: user, isHeld: true },
      { type: 'tick' },
      { type: 'ended', responseId: 'a', status: 'completed' },
    ])
    expect(said).toEqual(['ask exact', 'ask user'])
  })

  it('wait while the person speaks; fixed sentences do not', () => {
    const { said } = run([
      { type: 'wanted', want: tools, isHeld: true },
      { type: 'wanted', want: line('filler', 'One moment'), isHeld: true },
    ])
    expect(said).toEqual(['ask line'])
  })

  it('end even when their beginning was never told', () => {
    const { state } = run([
      { type: 'wanted', want: user },
      { type: 'ended', responseId: 'a', requestId: 'response-1', status: 'completed' },
    ])
    expect(isAnswering(state)).toBe(false)
  })

  it('that were refused because another is active are asked for again when that has ended', () => {
    const { said } = run([
      { type: 'wanted', want: user },
      { type: 'refused', requestId: 'response-1', isBusy: true },
      { type: 'ended', responseId: 'x', status: 'completed' },
    ])
    expect(said).toEqual(['ask user', 'ask user'])
  })

  it('that nobody here asked for are called off', () => {
    const { said, state } = run([{ type: 'started', responseId: 'x' }])
    expect(said).toEqual(['cancel x'])
    expect(state.cancelled.has('x')).toBe(true)
  })
})

describe('an interruption', () => {
  it('cancels what is active, and nothing is asked for until it has ended', () => {
    const events: Told[] = [
      { type: 'wanted', want: user },
      { type: 'started', responseId: 'a' },
      { type: 'interrupted' },
      { type: 'wanted', want: user },
    ]
    expect(run(events).said).toEqual(['ask user', 'cancel a'])
    expect(run([...events, { type: 'ended', responseId: 'a', status: 'cancelled' }]).said.at(-1)).toBe('ask user')
    expect(run([...events, { type: 'tick', nowMs: CANCEL_MS }]).said.at(-1)).toBe('ask user')
  })

  it('cancels what has not begun when it begins', () => {
    const { said } = run([
      { type: 'wanted', want: user },
      { type: 'interrupted' },
      { type: 'started', responseId: 'a', requestId: 'response-1' },
    ])
    expect(said).toEqual(['ask user', 'cancel a'])
  })
})

describe('an answer that does not come', () => {
  it('is asked for once more, then given up', () => {
    const { said } = run([
      { type: 'wanted', want: user },
      { type: 'tick', nowMs: WATCHDOG_MS },
      { type: 'tick', nowMs: WATCHDOG_MS + RETRY_AFTER_MS },
      { type: 'tick', nowMs: 2 * WATCHDOG_MS + RETRY_AFTER_MS },
    ])
    expect(said).toEqual(['ask user', 'ask user', 'gave up user'])
  })

  it('is called off when it has begun and says nothing', () => {
    const { said } = run([
      { type: 'wanted', want: user },
      { type: 'started', responseId: 'a' },
      { type: 'tick', nowMs: WATCHDOG_MS },
    ])
    expect(said).toEqual(['ask user', 'cancel a'])
  })

  it('is asked for once more after a failure, a moment later', () => {
    const failed: Told[] = [
      { type: 'wanted', want: user },
      { type: 'started', responseId: 'a' },
      { type: 'ended', responseId: 'a', status: 'failed', nowMs: 10 },
    ]
    expect(run(failed).said).toEqual(['ask user'])
    expect(run([...failed, { type: 'tick', nowMs: 10 + RETRY_AFTER_MS }]).said).toEqual(['ask user', 'ask user'])
  })
})

const want = fc.constantFrom<Want>(
  user,
  tools,
  { reason: 'exact', text: 'Shall I?' },
  line('greeting', 'Hello'),
  line('filler', 'One moment'),
)
const responseId = fc.constantFrom('a', 'b', 'c', 'd')
const told: fc.Arbitrary<Told> = fc.oneof(
  fc.record({ type: fc.constant('wanted' as const), want }),
  fc.record({ type: fc.constant('started' as const), responseId }),
  fc.record({ type: fc.constant('output' as const), responseId }),
  fc.record({
    type: fc.constant('ended' as const),
    responseId,
    status: fc.constantFrom('completed', 'cancelled', 'failed', 'incomplete'),
  }),
  fc.record({
    type: fc.constant('refused' as const),
    requestId: fc.constantFrom('response-1', 'response-2', 'response-3'),
    isBusy: fc.boolean(),
  }),
  fc.constant({ type: 'interrupted' as const }),
  fc.constant({ type: 'cleared' as const }),
  fc.constant({ type: 'tick' as const }),
)
const story = fc.array(fc.tuple(told, fc.boolean(), fc.integer({ min: 0, max: 4_000 })), { maxLength: 60 })

function live(
  events: [Told, boolean, number][],
  visit: (before: ResponseState, after: ReturnType<typeof nextResponse>, event: ResponseEvent) => void,
) {
  let state = noResponse
  let nowMs = 0
  for (const [event, isHeld, passedMs] of events) {
    nowMs += passedMs
    const full = { requestId: null, ...event, nowMs, isHeld } as ResponseEvent
    const step = nextResponse(state, full)
    visit(state, step, full)
    state = step.state
  }
  return { state, nowMs }
}

describe('whatever the provider tells, in whatever order', () => {
  it('never is a second answer asked for while one is outstanding', () => {
    fc.assert(
      fc.property(story, (events) => {
        live(events, (_before, { state, commands }) => {
          const requests = commands.filter(({ type }) => type === 'request')
          expect(requests.length).toBeLessThanOrEqual(1)
          if (requests.length === 1) expect(state.phase.name).toBe('requested')
        })
      }),
      { numRuns: 500 },
    )
  })

  it('the model’s own answer is never asked for while the person speaks', () => {
    fc.assert(
      fc.property(story, (events) => {
        live(events, (_before, { commands }, { isHeld }) => {
          for (const command of commands) {
            if (command.type === 'request' && isHeld) expect(command.want.reason).toBe('line')
          }
        })
      }),
      { numRuns: 500 },
    )
  })

  it('it always comes to rest: by the clock alone, everything wanted is asked for or given up', () => {
    fc.assert(
      fc.property(story, (events) => {
        let { state, nowMs } = live(events, () => undefined)
        for (let turns = 0; isAnswering(state); turns += 1) {
          expect(turns).toBeLessThan(200)
          const deadline = responseDeadline(state)
          // An answer that goes on is the provider's to end.
          nowMs = Math.max(nowMs, deadline ?? nowMs)
          const id = state.phase.name === 'active' ? state.phase.responseId : 'x'
          const event: ResponseEvent =
            deadline === null && state.phase.name === 'active'
              ? { type: 'ended', responseId: id, requestId: null, status: 'completed', nowMs, isHeld: false }
              : { type: 'tick', nowMs, isHeld: false }
          state = nextResponse(state, event).state
        }
      }),
      { numRuns: 300 },
    )
  })
})
