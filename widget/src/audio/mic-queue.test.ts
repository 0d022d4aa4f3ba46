import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MicQueue, type MicFrame } from './mic-queue.ts'

const frame = (number: number, isSpeech: boolean): MicFrame => ({ bytes: Uint8Array.of(number), isSpeech })
const drain = (queue: MicQueue) => Array.from({ length: queue.length }, () => queue.take()!)

it('gives up the oldest silence first, then the oldest speech', () => {
  const queue = new MicQueue(3)
  queue.push(frame(1, true))
  queue.push(frame(2, false))
  queue.push(frame(3, true))
  queue.push(frame(4, true))
  queue.push(frame(5, true))
  expect(drain(queue).map(({ bytes }) => bytes[0])).toEqual([3, 4, 5])
})

it('never holds more than its limit, keeps the order, and drops no speech while there is silence to drop', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 200 }), (kinds) => {
      const queue = new MicQueue(20)
      kinds.forEach((isSpeech, index) => queue.push(frame(index, isSpeech)))
      const kept = drain(queue)
      expect(kept.length).toBe(Math.min(20, kinds.length))
      const numbers = kept.map(({ bytes }) => bytes[0]!)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
      const speech = kinds.filter(Boolean).length
      if (speech <= 20)
        expect(kept.filter(({ isSpeech }) => isSpeech).length).toBeGreaterThanOrEqual(Math.min(speech, 19))
    }),
  )
})
