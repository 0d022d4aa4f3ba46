import { expect, it } from 'vitest'
import type { CallLeg } from './call-leg.ts'
import type { Clock } from './clock.ts'
import { STALLED_AFTER_MS } from './pacing.ts'
import { Speaker } from './speaker.ts'

const twentyMs = Buffer.alloc(960).toString('base64')

it('takes a listener who has run dry in the middle of an utterance for one who hears it go on', () => {
  const stage = speakerStage()
  const item = stage.speaker.begin('item_1')
  let samples = 0
  for (let count = 0; count < 50; count += 1) {
    samples += stage.speaker.speak(item, twentyMs)
    stage.at(count * 20 + 19)
    stage.speaker.report({ epoch: 0, item: item.ref, samples, isDone: false, responseMs: null })
  }
  expect(stage.changes).toEqual([true])
})

it('is quiet at once when an utterance has ended that was played already', () => {
  const stage = speakerStage()
  const item = stage.speaker.begin('item_1')
  const samples = stage.speaker.speak(item, twentyMs)
  stage.at(30)
  stage.speaker.report({ epoch: 0, item: item.ref, samples, isDone: false, responseMs: null })
  expect(stage.speaker.isAudible()).toBe(true)
  stage.at(31)
  stage.speaker.complete(item)
  expect(stage.changes).toEqual([true, false])
})

it('is quiet a moment later when no more of an utterance comes', () => {
  const stage = speakerStage()
  const item = stage.speaker.begin('item_1')
  const samples = stage.speaker.speak(item, twentyMs)
  stage.at(30)
  stage.speaker.report({ epoch: 0, item: item.ref, samples, isDone: false, responseMs: null })
  stage.at(400)
  expect(stage.changes).toEqual([true, false])
})

it('gives a listener up who takes nothing more, once all that was sent must have been heard', () => {
  const stage = speakerStage()
  const item = stage.speaker.begin('item_1')
  stage.speaker.speak(item, twentyMs)
  stage.unsentBytes = 10_000_000
  for (let count = 0; count < 10; count += 1) stage.speaker.speak(item, twentyMs)
  stage.at(STALLED_AFTER_MS - 500)
  expect(stage.stalls).toBe(0)
  stage.at(STALLED_AFTER_MS + 2_000)
  expect(stage.stalls).toBeGreaterThan(0)
})

it('waits for a listener who is slow, and stops waiting when they take it again', () => {
  const stage = speakerStage()
  const item = stage.speaker.begin('item_1')
  stage.unsentBytes = 10_000_000
  stage.speaker.speak(item, twentyMs)
  stage.at(STALLED_AFTER_MS - 500)
  stage.unsentBytes = 0
  stage.at(3 * STALLED_AFTER_MS)
  expect(stage.stalls).toBe(0)
})

function speakerStage() {
  let nowMs = 0
  let timers: { at: number; work: () => void }[] = []
  const clock: Clock = {
    nowMs: () => nowMs,
    date: () => new Date(0),
    after: (ms, work) => {
      const timer = { at: nowMs + ms, work }
      timers.push(timer)
      return () => (timers = timers.filter((each) => each !== timer))
    },
  }
  const nothing = () => undefined
  const leg: CallLeg = {
    headroomBytes: 12,
    play: nothing,
    introduce: nothing,
    flush: nothing,
    duck: nothing,
    show: nothing,
    tell: nothing,
    started: nothing,
    ended: nothing,
    unsentBytes: () => stage.unsentBytes,
    stalled: () => (stage.stalls += 1),
  }
  const changes: boolean[] = []
  const speaker: Speaker = new Speaker({ leg, clock, changed: () => changes.push(speaker.isAudible()) })
  const stage = {
    speaker,
    changes,
    /** What the network has not taken yet. */
    unsentBytes: 0,
    stalls: 0,
    /** Lets time pass; what falls due on the way fires in its order. */
    at(untilMs: number): void {
      for (;;) {
        const next = timers.toSorted((a, b) => a.at - b.at).find((timer) => timer.at <= untilMs)
        if (!next) break
        timers = timers.filter((each) => each !== next)
        nowMs = Math.max(nowMs, next.at)
        next.work()
      }
      nowMs = untilMs
    },
  }
  return stage
}
