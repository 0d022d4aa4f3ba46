import { randomBytes } from 'node:crypto'
import type { MessageForm } from './check-message.ts'

/** A message as Twilio's REST API describes it. */
export interface MessageResource {
  account_sid: string
  api_version: '2010-04-01'
  body: string
  date_created: string
  date_sent: string | null
  date_updated: string
  direction: 'outbound-api'
  error_code: number | null
  error_message: string | null
  from: string | null
  messaging_service_sid: string | null
  num_media: string
  num_segments: string
  price: string | null
  price_unit: string | null
  sid: string
  status: 'queued' | 'accepted' | 'sent' | 'delivered'
  subresource_uris: { media: string }
  to: string
  uri: string
}

export function newMessage(
  form: MessageForm,
  { accountSid, now }: { accountSid: string; now: number },
): MessageResource {
  const sid = `SM${randomBytes(16).toString('hex')}`
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${sid}`
  const date = rfc2822(now)
  const body = form.Body ?? ''
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body,
    date_created: date,
    date_sent: null,
    date_updated: date,
    direction: 'outbound-api',
    error_code: null,
    error_message: null,
    from: form.From ?? null,
    messaging_service_sid: form.MessagingServiceSid ?? null,
    num_media: form.MediaUrl ? '1' : '0',
    // With a messaging service the sender, and so the segments, are not known yet.
    num_segments: form.From ? String(segments(body)) : '0',
    price: null,
    price_unit: form.From ? 'USD' : null,
    sid,
    status: form.From ? 'queued' : 'accepted',
    subresource_uris: { media: `${uri}/Media.json` },
    to: form.To ?? '',
    uri: `${uri}.json`,
  }
}

const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/
const GSM_EXTENDED = /[\^{}\\[~\]|€]/g

/** How many texts it takes: 160 characters of the GSM alphabet, or 70 of any other; 153 and 67 each when split. */
export function segments(body: string): number {
  const isGsm = GSM.test(body)
  const length = isGsm ? body.length + (body.match(GSM_EXTENDED)?.length ?? 0) : body.length
  const [whole, part] = isGsm ? [160, 153] : [70, 67]
  return length <= whole ? 1 : Math.ceil(length / part)
}

export function rfc2822(now: number): string {
  return new Date(now).toUTCString().replace('GMT', '+0000')
}
