import { describe, expect, it } from 'vitest'
import type { Clock } from './clock.ts'
import { Microphone } from './microphone.ts'

const FRAME_MS = 20
const frame = (value: number) => new Uint8Array(FRAME_MS * 48).fill(value)

function microphone() {
  const time = { nowMs: 10_000 }
  const clock: Clock = { nowMs: () => time.nowMs, date: () => new Date(0), after: () => () => undefined }
  const appended: number[] = []
  const up = { isFull: false }
  const append = (pcm: Uint8Array) => {
    if (!up.isFull) appended.push(pcm[0] ?? -1)
    return !up.isFull
  }
  const mic = new Microphone({ clock, append })
  let sent = 0
  const hear = (value: number, { skipMs = 0 } = {}) => {
    sent += skipMs * 24
    const isAccepted = mic.hear(frame(value), sent)
    sent += FRAME_MS * 24
    time.nowMs += FRAME_MS
    return isAccepted
  }
  return { mic, hear, appended, up, time }
}

describe('a microphone', () => {
  it('keeps the newest three seconds while the call connects, and passes them on in order', () => {
    const { mic, hear, appended } = microphone()
    for (let i = 0; i < 200; i += 1) hear(i)
    expect(appended).toEqual([])
    mic.open()
    expect(appended).toEqual(Array.from({ length: 150 }, (_, i) => i + 50))
    expect(mic.positionMs).toBe(3_000)
  })

  it('knows where the client’s sample lies in what was passed on, whatever was left out', () => {
    const { mic, hear } = microphone()
    mic.open()
    hear(1)
    hear(2, { skipMs: 1_000 })
    // 20 ms, a gap of a second, 20 ms: the client counts 1,040 ms, the provider 40.
    expect(mic.appendedMsOf(1_040 * 24)).toBe(40)
    expect(mic.positionMs).toBe(40)
  })

  it('sends nothing while it is muted', () => {
    const { mic, hear, appended } = microphone()
    mic.open()
    mic.mute(true)
    hear(1)
    mic.mute(false)
    hear(2)
    expect(appended).toEqual([2])
  })

  it('throws away what the way up has no room for, and counts it', () => {
    const { mic, hear, appended, up } = microphone()
    mic.open()
    up.isFull = true
    hear(1)
    up.isFull = false
    hear(2)
    expect(appended).toEqual([2])
    expect(mic.droppedFrames).toBe(1)
  })

  it('is believed at the speed of sound, and for a burst after a stall, and not at three times that', () => {
    const { hear, time } = microphone()
    for (let i = 0; i < 500; i += 1) expect(hear(i % 100)).toBe(true)
    time.nowMs += 3_000
    for (let i = 0; i < 150; i += 1) {
      expect(hear(1)).toBe(true)
      time.nowMs -= FRAME_MS
    }
    const flood = Array.from({ length: 400 }, () => {
      time.nowMs -= FRAME_MS
      return hear(1)
    })
    expect(flood).toContain(false)
  })
})
