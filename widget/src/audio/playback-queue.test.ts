import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PlaybackQueue, type Chunk } from './playback-queue.ts'

const MS = 24

function chunk(more: Partial<Chunk> & { length: number }): Chunk {
  const { length, ...rest } = more
  return { epoch: 0, item: 1, offset: 0, isLast: false, samples: new Float32Array(length).fill(1), ...rest }
}
function pull(queue: PlaybackQueue, ms: number): Float32Array {
  const output = new Float32Array(ms * MS)
  queue.pull(output)
  return output
}

it('waits for 60 ms of an utterance before it begins, unless there is no more to come', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 40 * MS }))
  expect(pull(queue, 10).every((sample) => sample === 0)).toBe(true)
  queue.enqueue(chunk({ length: 20 * MS, offset: 40 * MS }))
  expect(pull(queue, 10).at(-1)).toBe(1)

  const short = new PlaybackQueue()
  short.enqueue(chunk({ length: 10 * MS, isLast: true }))
  expect(pull(short, 10).some((sample) => sample > 0.5)).toBe(true)
})

it('fades in and out, so that no edge clicks', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 100 * MS, isLast: true }))
  const output = pull(queue, 120)
  const steps = output.map((sample, index) => Math.abs(sample - (output[index - 1] ?? 0)))
  expect(Math.max(...steps)).toBeLessThan(0.02)
  expect(output[50 * MS]).toBe(1)
})

it('starts later after it ran dry in the middle of an utterance', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 60 * MS }))
  pull(queue, 100)
  queue.enqueue(chunk({ length: 60 * MS, offset: 60 * MS }))
  pull(queue, 10)
  expect(queue.isPlaying).toBe(false)
  queue.enqueue(chunk({ length: 20 * MS, offset: 120 * MS }))
  pull(queue, 10)
  expect(queue.isPlaying).toBe(true)
})

it('is silent 5 ms after a flush, and says how far the utterance came', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 1_000 * MS }))
  pull(queue, 300)
  expect(queue.flush(1)).toEqual({ epoch: 0, item: 1, samples: 300 * MS, isDone: false })
  const after = pull(queue, 10)
  expect(after[0]).toBeGreaterThan(0.9)
  expect(after.subarray(5 * MS).every((sample) => sample === 0)).toBe(true)
})

it('drops what belongs to a flushed epoch, also where the epochs wrap around', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 10, epoch: 0xffff }))
  queue.flush(0)
  queue.enqueue(chunk({ length: 10, epoch: 0xffff }))
  expect(queue.queuedSamples).toBe(0)
  queue.enqueue(chunk({ length: 10, epoch: 0 }))
  expect(queue.queuedSamples).toBe(10)
})

it('forgets the old call when another begins', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 500 * MS, epoch: 7 }))
  pull(queue, 100)
  queue.restart()
  pull(queue, 10)
  expect(queue.progress).toBeNull()
  queue.enqueue(chunk({ length: 100 * MS, epoch: 0, isLast: true }))
  pull(queue, 120)
  expect(queue.takeFinished()).toEqual([{ epoch: 0, item: 1, samples: 100 * MS, isDone: true }])
})

it('plays nothing twice when the server sends the last seconds again', () => {
  const queue = new PlaybackQueue()
  queue.enqueue(chunk({ length: 100 * MS }))
  pull(queue, 50)
  queue.enqueue(chunk({ length: 200 * MS, isLast: true }))
  expect(queue.queuedSamples).toBe(150 * MS)
  pull(queue, 200)
  expect(queue.takeFinished()).toEqual([{ epoch: 0, item: 1, samples: 200 * MS, isDone: true }])
})

describe('whatever comes in whatever pieces', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 20 })
  const pulls = fc.array(fc.integer({ min: 1, max: 2_000 }), { minLength: 1, maxLength: 60 })

  it('counts every sample that goes out once, in order, and none that does not', () => {
    fc.assert(
      fc.property(pieces, pulls, fc.nat(59), (lengths, reads, flushBefore) => {
        const queue = new PlaybackQueue()
        const total = lengths.reduce((sum, length) => sum + length, 0)
        let offset = 0
        let sent = 0
        const next = () => {
          const length = lengths[sent++]
          if (length === undefined) return
          queue.enqueue(chunk({ length, offset, isLast: sent === lengths.length }))
          offset += length
        }
        let heard = 0
        for (const [index, length] of reads.entries()) {
          next()
          if (index === flushBefore) {
            const interrupted = queue.flush(1)
            expect(interrupted?.samples ?? heard).toBe(heard)
            expect(queue.queuedSamples).toBe(0)
            return
          }
          const output = new Float32Array(length)
          queue.pull(output)
          const progress = queue.progress?.samples ?? 0
          expect(progress).toBeGreaterThanOrEqual(heard)
          expect(progress - heard).toBeLessThanOrEqual(length)
          expect(progress + queue.queuedSamples).toBe(offset)
          heard = progress
        }
        if (queue.progress?.isDone) expect(heard).toBe(total)
      }),
      { numRuns: 500 },
    )
  })
})
