import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express'
import twilio from 'twilio'
import { z } from 'zod'
import type { InboundSms } from '../../channels/sms/inbound-sms.ts'
import type { ReportedStatus } from '../../channels/delivery-status.ts'

const MOST_BYTES = 1024 * 1024
/** Twilio sends some forty; a form of a million would take long to check. */
const MOST_FIELDS = 500
const MOST_MEDIA = 10

export type TwilioRefusal = 'wrong_type' | 'too_large' | 'malformed' | 'forged'
type Refuse = (status: number, reason: TwilioRefusal, message: string) => Error

/** The bytes of a form of at most 1 MB; what is no form, or larger, is refused before it is looked at. */
export function readFormBody(refuse: Refuse): RequestHandler[] {
  const isForm = (request: Request) =>
    /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(request.headers['content-type'] ?? '')
  const read = express.raw({ type: () => true, limit: MOST_BYTES, inflate: false })
  return [
    (request: Request, _response: Response, next: NextFunction) =>
      next(
        isForm(request)
          ? undefined
          : refuse(415, 'wrong_type', 'Twilio sends forms (application/x-www-form-urlencoded).'),
      ),
    (request: Request, response: Response, next: NextFunction) =>
      read(request, response, (error?: unknown) => {
        const { status } = (error ?? {}) as { status?: unknown }
        if (status === 413) next(refuse(413, 'too_large', 'A form has at most 1 MB.'))
        else if (typeof status === 'number' && status < 500)
          next(refuse(status, 'malformed', 'The body cannot be read.'))
        else next(error)
      }),
  ]
}

/**
 * The fields of a form that Twilio has signed, or why it is none. Twilio signs the address that it was given,
 * which is ours as it is known outside: what the request says of its host counts for nothing.
 */
export function readSignedForm(
  request: Request,
  { authToken, publicBaseUrl }: { authToken: string; publicBaseUrl: string },
): { ok: true; fields: Record<string, string> } | { ok: false; reason: 'malformed' | 'forged' } {
  const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
  if (text.split('&', MOST_FIELDS + 1).length > MOST_FIELDS) return { ok: false, reason: 'malformed' }
  const given = new URLSearchParams(text)
  const names = [...new Set(given.keys())]
  const signed = Object.fromEntries(names.map((name) => [name, given.getAll(name)]))
  const signature = request.get('x-twilio-signature') ?? ''
  const address = `${publicBaseUrl}${request.originalUrl}`
  if (!twilio.validateRequest(authToken, signature, address, signed)) return { ok: false, reason: 'forged' }
  return { ok: true, fields: Object.fromEntries(names.map((name) => [name, given.get(name) ?? ''])) }
}

const Sid = z.string().regex(/^[A-Za-z]{2}[\da-fA-F]{32}$/)
const Line = z.string().trim().min(2).max(64)

// Twilio adds fields as it likes.
const InboundForm = z.object({
  MessageSid: Sid,
  From: Line,
  To: Line,
  Body: z.string().max(10_000).default(''),
  NumMedia: z.coerce.number().int().min(0).catch(0),
  NumSegments: z.coerce.number().int().min(1).max(1_000).nullable().catch(null),
  OptOutType: z.string().max(20).nullable().catch(null),
})

/** The text that a form brings; null when it is none. */
export function inboundSms(fields: Record<string, string>): InboundSms | null {
  const form = InboundForm.safeParse(fields).data
  if (!form) return null
  const media = Array.from({ length: Math.min(form.NumMedia, MOST_MEDIA) }, (_, index) => ({
    url: webAddress(fields[`MediaUrl${index}`]),
    contentType: (fields[`MediaContentType${index}`] ?? '').slice(0, 100).toLowerCase() || 'application/octet-stream',
  }))
  return {
    sid: form.MessageSid,
    from: form.From,
    to: form.To,
    text: form.Body,
    segments: form.NumSegments,
    media,
    optOutType: form.OptOutType,
  }
}

function webAddress(given: string | undefined): string | null {
  const url = URL.parse(given ?? '')
  return url && /^https?:$/.test(url.protocol) && url.href.length <= 2_000 ? url.href : null
}

/** Twilio's words for where a message is; what is not among them changes nothing of ours. */
const statuses: Readonly<Record<string, ReportedStatus>> = {
  accepted: 'sending',
  scheduled: 'sending',
  queued: 'sending',
  sending: 'sending',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  failed: 'failed',
  canceled: 'failed',
  undelivered: 'undelivered',
}

const StatusForm = z.object({
  MessageSid: Sid,
  MessageStatus: z.string().max(40),
  ErrorCode: z
    .string()
    .regex(/^\d{1,10}$/)
    .nullable()
    .catch(null),
  From: Line.nullable().catch(null),
})

export interface SmsReport {
  sid: string
  /** Null: nothing that we keep. */
  status: ReportedStatus | null
  errorCode: string | null
  /** Our number, or null where a messaging service has not chosen one. */
  from: string | null
}

export function smsReport(fields: Record<string, string>): SmsReport | null {
  const form = StatusForm.safeParse({ ...fields, MessageStatus: fields['MessageStatus'] ?? fields['SmsStatus'] }).data
  if (!form) return null
  const status = Object.hasOwn(statuses, form.MessageStatus) ? statuses[form.MessageStatus]! : null
  return { sid: form.MessageSid, status, errorCode: form.ErrorCode, from: form.From }
}
