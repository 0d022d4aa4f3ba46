import { expect, it } from 'vitest'
import { ResponseTimer } from './response-timer.ts'

it('measures from the end of speech to the first sound, and tells it once', () => {
  const timer = new ResponseTimer()
  timer.speechEnded(1_000)
  timer.began(4, 1_720.4)
  expect(timer.take(3)).toBeUndefined()
  expect(timer.take(4)).toBe(720)
  expect(timer.take(4)).toBeUndefined()
})

it('does not count what Ava says without having been asked', () => {
  const timer = new ResponseTimer()
  timer.began(1, 500)
  expect(timer.take(1)).toBeUndefined()
  timer.speechEnded(1_000)
  timer.began(2, 1_500)
  timer.began(3, 4_000)
  expect(timer.take(3)).toBeUndefined()
})
