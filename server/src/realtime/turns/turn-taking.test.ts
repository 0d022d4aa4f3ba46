import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FAST_COMMIT_MS, hasOpenTurn, noTurn, turnDeadline, type TurnEvent, type TurnSettings } from './turn-state.ts'
import { takeTurn } from './turn-taking.ts'
import { liveThrough, speechIn, type Stretch, type World } from './turn-world.ts'

const hybrid: TurnSettings = { mode: 'hybrid', prefixPaddingMs: 300, silenceMs: 600 }

/** Runs events in order; `at` is both the clock and the appended audio. */
function run(events: (Record<string, unknown> & { type: string; at: number })[], settings = hybrid) {
  let state = noTurn
  const commands: (string | undefined)[] = []
  for (const { at, ...event } of events) {
    const step = takeTurn(state, { ...event, nowMs: at, positionMs: at } as unknown as TurnEvent, settings)
    state = step.state
    commands.push(...step.commands.map((command) => `${command.type} ${'id' in command ? command.id : command.itemId}`))
  }
  return { state, commands }
}

const spoken = [
  { type: 'client_started', at: 1_064, atMs: 1_000 },
  { type: 'server_started', at: 1_150, itemId: 'U', atMs: 700 },
  { type: 'client_ended', at: 2_096, atMs: 2_000 },
]

describe('a turn', () => {
  it('is committed 120 ms after the client has heard it end, while the provider still listens', () => {
    const { state } = run(spoken)
    expect(turnDeadline(state, hybrid, 2_096)).toBe(2_096 + FAST_COMMIT_MS)
    expect(run([...spoken, { type: 'tick', at: 2_215 }]).commands).toEqual([])
    expect(run([...spoken, { type: 'tick', at: 2_216 }]).commands).toEqual(['commit commit-1'])
  })

  it('goes on when the person speaks again within that time', () => {
    const { commands } = run([
      ...spoken,
      { type: 'client_started', at: 2_190, atMs: 2_130 },
      { type: 'tick', at: 2_220 },
      { type: 'client_ended', at: 3_096, atMs: 3_000 },
      { type: 'tick', at: 3_216 },
    ])
    expect(commands).toEqual(['commit commit-1'])
  })

  it('is the provider’s alone in the other modes', () => {
    const settings = { ...hybrid, mode: 'server' as const }
    const { commands } = run(
      [
        ...spoken,
        { type: 'tick', at: 2_220 },
        { type: 'server_stopped', at: 2_700, itemId: 'U', atMs: 2_600 },
        { type: 'committed', at: 2_701, itemId: 'U' },
      ],
      settings,
    )
    expect(commands).toEqual(['turn U'])
  })

  it('is answered once when both commit it at the same moment, and the rest is silence', () => {
    const { commands } = run([
      ...spoken,
      { type: 'tick', at: 2_590 },
      { type: 'server_stopped', at: 2_640, itemId: 'U', atMs: 2_600 },
      { type: 'committed', at: 2_641, itemId: 'U' },
      { type: 'committed', at: 2_760, itemId: 'V' },
    ])
    expect(commands).toEqual(['commit commit-1', 'turn U', 'noise V'])
  })

  it('is not asked for again when the provider had nothing left to commit', () => {
    const { commands, state } = run([
      ...spoken,
      { type: 'tick', at: 2_590 },
      { type: 'server_stopped', at: 2_640, itemId: 'U', atMs: 2_600 },
      { type: 'committed', at: 2_641, itemId: 'U' },
      { type: 'commit_refused', at: 3_500, commandId: 'commit-1' },
      { type: 'tick', at: 9_000 },
    ])
    expect(commands).toEqual(['commit commit-1', 'turn U'])
    expect(hasOpenTurn(state, 9_000)).toBe(false)
  })

  it('is not lost when only the client heard it', () => {
    const { commands } = run([
      { type: 'client_started', at: 1_064, atMs: 1_000 },
      { type: 'client_ended', at: 2_096, atMs: 2_000 },
      { type: 'tick', at: 3_200 },
      { type: 'committed', at: 3_350, itemId: 'U' },
    ])
    expect(commands).toEqual(['commit commit-1', 'turn U'])
  })
})

