import type { MessageResource } from './message-resource.ts'

/** A number of the account's. */
export interface OwnNumber {
  /** E.164. */
  number: string
  /** Whose it is, for the page. */
  name: string
  /** Where its texts are posted to; null: the server's own place for them. */
  smsUrl: string | null
  smsFallbackUrl: string | null
  /** Whether its 10DLC campaign is live; looked at only while registration is enforced. */
  isRegistered: boolean
  messagingServiceSid: string | null
  /** Twilio's own reading of STOP and the like; `advanced` also tells the webhook by OptOutType. */
  optOut: 'default' | 'advanced' | 'off'
}

export interface MediaItem {
  sid: string
  contentType: string
  /** Null: a picture that the account's own server would have to be asked for. */
  content: Buffer | null
  url: string
}

export interface StoredMessage {
  resource: MessageResource
  /** Milliseconds since 1970. */
  createdAt: number
  sentAt: number | null
  statusCallback: string | null
  /** What its callbacks are signed with. */
  authToken: string
  media: MediaItem[]
  /** Twilio's own answer to STOP, START or HELP. */
  isByTwilio: boolean
}

export interface TwilioData {
  accountSid: string
  authToken: string
  numbers: Map<string, OwnNumber>
  /** By sid, oldest first. */
  messages: Map<string, StoredMessage>
  /** See opt-out.ts. */
  optOuts: Set<string>
  /** Texts within the United States from a number without a live campaign are not delivered: 30034. */
  isRegistrationEnforced: boolean
}

/** The oldest are forgotten. */
const mostMessages = 5000

export interface TwilioAccount {
  accountSid: string
  authToken: string
  /** The number that texts go out from unless a spa has its own. */
  from: string
}

export const SANDBOX_ACCOUNT: TwilioAccount = {
  accountSid: `AC${'0'.repeat(32)}`,
  authToken: 'sandbox',
  from: '+15005550006',
}

/** The account with its own number, and one for each spa of the demonstration. */
export function defaultTwilioData({ accountSid, authToken, from }: TwilioAccount): TwilioData {
  const numbers = [
    ownNumber(from, 'Ava'),
    ownNumber('+12125550142', 'Glow Med Spa'),
    ownNumber('+13105550168', 'Lumen Aesthetics'),
  ]
  return {
    accountSid,
    authToken,
    numbers: new Map(numbers.map((one) => [one.number, one])),
    messages: new Map(),
    optOuts: new Set(),
    isRegistrationEnforced: false,
  }
}

export function ownNumber(number: string, name: string): OwnNumber {
  return {
    number,
    name,
    smsUrl: null,
    smsFallbackUrl: null,
    isRegistered: true,
    messagingServiceSid: null,
    optOut: 'default',
  }
}

export function keepMessage({ messages }: TwilioData, message: StoredMessage): void {
  messages.set(message.resource.sid, message)
  const oldest = messages.keys().next()
  if (messages.size > mostMessages && !oldest.done) messages.delete(oldest.value)
}
