import { expect, it, vi } from 'vitest'
import { followStream } from './speech-opinion.ts'

/** 20 ms of a ramp at 24 kHz. */
const frame = () => Int16Array.from({ length: 480 }, (_, index) => index)
const settled = () => new Promise((resolve) => setImmediate(resolve))

function model(isSpeech: () => number | Promise<number>) {
  const frames: Float32Array[] = []
  return {
    frames,
    reset_state: vi.fn<() => void>(),
    async process(samples: Float32Array) {
      frames.push(samples)
      return { isSpeech: await isSpeech() }
    },
  }
}

it('asks the model about every 32 ms at 16 kHz, and knows its last answer', async () => {
  const silero = model(() => 0.8)
  const opinion = followStream(silero)
  expect(opinion.probability()).toBeNull()
  for (let index = 0; index < 16; index++) {
    opinion.hear(frame())
    await settled()
  }
  expect(silero.frames).toHaveLength(10)
  expect(silero.frames.every((samples) => samples.length === 512)).toBe(true)
  expect(opinion.probability()).toBe(0.8)
})

it('does without a model that fails', async () => {
  const opinion = followStream(model(() => Promise.reject(new Error('out of memory'))))
  for (let index = 0; index < 4; index++) opinion.hear(frame())
  await settled()
  expect(opinion.probability()).toBeNull()
})

it('drops what piles up while the model is slow, and never asks twice at once', async () => {
  let answer = (_: number) => {}
  const silero = model(() => new Promise<number>((resolve) => (answer = resolve)))
  const opinion = followStream(silero)
  for (let index = 0; index < 100; index++) opinion.hear(frame())
  await settled()
  expect(silero.frames).toHaveLength(1)
  answer(0.1)
  await settled()
  expect(silero.frames).toHaveLength(2)
})

it('starts afresh after some ten seconds without speech', async () => {
  const silero = model(() => 0.01)
  const opinion = followStream(silero)
  for (let index = 0; index < 490; index++) {
    opinion.hear(frame())
    await settled()
  }
  expect(silero.reset_state).toHaveBeenCalledTimes(1)
})
