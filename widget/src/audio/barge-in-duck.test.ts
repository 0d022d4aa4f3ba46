import { expect, it } from 'vitest'
import { BargeInDuck } from './barge-in-duck.ts'

function recorded() {
  const applied: boolean[] = []
  return { applied, duck: new BargeInDuck((isDucked) => applied.push(isDucked)) }
}

it('lowers Ava’s voice on the first suspicion, and raises it when it was nothing', () => {
  const { applied, duck } = recorded()
  duck.suspect()
  duck.suspect()
  duck.dismiss()
  expect(applied).toEqual([true, false])
})

it('stays low while the server wants it, whatever this page thinks', () => {
  const { applied, duck } = recorded()
  duck.suspect()
  duck.byServer(true)
  duck.dismiss()
  expect(applied).toEqual([true])
  duck.byServer(false)
  expect(applied).toEqual([true, false])
})

it('begins the next utterance at full voice', () => {
  const { applied, duck } = recorded()
  duck.byServer(true)
  duck.avaStopped()
  expect(applied).toEqual([true, false])
})
