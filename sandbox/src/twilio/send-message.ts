import { randomBytes } from 'node:crypto'
import { deliverWebhook } from '../messaging/deliver-webhook.ts'
import { messagingStrike } from '../messaging/messaging-faults.ts'
import type { CheckedMessage } from './check-message.ts'
import { newMessage, rfc2822, type MessageResource, type MessageStatus } from './message-resource.ts'
import { segments } from './segments.ts'
import { carryOutForm } from './twilio-webhook.ts'
import { keepMessage, type OwnNumber, type StoredMessage } from './twilio-data.ts'
import type { TwilioState } from './twilio-state.ts'

const QUEUED_MS = 10
const SENT_MS = 30
const ENDED_MS = 120

const WORDS: Record<number, string> = {
  21610: 'Attempt to send to unsubscribed recipient',
  30001: 'Queue overflow',
  30002: 'Account suspended',
  30003: 'Unreachable destination handset',
  30004: 'Message blocked',
  30005: 'Unknown destination handset',
  30006: 'Landline or unreachable carrier',
  30007: 'Message filtered',
  30008: 'Unknown error',
  30034: 'US A2P 10DLC - Message from an Unregistered Number',
}

/** Takes a message: its statuses follow by themselves, each told to its callback. */
export function sendMessage(
  state: TwilioState,
  message: CheckedMessage,
  {
    accountSid,
    authToken,
    direction = 'outbound-api',
  }: { accountSid: string; authToken: string; direction?: 'outbound-api' | 'outbound-reply' },
): StoredMessage {
  const { to, body, media, own, service, from, sendAt } = message
  const now = state.clock.now()
  const status = sendAt !== null ? 'scheduled' : service === null ? 'queued' : 'accepted'
  const resource = newMessage({
    accountSid,
    now,
    direction,
    status,
    from,
    to,
    body,
    media: media.length,
    service,
  })
  const stored: StoredMessage = {
    resource,
    createdAt: now,
    sentAt: null,
    statusCallback: message.statusCallback,
    authToken,
    media: media.map((url) => ({ sid: newSid('ME'), contentType: '', content: null, url })),
    isByTwilio: false,
  }
  keepMessage(state.data, stored)
  const go = (): void => underWay(state, stored, { own, isOptedOut: message.isOptedOut })
  if (sendAt === null) go()
  else state.clock.alarm(sendAt, () => void (resource.status === 'scheduled' && go()))
  return stored
}

/** Twilio's own words to somebody: no callback, and no opt-out stands in their way. */
export function sendByTwilio(
  state: TwilioState,
  { own, to, body }: { own: OwnNumber; to: string; body: string },
): void {
  const { accountSid, authToken } = state.data
  const now = state.clock.now()
  const resource = newMessage({
    accountSid,
    now,
    direction: 'outbound-reply',
    status: 'queued',
    from: own.number,
    to,
    body,
    media: 0,
  })
  const stored: StoredMessage = {
    resource,
    createdAt: now,
    sentAt: null,
    statusCallback: null,
    authToken,
    media: [],
    isByTwilio: true,
  }
  keepMessage(state.data, stored)
  for (const status of ['sent', 'delivered'] as const) changeStatus(state, stored, { status })
}

export function newSid(kind: 'ME' | 'SM'): string {
  return `${kind}${randomBytes(16).toString('hex')}`
}

interface End {
  status: MessageStatus
  errorCode: number | null
}

function underWay(
  state: TwilioState,
  message: StoredMessage,
  { own, isOptedOut }: { own: OwnNumber; isOptedOut: boolean },
): void {
  const { clock, data } = state
  const { resource } = message
  const now = clock.now()
  const { messages } = data
  const end = endOf(state, message, { own, isOptedOut })
  const at = (ms: number, act: () => void): void =>
    void clock.alarm(now + ms, () => {
      // After a reset nothing is heard of what was before.
      if (resource.status !== 'canceled' && data.messages === messages && !state.closed.aborted) act()
    })
  if (resource.status !== 'queued') {
    at(QUEUED_MS, () => {
      resource.from = own.number
      resource.price_unit = 'USD'
      resource.num_segments = String(message.media.length > 0 ? 1 : segments(resource.body))
      changeStatus(state, message, { status: 'queued' })
    })
  }
  if (end.status !== 'failed') at(SENT_MS, () => changeStatus(state, message, { status: 'sent' }))
  at(ENDED_MS, () => changeStatus(state, message, end))
}

function endOf(
  state: TwilioState,
  { resource: { to } }: StoredMessage,
  { own, isOptedOut }: { own: OwnNumber; isOptedOut: boolean },
): End {
  if (isOptedOut) return { status: 'failed', errorCode: 21610 }
  const isWithinUnitedStates = /^\+1\d{10}$/.test(own.number) && /^\+1\d{10}$/.test(to)
  if (state.data.isRegistrationEnforced && !own.isRegistered && isWithinUnitedStates) {
    return { status: 'undelivered', errorCode: 30034 }
  }
  const fault = messagingStrike(state.faults, 'fails', { provider: 'twilio', whom: [to, own.number] })
  if (!fault) return { status: 'delivered', errorCode: null }
  return { status: fault.outcome === 'failed' ? 'failed' : 'undelivered', errorCode: fault.errorCode }
}

/** Sets a status and tells the message's callback, whatever it was before. */
export function changeStatus(
  state: TwilioState,
  message: StoredMessage,
  { status, errorCode = null }: { status: MessageStatus; errorCode?: number | null },
): void {
  const { resource } = message
  const now = state.clock.now()
  resource.status = status
  resource.date_updated = rfc2822(now)
  resource.error_code = errorCode
  resource.error_message = errorCode === null ? null : (WORDS[errorCode] ?? 'Unknown error')
  if (status === 'sent') {
    message.sentAt = now
    resource.date_sent = rfc2822(now)
    resource.price = '-0.0079'
  }
  const { statusCallback: url } = message
  if (url === null) return
  const params = callbackParams(resource, now)
  void deliverWebhook(state, {
    entry: {
      provider: 'twilio',
      kind: 'sms-status',
      about: resource.sid,
      whom: [resource.to, resource.from ?? ''],
      summary: errorCode === null ? status : `${status} (${errorCode})`,
      url,
    },
    queue: resource.sid,
    carryOut: (delivery) => carryOutForm(delivery, { url, params, authToken: message.authToken }),
  })
}

function callbackParams(resource: MessageResource, now: number): Record<string, string> {
  const { sid, status, from, to, error_code: code, messaging_service_sid: service } = resource
  return {
    AccountSid: resource.account_sid,
    ApiVersion: '2010-04-01',
    From: from ?? '',
    MessageSid: sid,
    MessageStatus: status,
    SmsSid: sid,
    SmsStatus: status,
    To: to,
    ...(service === null ? {} : { MessagingServiceSid: service }),
    ...(code === null ? {} : { ErrorCode: String(code) }),
    // YYMMDDhhmm, when the carrier said so.
    ...(status === 'delivered'
      ? {
          RawDlrDoneDate: new Date(now).toISOString().replace(/[-T:]/g, '').slice(2, 12),
        }
      : {}),
  }
}
