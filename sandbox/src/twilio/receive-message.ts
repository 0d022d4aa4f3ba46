import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { deliverWebhook, isSuccess, type Delivery, type WebhookAnswer } from '../messaging/deliver-webhook.ts'
import { publicAddress } from '../messaging/messaging-state.ts'
import { checkMessage } from './check-message.ts'
import { newMessage, type MessageResource } from './message-resource.ts'
import { applyOptOut, optOutWord } from './opt-out.ts'
import { newSid, sendByTwilio, sendMessage } from './send-message.ts'
import { keepMessage, type MediaItem, type OwnNumber, type StoredMessage } from './twilio-data.ts'
import type { TwilioState } from './twilio-state.ts'
import { carryOutForm } from './twilio-webhook.ts'
import { readTwiml, type TwimlMessage } from './twiml.ts'

export const SMS_PATH = '/webhooks/twilio/sms'

export interface ReceivedMessage {
  message: StoredMessage
  /** When the webhook has been answered, or given up. */
  delivered: Promise<void>
}

/** Somebody texts one of the account's numbers. */
export function receiveMessage(
  state: TwilioState,
  {
    own,
    from,
    text,
    media,
  }: { own: OwnNumber; from: string; text: string; media: { contentType: string; content: Buffer }[] },
): ReceivedMessage {
  const { accountSid, authToken } = state.data
  const now = state.clock.now()
  const resource = newMessage({
    accountSid,
    now,
    direction: 'inbound',
    status: 'received',
    from,
    to: own.number,
    body: text,
    media: media.length,
    service: own.messagingServiceSid,
  })
  const folder = `${state.ownUrl()}/twilio/2010-04-01/Accounts/${accountSid}/Messages/${resource.sid}/Media`
  const items = media.map(({ contentType, content }): MediaItem => {
    const sid = newSid('ME')
    return { sid, contentType, content, url: `${folder}/${sid}` }
  })
  const message: StoredMessage = {
    resource,
    createdAt: now,
    sentAt: now,
    statusCallback: null,
    authToken,
    media: items,
    isByTwilio: false,
  }
  keepMessage(state.data, message)
  const word = items.length === 0 ? optOutWord(text) : null
  const reply = word === null ? null : applyOptOut(state.data, { own, person: from, word })
  if (reply !== null) sendByTwilio(state, { own, to: from, body: reply })
  const params = inboundParams(resource, items)
  if (word !== null && own.optOut === 'advanced' && own.messagingServiceSid !== null) params.OptOutType = word
  return { message, delivered: tellWebhook(state, { own, message, params }) }
}

function tellWebhook(
  state: TwilioState,
  { own, message, params }: { own: OwnNumber; message: StoredMessage; params: Record<string, string> },
): Promise<void> {
  const { resource, authToken } = message
  const url = own.smsUrl ?? publicAddress(state, SMS_PATH)
  return deliverWebhook(state, {
    entry: {
      provider: 'twilio',
      kind: 'sms',
      about: resource.sid,
      whom: [resource.from ?? '', resource.to],
      summary: resource.body.slice(0, 60) || `${message.media.length} pictures`,
      url,
    },
    async carryOut(delivery) {
      const ask = async (address: string, more: Record<string, string> = {}): Promise<WebhookAnswer> => {
        const answer = await carryOutForm(delivery, { url: address, params: { ...params, ...more }, authToken })
        carryOutAnswer(state, delivery, { own, person: resource.from ?? '', address, answer })
        return answer
      }
      const answer = await ask(url ?? '')
      const { error } = delivery.entry
      if (error === null || own.smsFallbackUrl === null || answer.kind === 'not_local') return answer
      const [ErrorCode = ''] = error.split(' ')
      return ask(own.smsFallbackUrl, { ErrorCode, ErrorUrl: url ?? '' })
    },
  })
}

function inboundParams(resource: MessageResource, media: readonly MediaItem[]): Record<string, string> {
  const { sid, from, to } = resource
  const params: Record<string, string> = {
    ...placeOf('To', to),
    ...placeOf('From', from ?? ''),
    AccountSid: resource.account_sid,
    ApiVersion: '2010-04-01',
    Body: resource.body,
    From: from ?? '',
    MessageSid: sid,
    NumMedia: String(media.length),
    NumSegments: resource.num_segments,
    SmsMessageSid: sid,
    SmsSid: sid,
    SmsStatus: 'received',
    To: to,
  }
  if (resource.messaging_service_sid !== null) params.MessagingServiceSid = resource.messaging_service_sid
  for (const [index, { url, contentType }] of media.entries()) {
    params[`MediaUrl${index}`] = url
    params[`MediaContentType${index}`] = contentType
  }
  return params
}

/** City, state and zip are empty, as they are for most mobiles. */
function placeOf(end: 'To' | 'From', number: string): Record<string, string> {
  const country = parsePhoneNumberFromString(number)?.country ?? 'US'
  return { [`${end}Country`]: country, [`${end}State`]: '', [`${end}City`]: '', [`${end}Zip`]: '' }
}

/** Does what the answer says; what is wrong with it is noted, as the console would show it. */
function carryOutAnswer(
  state: TwilioState,
  { entry }: Delivery,
  { own, person, address, answer }: { own: OwnNumber; person: string; address: string; answer: WebhookAnswer },
): void {
  if (answer.kind !== 'answer' || !isSuccess(answer.status)) return
  const twiml = readTwiml(answer)
  if (!twiml.ok) {
    entry.error = twiml.error
    return
  }
  for (const reply of twiml.messages) {
    const problem = sendReply(state, { own, person, address, reply })
    if (problem !== null) entry.error = problem
  }
}

function sendReply(
  state: TwilioState,
  { own, person, address, reply }: { own: OwnNumber; person: string; address: string; reply: TwimlMessage },
): string | null {
  const { data, faults, clock, outbox } = state
  const callback = reply.statusCallback === null ? undefined : URL.parse(reply.statusCallback, address)?.href
  const checked = checkMessage(
    {
      To: reply.to ?? person,
      From: reply.from ?? own.number,
      Body: reply.body,
      MediaUrl: reply.media,
      ...(callback === undefined ? {} : { StatusCallback: callback }),
    },
    // An answer is taken before the list is looked at.
    { data, faults, now: clock.now(), isLate: () => true },
  )
  if ('code' in checked) return `${checked.code} ${checked.message}`
  const { accountSid, authToken } = data
  const { resource } = sendMessage(state, checked, { accountSid, authToken, direction: 'outbound-reply' })
  outbox.add({
    at: new Date(clock.now()).toISOString(),
    kind: 'sms',
    id: resource.sid,
    from: checked.own.number,
    to: checked.to,
    text: checked.body,
  })
  return null
}
