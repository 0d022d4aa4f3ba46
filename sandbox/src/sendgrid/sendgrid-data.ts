import { randomUUID } from 'node:crypto'
import type { Address } from './check-mail.ts'

export interface Attachment {
  filename: string
  contentType: string
  content: Buffer
  /** Shown inside the HTML, by its content id, rather than beside it. */
  contentId: string | null
}

export const EVENTS = [
  'processed',
  'deferred',
  'delivered',
  'bounce',
  'dropped',
  'open',
  'click',
  'spamreport',
  'unsubscribe',
] as const

export type EventName = (typeof EVENTS)[number]

/** A mail that was sent by the server, or by a person to it. */
export interface StoredMail {
  id: string
  at: number
  direction: 'out' | 'in'
  /** With its angle brackets. */
  messageId: string
  inReplyTo: string | null
  references: string[]
  from: Address
  replyTo: Address | null
  to: Address[]
  cc: Address[]
  /** Who really gets it: those of `bcc` too. */
  recipients: string[]
  subject: string
  text: string
  html: string | null
  attachments: Attachment[]
  /** As the sender set them. */
  headers: Record<string, string>
  /** What is told to the event webhook with every event. */
  customArgs: Record<string, string>
  categories: string[]
  /** The X-Message-Id of the answer; null for what people write. */
  sendGridId: string | null
  /** Newest last. */
  events: { event: EventName; email: string; at: number }[]
}

export type Suppression = 'bounce' | 'spamreport' | 'unsubscribe'

export interface ParseSettings {
  /** Null: the server's own place for mail. */
  url: string | null
  user: string
  password: string
  /** The secret part of the server's own place for it. */
  secret: string
  /** The whole mail as MIME in one field, instead of its parts. */
  isRaw: boolean
  /** Adds spam_score and spam_report. */
  checksSpam: boolean
}

export interface SendGridData {
  /** By id, oldest first. */
  mails: Map<string, StoredMail>
  /** Addresses that nothing is sent to any more. */
  suppressions: Map<string, Suppression>
  parse: ParseSettings
  /** Null: the server's own place for events. */
  eventsUrl: string | null
}

export interface SendGridSettings {
  inboundUser: string
  inboundPassword: string
  inboundSecret: string
}

export const SANDBOX_SENDGRID: SendGridSettings = {
  inboundUser: 'sendgrid',
  inboundPassword: 'sandbox',
  inboundSecret: 'sandbox',
}

export function defaultSendGridData(settings: SendGridSettings): SendGridData {
  const { inboundUser: user, inboundPassword: password, inboundSecret: secret } = settings
  return {
    mails: new Map(),
    suppressions: new Map(),
    parse: { url: null, user, password, secret, isRaw: false, checksSpam: true },
    eventsUrl: null,
  }
}

/** Mails hold their attachments, so fewer are kept than texts. */
const mostMails = 1000

export function keepMail({ mails }: SendGridData, mail: StoredMail): void {
  mails.set(mail.id, mail)
  const oldest = mails.keys().next()
  if (mails.size > mostMails && !oldest.done) mails.delete(oldest.value)
}

export function newMessageId(domain: string): string {
  return `<${randomUUID()}@${domain}>`
}

/** The ids in a References or In-Reply-To header. */
export function messageIds(header: string | undefined): string[] {
  return header?.match(/<[^<>\s]+>/g) ?? []
}
