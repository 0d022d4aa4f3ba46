import { z } from 'zod'

const tenantId = z.uuid()

/** Every job's name and payload. Payloads hold ids only: no names, numbers or words of a customer. */
export const jobs = {
  /** Send one OutboxMessage over its channel. */
  'deliver-message': z.object({ tenantId, outboxMessageId: z.uuid() }),
  /** Free what an expired hold occupies. */
  'expire-hold': z.object({ tenantId, holdId: z.uuid() }),
  /** End a conversation in which nothing has happened for a while; asks again later when something has. */
  'end-idle-conversation': z.object({ tenantId, conversationId: z.uuid() }),
  /** Write the summary of an ended conversation. */
  'summarise-conversation': z.object({ tenantId, conversationId: z.uuid() }),
} as const

export type JobName = keyof typeof jobs
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]>
