import fc from 'fast-check'
import { afterAll, expect, it } from 'vitest'
import { now, useBookingDesk } from './booking-desk.ts'
import { findLostJobs, findWrongs } from './random/check.ts'
import { isFreeFor, Model } from './random/model.ts'
import { RandomSpa } from './random/random-spa.ts'
import { readSnapshot } from './random/snapshot.ts'
import { kinds, runStep, type RandomStep } from './random/steps.ts'

/** `RANDOM_STEPS` for another number of them. */
const STEPS = Number(process.env['RANDOM_STEPS'] ?? 10_000)
const PEOPLE = 8

const desk = useBookingDesk()
const spa = new RandomSpa(desk)
afterAll(() => spa.close())

const step: fc.Arbitrary<RandomStep> = fc.record({
  kind: fc.constantFrom(...kinds),
  who: fc.nat({ max: PEOPLE - 1 }),
  which: fc.nat({ max: 9_999 }),
  what: fc.nat({ max: 9_999 }),
})

/** Up to five at a time, of different people: what matters is how they meet in the database. */
function* together(steps: readonly RandomStep[], sizes: readonly number[]): Generator<RandomStep[]> {
  for (let at = 0, turn = 0; at < steps.length; turn++) {
    const batch: RandomStep[] = []
    const size = sizes[turn % sizes.length]!
    while (batch.length < size && at < steps.length && !batch.some(({ who }) => who === steps[at]!.who)) {
      batch.push(steps[at++]!)
    }
    yield batch
  }
}

it('whatever is done at the same time, nothing is taken twice, left behind or forgotten', async () => {
  await spa.open({ people: PEOPLE, days: 2 })
  const seed = 20261201
  const steps = fc.sample(step, { numRuns: STEPS, seed })
  const sizes = fc.sample(fc.integer({ min: 1, max: 5 }), { numRuns: 200, seed })
  const model = new Model()
  let clock = now.getTime()
  let before = await readSnapshot(spa, { withHistory: false })
  let intent = 0
  let turn = 0
  for (const batch of together(steps, sizes)) {
    clock += 40_000
    // What is named as nearest is offered anew, for half an hour: on this grid everything stays on offer.
    if (turn++ % 40 === 0) await spa.renewOffers()
    const at = new Date(clock)
    const answers = await Promise.all(
      batch.map((one) => runStep({ spa, model, before, now: at, intent: intent++ }, one)),
    )
    const after = await readSnapshot(spa, { withHistory: false })
    const hasBlocked = batch.some(({ kind }) => kind === 'block' || kind === 'reblock')
    const wrongs = [...findWrongs(spa, after), ...model.differences(spa, after, { now: clock, hasBlocked })]
    // Who was alone gets exactly what plain arithmetic says.
    const [answer] = answers
    if (
      batch.length === 1 &&
      answer &&
      isFreeFor(spa, before, answer.time, { ...answer, now: clock }) === answer.isRefused
    ) {
      wrongs.push(`${answer.isRefused ? 'refused what was free' : 'gave what was taken'}`)
    }
    expect(wrongs, `after ${JSON.stringify(batch)}`).toEqual([])
    before = after
  }
  const all = await readSnapshot(spa, { withHistory: true })
  expect(findLostJobs(all)).toEqual([])
  expect(all.appointments.length).toBe(model.appointments.size)
  // It has been through everything, many times over.
  for (const what of [
    'hold',
    'book',
    'book held',
    'move',
    'cancel',
    'accept',
    'block',
    'reblock',
    'unblock',
    'approve',
  ]) {
    expect(model.done.get(`${what} done`), what).toBeGreaterThan(STEPS / 500)
  }
}, 3_600_000)
