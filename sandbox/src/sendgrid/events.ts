import { randomBytes } from 'node:crypto'
import { deliverWebhook, waitOnClock, type Delivery, type WebhookAnswer } from '../messaging/deliver-webhook.ts'
import { shuffled } from '../messaging/hold-and-shuffle.ts'
import { publicAddress } from '../messaging/messaging-state.ts'
import { tryAgain } from './try-again.ts'
import { eventKeys, signEvents } from './event-signature.ts'
import type { EventName, StoredMail } from './sendgrid-data.ts'
import type { SendGridState } from './sendgrid-state.ts'

export const EVENTS_PATH = '/webhooks/sendgrid/events'
/** Events of this long go out in one request. */
const TOGETHER_MS = 50
const TIMEOUT_MS = 10_000
const GIVE_UP_MS = 24 * 3_600_000

/** An event as it is told. */
export type MailEvent = Record<string, unknown> & {
  email: string
  event: EventName
  sg_event_id: string
  sg_message_id: string
}

export interface PendingEvents {
  events: { event: MailEvent; mailId: string }[]
  callOff: (() => void) | null
}

/** Something happened to a mail: noted, and told to the event webhook a moment later. */
export function mailEvent(
  state: SendGridState,
  mail: StoredMail,
  { event, email, more = {} }: { event: EventName; email: string; more?: Record<string, unknown> },
): MailEvent {
  const now = state.clock.now()
  mail.events.push({ event, email, at: now })
  const { sendGridId, messageId, customArgs, categories } = mail
  const told: MailEvent = {
    email,
    event,
    timestamp: Math.floor(now / 1000),
    'smtp-id': messageId,
    sg_event_id: randomBytes(16).toString('base64url'),
    sg_message_id: `${sendGridId ?? mail.id}.recvd-5f54b5d587-sandbox-1-${mail.id.slice(0, 8)}.0`,
    ...(categories.length > 0 ? { category: categories } : {}),
    ...customArgs,
    ...more,
  }
  const { pending } = state
  pending.events.push({ event: told, mailId: mail.id })
  pending.callOff ??= state.clock.alarm(now + TOGETHER_MS, () => flush(state))
  return told
}

function flush(state: SendGridState): void {
  const { pending, faults } = state
  const events = pending.events.splice(0)
  pending.callOff = null
  const isToShuffle = faults.messagingFaults.some(({ kind, provider }) => kind === 'shuffle' && provider !== 'twilio')
  // One by one, so that there is an order to lose.
  if (isToShuffle) for (const event of events) send(state, [event])
  else if (events.length > 0) send(state, events)
}

function send(state: SendGridState, events: PendingEvents['events']): void {
  const url = state.data.eventsUrl ?? publicAddress(state, EVENTS_PATH)
  const names = events.map(({ event }) => event.event)
  void deliverWebhook(state, {
    entry: {
      provider: 'sendgrid',
      kind: 'email-events',
      about: events[0]?.mailId ?? '',
      whom: [...new Set(events.map(({ event }) => event.email))],
      summary: names.join(', '),
      url,
    },
    carryOut: (delivery) => post(state, delivery, { url: url ?? '', events: events.map(({ event }) => event) }),
  })
}

async function post(
  state: SendGridState,
  delivery: Delivery,
  { url, events }: { url: string; events: MailEvent[] },
): Promise<WebhookAnswer> {
  const keys = delivery.isForged ? eventKeys('somebody else') : state.keys
  const body = Buffer.from(`${JSON.stringify(events.length > 1 ? shuffledOften(events) : events)}\r\n`)
  return tryAgain(delivery, {
    giveUpMs: GIVE_UP_MS,
    wait: (ms) => waitOnClock(state, ms),
    once() {
      const timestamp = String(Math.floor(state.clock.now() / 1000))
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'SendGrid Event API',
        'x-twilio-email-event-webhook-signature': signEvents(keys, timestamp, body),
        'x-twilio-email-event-webhook-timestamp': timestamp,
      }
      return delivery.post({ url, headers, body }, { timeoutMs: TIMEOUT_MS })
    },
  })
}

/** Events of one request are in no order that may be relied on. */
function shuffledOften(events: MailEvent[]): MailEvent[] {
  return Math.random() < 0.3 ? shuffled(events) : events
}
