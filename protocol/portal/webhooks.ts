/** `/api/portal/webhooks`: where programs of the spa's are told what happens. */
import { z } from 'zod'

export const webhookEvents = [
  'conversation.started',
  'conversation.ended',
  'appointment.booked',
  'appointment.moved',
  'appointment.cancelled',
  'message.received',
] as const
export const WebhookEvent = z.enum(webhookEvents, 'Choose from the list.')
export type WebhookEvent = z.infer<typeof WebhookEvent>

export const WebhookRequest = z.object({
  url: z
    .string('Enter an address.')
    .trim()
    .min(1, 'Enter an address.')
    .max(500, 'Keep the address under 500 characters.'),
  events: z
    .array(WebhookEvent)
    .min(1, 'Choose what it is told of.')
    .max(webhookEvents.length)
    .transform((events) => [...new Set(events)]),
})
export type WebhookRequest = z.infer<typeof WebhookRequest>

export const WebhookActive = z.object({ isActive: z.boolean() })

export const WebhookDeliveryRow = z.object({
  id: z.string(),
  event: z.string(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.number(),
  responseCode: z.number().nullable(),
  /** Why the last try failed, in words. */
  failure: z.string().nullable(),
  createdAt: z.string(),
})
export const WebhookRow = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(WebhookEvent),
  isActive: z.boolean(),
  failingSince: z.string().nullable(),
  /** The newest twenty. */
  deliveries: z.array(WebhookDeliveryRow),
})
export const WebhookList = z.object({ endpoints: z.array(WebhookRow) })
export type WebhookList = z.infer<typeof WebhookList>
/** The secret that signatures are checked with: said once. */
export const WebhookMade = z.object({ id: z.string(), secret: z.string() })
export type WebhookMade = z.infer<typeof WebhookMade>
