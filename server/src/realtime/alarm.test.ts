import { expect, it } from 'vitest'
import { Alarm } from './alarm.ts'
import type { Clock } from './clock.ts'

it('never rings before its time, though a timer may fire a fraction early', () => {
  let nowMs = 0.7
  const timers: { at: number; work: () => void }[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    date: () => new Date(0),
    after: (ms, work) => {
      timers.push({ at: nowMs + ms, work })
      return () => undefined
    },
  }
  const rings: number[] = []
  new Alarm(clock, () => rings.push(nowMs)).set(250.9)
  while (timers[0]) {
    const { at, work } = timers.shift() as (typeof timers)[number]
    nowMs = rings.length === 0 ? at - 0.9 : at
    work()
    if (nowMs > 300) break
  }
  expect(rings).toHaveLength(1)
  expect(rings[0]).toBeGreaterThanOrEqual(250.9)
})
