import fc from 'fast-check'
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

it('rings when it is due, however often it was moved, and not when it was taken away', () => {
  const move = fc.record({ passedMs: fc.nat(50), to: fc.option(fc.nat(300), { freq: 8 }) })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const clock = new ManualClock()
      const rings: number[] = []
      const alarm = new Alarm(clock, () => rings.push(clock.nowMs()))
      const due: number[] = []
      let dueAt: number | null = null
      const pass = (ms: number) => {
        if (dueAt !== null && dueAt <= clock.nowMs() + ms) {
          due.push(Math.max(dueAt, clock.nowMs()))
          dueAt = null
        }
        clock.pass(ms)
        expect(rings).toEqual(due)
        expect(alarm.isSet).toBe(dueAt !== null)
      }
      for (const { passedMs, to } of moves) {
        dueAt = to
        alarm.set(to)
        pass(passedMs)
      }
      pass(1_000)
      expect(clock.timers).toHaveLength(0)
    }),
  )
})

it('leaves a running timer alone when it is moved later', () => {
  const clock = new ManualClock()
  const alarm = new Alarm(clock, () => undefined)
  for (let at = 100; at < 200; at += 1) alarm.set(at)
  expect(clock.started).toBe(1)
})

/** Fires what is due, in order, as time passes. */
class ManualClock implements Clock {
  #now = 0
  started = 0
  timers: { at: number; work: () => void }[] = []

  nowMs(): number {
    return this.#now
  }

  date(): Date {
    return new Date(0)
  }

  after(ms: number, work: () => void): () => void {
    this.started += 1
    const timer = { at: this.#now + ms, work }
    this.timers.push(timer)
    return () => (this.timers = this.timers.filter((each) => each !== timer))
  }

  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const next = this.timers.toSorted((a, b) => a.at - b.at)[0]
      if (!next || next.at > until) break
      this.timers = this.timers.filter((each) => each !== next)
      this.#now = Math.max(this.#now, next.at)
      next.work()
    }
    this.#now = until
  }
}
