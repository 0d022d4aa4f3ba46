import type { Logger } from 'pino'
import type { SmsSender } from '../adapters/sms/sms.ts'
import type { TextModel } from '../adapters/text-model/text-model.ts'
import { runAccountMail, type AccountMailJobContext } from '../auth/account-mail.ts'
import type { CalendarDependencies } from '../calendars/dependencies.ts'
import { usePoliciesInForce } from '../catalog/policies.ts'
import { endIfIdle } from '../conversation/end-conversation.ts'
import type { ConversationDependencies } from '../conversation/live-conversation.ts'
import { summariseConversation } from '../conversation/summarise.ts'
import type { JobName } from '../queue/jobs.ts'
import type { Job, Queue } from '../queue/queue.ts'
import { expireHold } from '../scheduling/expire-hold.ts'
import { expireWaitlistEntry } from '../scheduling/waitlist/expire-entry.ts'
import { expireWaitlistOffer } from '../scheduling/waitlist/expire-offer.ts'
import { deliverWebhook, NotDeliveredError } from '../webhooks-out/deliver.ts'
import { runAnswerMessages } from './answer-messages-job.ts'
import { runMirrorAppointment, runRenewChannel, runRetryConnection, runSyncCalendar } from './calendar-jobs.ts'
import { deliverMessage } from './deliver-message.ts'
import { runSendReminder } from './send-reminder-job.ts'
import { runAskSatisfaction, runWakeConversation } from './people-jobs.ts'
import { runMatchWaitlist } from './waitlist-jobs.ts'

export interface WorkerDependencies extends AccountMailJobContext {
  queue: Queue
  logger: Logger
  clock: () => Date
  sms: SmsSender
  textModel: TextModel
  conversations: ConversationDependencies
  calendars: CalendarDependencies
  /** While developing: endpoints of others may be on this machine. */
  allowsLoopback: boolean
}

/** Starts one worker per kind of job. Every handler may run twice for the same job, and does its work once. */
export async function startWorker(deps: WorkerDependencies): Promise<void> {
  const { queue, clock, tenant } = deps

  await work('deliver-message', async ({ payload, isLastTry }) => {
    await deliverMessage(
      { ...deps, enqueue: queue.enqueue },
      {
        tenant: tenant(payload.tenantId),
        outboxMessageId: payload.outboxMessageId,
        isLastTry,
      },
    )
  })
  await work('send-account-mail', ({ payload }) => runAccountMail(deps, payload))
  await work('send-reminder', ({ payload }) => runSendReminder(deps, { tenant: tenant(payload.tenantId), payload }))
  await work('expire-hold', async ({ payload }) => {
    const { tenantId, holdId } = payload
    await expireHold(tenant(tenantId), { holdId, enqueue: queue.enqueue, now: clock() })
  })
  await work('use-policy', ({ payload }) => usePoliciesInForce(tenant(payload.tenantId), { now: clock() }))
  await work('match-waitlist', ({ payload }) => runMatchWaitlist(deps, { tenant: tenant(payload.tenantId), payload }))
  await work('expire-waitlist-offer', async ({ payload }) => {
    const { tenantId, offerId } = payload
    await expireWaitlistOffer(tenant(tenantId), { offerId, enqueue: queue.enqueue, now: clock() })
  })
  await work('expire-waitlist-entry', async ({ payload }) => {
    const { tenantId, entryId } = payload
    await expireWaitlistEntry(tenant(tenantId), { entryId, enqueue: queue.enqueue, now: clock() })
  })
  await work('answer-messages', (job) =>
    runAnswerMessages({ ...deps, ...deps.conversations }, { tenant: tenant(job.payload.tenantId), job }),
  )
  await work('ask-satisfaction', ({ payload }) =>
    runAskSatisfaction(deps, { tenant: tenant(payload.tenantId), payload }),
  )
  await work('wake-conversation', ({ payload }) =>
    runWakeConversation(deps, { tenant: tenant(payload.tenantId), payload }),
  )
  await work('end-idle-conversation', async ({ payload }) => {
    const { tenantId, conversationId } = payload
    const spa = tenant(tenantId)
    const next = await endIfIdle(spa, { conversationId, enqueue: queue.enqueue, now: clock() })
    if (!next) return
    await spa.transaction((tx) => queue.enqueue(tx, 'end-idle-conversation', payload, { startAfter: next.lookAgainAt }))
  })
  await work('summarise-conversation', async ({ payload, signal }) => {
    await summariseConversation(deps, {
      tenant: tenant(payload.tenantId),
      conversationId: payload.conversationId,
      signal,
    })
  })
  await work('deliver-webhook', ({ payload, isLastTry }) => {
    const { tenantId, deliveryId } = payload
    const { allowsLoopback } = deps
    return deliverWebhook(tenant(tenantId), { deliveryId, isLastTry, now: clock(), allowsLoopback })
  })
  await work('mirror-appointment', ({ payload }) =>
    runMirrorAppointment(deps.calendars, { tenant: tenant(payload.tenantId), payload }),
  )
  await work('sync-calendar', ({ payload }) =>
    runSyncCalendar(deps.calendars, { tenant: tenant(payload.tenantId), payload }),
  )
  await work('retry-calendar-connection', ({ payload }) =>
    runRetryConnection(deps.calendars, { tenant: tenant(payload.tenantId), payload }),
  )
  await work('renew-calendar-channel', ({ payload }) =>
    runRenewChannel(deps.calendars, { tenant: tenant(payload.tenantId), payload }),
  )

  /** Logged once, here; then pg-boss tries again, or puts it with the dead letters. */
  function work<N extends JobName>(name: N, handle: (job: Job<N>) => Promise<void>): Promise<void> {
    return queue.work(name, async (job) => {
      try {
        await handle(job)
      } catch (error) {
        const { retryCount, isLastTry } = job
        // Their trouble, and in the portal: no line of our log for each try.
        if (error instanceof NotDeliveredError) throw error
        deps.logger[isLastTry ? 'error' : 'warn']({ err: error, job: name, retryCount, isLastTry }, 'job failed')
        throw error
      }
    })
  }
}
