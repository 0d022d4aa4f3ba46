import { randomBytes } from 'node:crypto'
import { segments } from './segments.ts'

export type MessageStatus =
  | 'accepted'
  | 'scheduled'
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'canceled'
  | 'received'

/** A message as Twilio's REST API describes it. */
export interface MessageResource {
  account_sid: string
  api_version: '2010-04-01'
  body: string
  date_created: string
  date_sent: string | null
  date_updated: string
  direction: 'outbound-api' | 'outbound-reply' | 'inbound'
  error_code: number | null
  error_message: string | null
  from: string | null
  messaging_service_sid: string | null
  num_media: string
  num_segments: string
  price: string | null
  price_unit: string | null
  sid: string
  status: MessageStatus
  subresource_uris: { media: string }
  to: string
  uri: string
}

export function newMessage({
  accountSid,
  now,
  direction,
  status,
  from,
  to,
  body,
  media,
  service = null,
}: {
  accountSid: string
  now: number
  direction: MessageResource['direction']
  status: MessageStatus
  /** Null: the messaging service has not chosen yet. */
  from: string | null
  to: string
  body: string
  /** How many. */
  media: number
  service?: string | null
}): MessageResource {
  const sid = `${media > 0 ? 'MM' : 'SM'}${randomBytes(16).toString('hex')}`
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`
  const date = rfc2822(now)
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: date,
    date_sent: direction === 'inbound' ? date : null,
    date_updated: date,
    direction,
    error_code: null,
    error_message: null,
    from,
    messaging_service_sid: service,
    num_media: String(media),
    // With a messaging service the sender, and so the segments, are not known yet.
    num_segments: from === null ? '0' : String(media > 0 ? 1 : segments(body)),
    price: null,
    price_unit: from === null ? null : 'USD',
    sid,
    status,
    subresource_uris: { media: `${uri}/Media.json` },
    to,
    uri: `${uri}.json`,
  }
}

export function rfc2822(now: number): string {
  return new Date(now).toUTCString().replace('GMT', '+0000')
}