describe('noise', () => {
  it('is deleted and not answered', () => {
    const { commands } = run([
      { type: 'server_started', at: 1_100, itemId: 'N', atMs: 700 },
      { type: 'server_stopped', at: 1_800, itemId: 'N', atMs: 1_750 },
      { type: 'committed', at: 1_801, itemId: 'N' },
    ])
    expect(commands).toEqual(['noise N'])
  })

  it('that only the client hears holds up nothing for long', () => {
    const { state, commands } = run([
      { type: 'client_started', at: 1_064, atMs: 1_000 },
      { type: 'client_ended', at: 1_196, atMs: 1_100 },
      { type: 'tick', at: 2_300 },
    ])
    expect(commands).toEqual([])
    expect(hasOpenTurn(state, 2_300)).toBe(false)
  })
})

// Gaps within an utterance are short of the silence that ends it, or clearly longer.
const speech: fc.Arbitrary<Stretch[]> = fc
  .array(
    fc.record({
      gapMs: fc.oneof(fc.integer({ min: 100, max: 560 }), fc.integer({ min: 700, max: 3_000 })),
      lengthMs: fc.oneof(fc.integer({ min: 20, max: 140 }), fc.integer({ min: 300, max: 4_000 })),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts) => {
    let at = 500
    return parts.map(({ gapMs, lengthMs }) => {
      const startMs = at + gapMs
      at = startMs + lengthMs
      return { startMs, endMs: at }
    })
  })

const world: fc.Arbitrary<World> = fc.record({
  speech,
  latencyMs: fc.integer({ min: 0, max: 300 }),
  settings: fc.constantFrom(hybrid, { ...hybrid, mode: 'server' as const }, { ...hybrid, silenceMs: 400 }),
  client: fc.constantFrom('works' as const, 'silent' as const, 'loses ends' as const),
  afterCommit: fc.constantFrom('resets' as const, 'goes on' as const),
})

describe('whatever is said, and whoever is first', () => {
  it('every item is judged exactly once, and at most one commit of ours is under way', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { items, mostCommitsAtOnce } = liveThrough(given)
        expect(items.map(({ judged }) => judged.length)).toEqual(items.map(() => 1))
        expect(mostCommitsAtOnce).toBeLessThanOrEqual(1)
      }),
      { numRuns: 300 },
    )
  })

  it('no speech is lost: all of it ends up in committed items', () => {
    fc.assert(
      fc.property(world, (given) => {
        const { items } = liveThrough(given)
        const committedMs = items.reduce((sum, item) => sum + speechIn(item, given.speech), 0)
        const lost = given.speech.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0) - committedMs
        // Clicks too short for either detector stay in the buffer, and so does the scrap of a
        // word that a commit cut off, when it is too short for the provider to begin anew.
        const clicks = given.speech.filter(({ startMs, endMs }) => endMs - startMs < 200)
        const clicksMs = clicks.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
        expect(lost).toBeLessThanOrEqual(clicksMs + 80 * items.length)
      }),
      { numRuns: 300 },
    )
  })

  it('an item with a sentence in it is answered, and one with nothing in it is not', () => {
    fc.assert(
      fc.property(world, (given) => {
        for (const item of liveThrough(given).items) {
          const ms = speechIn(item, given.speech)
          if (ms >= 400) expect(item.judged).toEqual(['turn'])
          if (ms === 0) expect(item.judged).toEqual(['noise'])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('nothing is left waiting in the end', () => {
    fc.assert(
      fc.property(world, (given) => {
        expect(liveThrough(given).isStuck).toBe(false)
      }),
      { numRuns: 300 },
    )
  })
})
