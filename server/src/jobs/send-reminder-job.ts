import type { Tenant } from '../db/for-tenant.ts'
import type { JobPayload } from '../queue/jobs.ts'
import type { Queue } from '../queue/queue.ts'
import { sendReminder } from '../scheduling/reminders/send-reminder.ts'

/** The job `send-reminder`. */
export async function runSendReminder(
  deps: { queue: Pick<Queue, 'enqueue'>; clock: () => Date },
  { tenant, payload }: { tenant: Tenant; payload: JobPayload<'send-reminder'> },
): Promise<void> {
  const { appointmentId, version, ruleKey } = payload
  await sendReminder(tenant, { appointmentId, version, ruleKey, enqueue: deps.queue.enqueue, now: deps.clock() })
}
