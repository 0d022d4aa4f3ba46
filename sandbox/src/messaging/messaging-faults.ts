import { z } from 'zod'

/** What can go wrong between the sandbox's Twilio and SendGrid and the server. */
export const MESSAGING_FAULTS = [
  /** Sending is answered with `status`, and nothing is sent. */
  'server_error',
  /** Sending is answered with 429, and nothing is sent. */
  'rate_limit',
  /** Sending is carried out and answered `ms` later. */
  'slow',
  /** The connection breaks before anything is done. */
  'connection_dropped',
  /** The message is sent, and the connection breaks in place of the answer. */
  'answer_lost',
  /** What is sent is taken and does not arrive: `outcome` and `errorCode` say how it ends. */
  'fails',
  /** Texts to somebody who opted out are taken, and fail with 21610 afterwards. */
  'opted_out_late',
  /** A webhook comes twice. */
  'duplicate',
  /** Webhooks are held for `ms`, then come in another order. */
  'shuffle',
  /** A webhook comes `ms` later; others overtake it. */
  'delay',
  /** A webhook never comes. */
  'drop',
  /** A webhook is signed by somebody else. */
  'forge',
] as const

export type MessagingFaultKind = (typeof MESSAGING_FAULTS)[number]

export type Provider = 'twilio' | 'sendgrid'

/** How a message may end: the first two are Twilio's, the others SendGrid's. */
export const OUTCOMES = [
  'failed',
  'undelivered',
  'bounce',
  'blocked',
  'dropped',
  'deferred',
  'spamreport',
  'unsubscribe',
] as const

export type Outcome = (typeof OUTCOMES)[number]

const MessagingFault = z.strictObject({
  kind: z.enum(MESSAGING_FAULTS),
  provider: z.enum(['twilio', 'sendgrid']).nullable().default(null),
  /** A phone number or an email address, either end's; null strikes everybody. */
  for: z.string().nullable().default(null),
  /** How often it strikes; null until it is cleared. */
  times: z.int().min(1).nullable().default(null),
  ms: z.int().min(0).max(600_000).default(1000),
  status: z.int().min(500).max(599).default(503),
  /** Null: undelivered for a text, bounce for an email. */
  outcome: z.enum(OUTCOMES).nullable().default(null),
  /** Twilio's, for `fails`. */
  errorCode: z.int().min(10_000).max(99_999).default(30_003),
})

export type MessagingFault = z.infer<typeof MessagingFault>

/** Changed as a whole by tests; counts are used up. */
export const MessagingFaults = z.strictObject({ messagingFaults: z.array(MessagingFault) })

export type MessagingFaults = z.infer<typeof MessagingFaults>

export const noMessagingFaults: MessagingFaults = { messagingFaults: [] }

/** The first fault of this kind that is meant for one of `whom`, used up by one; null when none is due. */
export function messagingStrike(
  faults: MessagingFaults,
  kind: MessagingFaultKind,
  { provider, whom }: { provider: Provider; whom: readonly string[] },
): MessagingFault | null {
  const names = whom.map((name) => name.toLowerCase())
  const index = faults.messagingFaults.findIndex(
    (fault) =>
      fault.kind === kind &&
      (fault.provider === null || fault.provider === provider) &&
      (fault.for === null || names.includes(fault.for.toLowerCase())),
  )
  const fault = faults.messagingFaults[index]
  if (!fault) return null
  if (fault.times !== null && --fault.times === 0) faults.messagingFaults.splice(index, 1)
  return fault
}
