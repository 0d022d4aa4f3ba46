import { z } from 'zod'
import { REFERENCE_ARGUMENTS } from '../../adapters/email/reference-arguments.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { applyDeliveryStatus } from '../delivery-status.ts'
import { recordReceipt } from '../record-receipt.ts'
import { recordOptOut } from '../sms/opt-outs.ts'
import { ownAddress } from './own-address.ts'
import { PLATFORM_ADDRESS } from './sending-gate.ts'

/** An event about one of our emails; what is not about one has no `outboxId` and is none of ours. */
export const EmailEvent = z
  .object({
    event: z.string().max(40),
    sg_event_id: z.string().min(1).max(200),
    /** Seconds since 1970. */
    timestamp: z.number().min(0).max(1e11),
    email: z.string().max(320).optional(),
    type: z.string().max(40).optional(),
    status: z.string().max(40).optional(),
    reason: z.string().optional(),
    [REFERENCE_ARGUMENTS.tenantId]: z.uuid(),
    [REFERENCE_ARGUMENTS.outboxId]: z.uuid(),
  })
  .transform(({ timestamp, sg_event_id: id, ...event }) => ({
    ...event,
    id,
    at: new Date(timestamp * 1000),
    tenantId: event[REFERENCE_ARGUMENTS.tenantId],
    outboxId: event[REFERENCE_ARGUMENTS.outboxId],
  }))
export type EmailEvent = z.infer<typeof EmailEvent>

/** Carries out a spa's events, in whatever order they come, each once. `again` of them had been carried out before. */
export async function applyEmailEvents(tenant: Tenant, events: readonly EmailEvent[]): Promise<{ again: number }> {
  // Always in the same order, so that two batches at once do not wait for each other in a ring.
  const ordered = events.toSorted((a, b) => (a.outboxId + a.id < b.outboxId + b.id ? -1 : 1))
  return tenant.transaction(
    async (tx) => {
      let again = 0
      for (const event of ordered) if (!(await applyEvent(tx, event))) again++
      return { again }
    },
    { timeoutMs: 30_000 },
  )
}

/** False when it was carried out before. */
async function applyEvent(tx: TenantTransaction, event: EmailEvent): Promise<boolean> {
  const { outboxId, at } = event
  const message = await tx.outboxMessage.findFirst({
    where: { id: outboxId },
    select: { fromAddress: true, toAddress: true, conversationId: true },
  })
  // Of a spa or a message that is gone.
  if (!message) return true
  if (!(await recordReceipt(tx, { provider: 'sendgrid', externalId: `event ${event.id}` }))) return false
  const status = statusOf(event)
  if (status) await applyDeliveryStatus(tx, { outboxId, at, ...status })
  const isOptedOut = choiceOf(event.event)
  if (isOptedOut === null) return true
  const own = await ownAddress(tx, { wanted: message.fromAddress })
  await recordOptOut(tx, {
    ourAddress: own?.value ?? PLATFORM_ADDRESS,
    theirAddress: message.toAddress.toLowerCase(),
    isOptedOut,
    words: event.event,
    source: 'provider',
    at,
    conversationId: message.conversationId,
  })
  return true
}

type Status = { status: 'sent' | 'delivered' | 'read' | 'failed' | 'undelivered'; errorCode?: string }

/** What an event says of how far the email got; null when it says nothing new ("deferred": they are still trying). */
function statusOf({ event, type, status }: EmailEvent): Status | null {
  switch (event) {
    case 'processed':
      return { status: 'sent' }
    case 'delivered':
      return { status: 'delivered' }
    case 'open':
    case 'click':
      return { status: 'read' }
    case 'bounce':
      return {
        status: 'undelivered',
        errorCode: `${type === 'blocked' ? 'blocked' : 'bounced'}${status ? ` ${status}` : ''}`,
      }
    case 'dropped':
      return { status: 'failed', errorCode: 'dropped' }
    // It had to arrive to be complained about.
    case 'spamreport':
      return { status: 'delivered' }
    default:
      return null
  }
}

function choiceOf(event: string): boolean | null {
  if (['spamreport', 'unsubscribe', 'group_unsubscribe'].includes(event)) return true
  return event === 'group_resubscribe' ? false : null
}
