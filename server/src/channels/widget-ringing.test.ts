import { expect, it } from 'vitest'
import { RingingCall } from './widget-ringing.ts'
import type { WidgetCall } from './widget-voice.ts'

function ring() {
  const answer = Promise.withResolvers<boolean>()
  const hungUp = new AbortController()
  const heard: number[] = []
  const happened: string[] = []
  const call = new RingingCall({
    isTaken: answer.promise,
    signal: hungUp.signal,
    take: () => {
      happened.push('taken')
      return { audio: (frame: Uint8Array) => void heard.push(frame[0]!) } as unknown as WidgetCall
    },
    refused: () => void happened.push('refused'),
    failed: () => void happened.push('failed'),
  })
  const say = (...numbers: number[]) => {
    for (const number of numbers) call.keep((taken) => taken.audio(Uint8Array.of(number)))
  }
  return { answer, hungUp, heard, happened, say }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

it('is taken with all that was said while it rang, in order', async () => {
  const { answer, heard, happened, say } = ring()
  say(1, 2, 3)
  expect([heard, happened]).toEqual([[], []])
  answer.resolve(true)
  await settled()
  expect([heard, happened]).toEqual([[1, 2, 3], ['taken']])
})

it('is refused where the spa takes no calls, and nothing of it is heard', async () => {
  const { answer, heard, happened, say } = ring()
  say(1)
  answer.resolve(false)
  await settled()
  expect([heard, happened]).toEqual([[], ['refused']])
})

it('never begins once it was hung up, whatever comes of the question', async () => {
  for (const outcome of [true, false, new Error('away')]) {
    const { answer, hungUp, happened } = ring()
    hungUp.abort()
    if (outcome instanceof Error) answer.reject(outcome)
    else answer.resolve(outcome)
    await settled()
    expect(happened).toEqual([])
  }
})

it('says so when it cannot be found out', async () => {
  const { answer, happened } = ring()
  answer.reject(new Error('away'))
  await settled()
  expect(happened).toEqual(['failed'])
})
