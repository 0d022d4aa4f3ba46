import { askSatisfaction } from '../conversation/csat.ts'
import { wakeConversation } from '../conversation/snooze.ts'
import type { Tenant } from '../db/for-tenant.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { Queue } from '../queue/queue.ts'

interface Context {
  queue: Queue
  clock: () => Date
}

/** Asks how it was, if the conversation is still resolved and nobody has been asked. */
export async function runAskSatisfaction(
  { queue, clock }: Context,
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'ask-satisfaction'> },
): Promise<void> {
  await askSatisfaction(tenant, { enqueue: queue.enqueue, now: clock() }, payload)
}

/** Brings a snoozed conversation back, or looks again when it was put off further. */
export async function runWakeConversation(
  { queue, clock }: Context,
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'wake-conversation'> },
): Promise<void> {
  const later = await wakeConversation(tenant, { now: clock() }, payload)
  if (!later) return
  await tenant.transaction((tx) => queue.enqueue(tx, 'wake-conversation', payload, { startAfter: later.lookAgainAt }))
}
