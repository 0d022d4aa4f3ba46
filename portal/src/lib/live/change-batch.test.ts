import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createChangeBatch } from './change-batch.ts'
import type { Changes } from './changes.ts'

const changed = (conversationId: string) => ({ type: 'conversation', conversationId }) as const

describe('gathering live events', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function start() {
    const refreshed: string[][] = []
    let finish = () => {}
    const refresh = (changes: Changes) => {
      refreshed.push([...changes.conversationIds])
      return new Promise<void>((resolve) => (finish = resolve))
    }
    return { refreshed, finish: () => finish(), batch: createChangeBatch({ waitMs: 200, refresh }) }
  }

  it('refreshes once for the events of 200 ms', async () => {
    const { batch, refreshed } = start()
    batch.add(changed('a'))
    batch.add(changed('b'))
    batch.add(changed('a'))
    await vi.advanceTimersByTimeAsync(199)
    expect(refreshed).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(refreshed).toEqual([['a', 'b']])
  })

  it('does not wait longer because events keep coming', async () => {
    const { batch, refreshed } = start()
    for (let i = 0; i < 10; i++) {
      batch.add(changed('a'))
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(refreshed.length).toBeGreaterThan(0)
  })

  it('keeps what comes during a refresh for the next one', async () => {
    const { batch, refreshed, finish } = start()
    batch.add(changed('a'))
    await vi.advanceTimersByTimeAsync(200)
    batch.add(changed('b'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(refreshed).toEqual([['a']])
    finish()
    await vi.advanceTimersByTimeAsync(200)
    expect(refreshed).toEqual([['a'], ['b']])
  })

  it('forgets everything when stopped', async () => {
    const { batch, refreshed } = start()
    batch.add(changed('a'))
    batch.stop()
    await vi.advanceTimersByTimeAsync(1000)
    expect(refreshed).toEqual([])
  })
})
