import { z } from 'zod'

const tenantId = z.uuid()

export const accountMailKinds = [
  'verify-email',
  'already-registered',
  'reset-password',
  'password-changed',
  'two-factor-off',
  'passkey-added',
  'invitation',
] as const
export type AccountMailKind = (typeof accountMailKinds)[number]

/** Every job's name and payload. Payloads hold ids only: no names, numbers or words of a customer. */
export const jobs = {
  /** Send one OutboxMessage over its channel. */
  'deliver-message': z.object({ tenantId, outboxMessageId: z.uuid() }),
  /** Free what an expired hold occupies. */
  'expire-hold': z.object({ tenantId, holdId: z.uuid() }),
  /** Give services the version of their policy that holds from now on. */
  'use-policy': z.object({ tenantId, policyId: z.uuid() }),
  /** Offer a time that came free to whoever waits longest for one like it. */
  'match-waitlist': z.object({
    tenantId,
    providerId: z.uuid(),
    locationId: z.uuid(),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    /** People, rooms and devices that came free; left out where that is not known. */
    resourceIds: z.array(z.uuid()).optional(),
  }),
  /** End an offer that nobody answered, and offer the time to the next. */
  'expire-waitlist-offer': z.object({ tenantId, offerId: z.uuid() }),
  /** Close an entry of the waitlist when the last day of what was waited for has gone by. */
  'expire-waitlist-entry': z.object({ tenantId, entryId: z.uuid() }),
  /** Make the outside calendar show one appointment as it is now: create, move or delete its event. */
  'mirror-appointment': z.object({ tenantId, appointmentId: z.uuid() }),
  /**
   * Read what changed in an outside calendar. The one of every quarter of an hour and the one
   * that something made necessary wait beside each other, so that neither swallows the other.
   */
  'sync-calendar': z.object({ tenantId, calendarId: z.uuid(), cause: z.enum(['regular', 'change']) }),
  /** Renew the push channel of an outside calendar before it ends. */
  'renew-calendar-channel': z.object({ tenantId, calendarId: z.uuid() }),
  /** Try a connection that does not answer again, and heal it. */
  'retry-calendar-connection': z.object({ tenantId, connectionId: z.uuid() }),
  /**
   * Answer what a person has written by text or email, once they have been quiet for a moment. Each
   * message brings its own job; only the newest message's one answers, and answers all of them.
   */
  'answer-messages': z.object({ tenantId, conversationId: z.uuid(), messageId: z.uuid() }),
  /** Send what one rule wants sent around a visit, if the appointment is still at this version. */
  'send-reminder': z.object({
    tenantId,
    appointmentId: z.uuid(),
    version: z.int(),
    /** The rule's id, or "default-1440" for one of the product's own: purpose and minutes before. */
    ruleKey: z.string().max(100),
  }),
  /** Ask how it was, after a person has resolved the conversation. */
  'ask-satisfaction': z.object({ tenantId, conversationId: z.uuid() }),
  /** Bring a snoozed conversation back into the inbox. */
  'wake-conversation': z.object({ tenantId, conversationId: z.uuid() }),
  /** End a conversation in which nothing has happened for a while; asks again later when something has. */
  'end-idle-conversation': z.object({ tenantId, conversationId: z.uuid() }),
  /**
   * Mail somebody about their own account, or an invitation. What opens something is sealed: who reads
   * the queue cannot use it.
   */
  'send-account-mail': z.object({
    /** Of an invitation; an account is no spa's. */
    tenantId: z.uuid().nullable(),
    kind: z.enum(accountMailKinds),
    /** The user's id, or the invitation's. */
    recipientId: z.string().max(100),
    locale: z.enum(['en', 'es']),
    sealedToken: z.string().max(4_000).nullable(),
  }),
  /** Tell one endpoint of one event; written by triggers too (migration integrations), which know this shape. */
  'deliver-webhook': z.object({ tenantId, deliveryId: z.uuid() }),
  /** Write the summary of an ended conversation. */
  'summarise-conversation': z.object({ tenantId, conversationId: z.uuid() }),
} as const

export type JobName = keyof typeof jobs
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]>
