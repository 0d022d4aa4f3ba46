import type { Tenant } from '../db/for-tenant.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { Queue } from '../queue/queue.ts'
import { matchWaitlist } from '../scheduling/waitlist/match-waitlist.ts'

/** Offers what came free, if it still is, to whoever waits longest for it. */
export async function runMatchWaitlist(
  { queue, clock }: { queue: Queue; clock: () => Date },
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'match-waitlist'> },
): Promise<void> {
  const { providerId, locationId, startsAt, endsAt, resourceIds } = payload
  const time = { providerId, locationId, startsAt: new Date(startsAt), endsAt: new Date(endsAt) }
  await matchWaitlist(tenant, {
    freed: { ...time, resourceIds: resourceIds ?? [] },
    now: clock(),
    enqueue: queue.enqueue,
  })
}
