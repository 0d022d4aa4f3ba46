import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from './clock.ts'
import { Goodbye } from './goodbye.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const quiet = { isQuiet: true, isPersonSpeaking: false }

function goodbye() {
  const ends: string[] = []
  return { ends, bye: new Goodbye({ clock: systemClock, end: (reason) => ends.push(reason) }) }
}

describe('a goodbye', () => {
  it('ends the call a moment after Ava has been heard', () => {
    const { ends, bye } = goodbye()
    bye.say({ reason: 'ava', isFinal: false })
    bye.look({ ...quiet, isQuiet: false })
    vi.advanceTimersByTime(5_000)
    expect(ends).toEqual([])
    bye.look(quiet)
    vi.advanceTimersByTime(500)
    expect(ends).toEqual(['ava'])
  })

  it('waits for somebody who has one more thing to say, and is taken back by it', () => {
    const { ends, bye } = goodbye()
    bye.say({ reason: 'ava', isFinal: false })
    bye.look(quiet)
    bye.look({ ...quiet, isPersonSpeaking: true })
    vi.advanceTimersByTime(5_000)
    bye.takeBack()
    bye.look(quiet)
    vi.advanceTimersByTime(60_000)
    expect(ends).toEqual([])
  })

  it('that is final is not taken back, by words or by other reasons', () => {
    const { ends, bye } = goodbye()
    bye.say({ reason: 'locked', isFinal: true })
    bye.takeBack()
    bye.say({ reason: 'ava', isFinal: false })
    bye.look({ ...quiet, isPersonSpeaking: true })
    vi.advanceTimersByTime(500)
    expect(ends).toEqual(['locked'])
  })

  it('that never comes to its end ends the call all the same', () => {
    const { ends, bye } = goodbye()
    bye.say({ reason: 'handed_over', isFinal: true })
    bye.look({ ...quiet, isQuiet: false })
    vi.advanceTimersByTime(20_000)
    expect(ends).toEqual(['handed_over'])
  })
})
