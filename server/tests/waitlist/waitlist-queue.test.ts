import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { runMatchWaitlist } from '../../src/jobs/waitlist-jobs.ts'
import { createLogger } from '../../src/log.ts'
import { openQueue, type Queue } from '../../src/queue/queue.ts'
import { at, useWaitlistDesk } from './waitlist-desk.ts'

const desk = useWaitlistDesk()
const logger = createLogger({ level: 'silent' })
let queues: Queue[] = []

beforeEach(async () => {
  // As two processes of the server would.
  queues = [
    await openQueue({ connectionString: desk.database.appUrl, logger }),
    await openQueue({ connectionString: desk.database.appUrl, logger }),
  ]
})
afterEach(() => Promise.all(queues.map((queue) => queue.close(1_000))))

it('what comes free goes through the queue to one who waits, once, whichever process takes the jobs', async () => {
  const first = await desk.waits()
  await desk.waits()
  const appointments = [await desk.taken(at('14:00')), await desk.taken(at('14:00'), { providerId: desk.spa.ortizId })]
  for (const queue of queues) {
    await queue.work('match-waitlist', ({ payload }) =>
      runMatchWaitlist({ queue, clock: () => desk.now }, { tenant: desk.tenant, payload }),
    )
  }
  desk.enqueue = queues[0]!.enqueue
  await desk.cancel(appointments[0]!)
  await vi.waitFor(async () => expect(await desk.openOffer()).toMatchObject({ entryId: first.id }), 20_000)
  await desk.cancel(appointments[1]!)
  await vi.waitFor(async () => expect(await desk.offers()).toHaveLength(2), 20_000)
  const offers = await desk.offers()
  expect(new Set(offers.map(({ entryId }) => entryId)).size).toBe(2)
  const messages = await desk.tenant.db.outboxMessage.findMany({ where: { purpose: 'waitlist_offer' } })
  expect(messages).toHaveLength(2)
})
