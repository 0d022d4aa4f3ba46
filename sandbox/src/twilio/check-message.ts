import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { hasOptedOut } from './opt-out.ts'
import type { SmsFaults } from './sms-faults.ts'
import type { OwnNumber, TwilioData } from './twilio-data.ts'
import { twilioProblem, type TwilioProblem } from './twilio-problem.ts'

/** The form of `POST …/Messages.json`, as far as it is looked at; Twilio ignores what it does not know. */
export interface MessageForm {
  To?: string
  From?: string
  MessagingServiceSid?: string
  Body?: string
  MediaUrl?: string[]
  StatusCallback?: string
  ScheduleType?: string
  SendAt?: string
}

/** A message that Twilio takes. */
export interface CheckedMessage {
  to: string
  body: string
  media: string[]
  /** The number that it will go out from. */
  own: OwnNumber
  /** A messaging service chose the number, or will. */
  service: string | null
  /** Null with a messaging service and no From. */
  from: string | null
  statusCallback: string | null
  /** When it is scheduled for; milliseconds since 1970. */
  sendAt: number | null
  /** It would be refused, were that not set to come to light later. */
  isOptedOut: boolean
}

const E164 = /^\+[1-9]\d{1,14}$/
const SHORT_CODE = /^\d{5,6}$/
const SENDER_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/
const MOST_CHARACTERS = 1600
const MOST_MEDIA = 10
const SCHEDULE_FROM_MS = 5 * 60_000
const SCHEDULE_UNTIL_MS = 35 * 24 * 3_600_000
/** Numbers that fail on purpose, as Twilio documents them for test credentials. */
const TEST_RECIPIENTS: Record<string, (to: string) => TwilioProblem> = {
  '+15005550001': (to) => twilioProblem(21211, `The 'To' number ${to} is not a valid phone number.`),
  '+15005550002': (to) =>
    twilioProblem(
      21612,
      `Message cannot be sent with the current combination of 'To' (${to}) and/or 'From' parameters`,
    ),
  '+15005550003': (to) =>
    twilioProblem(
      21408,
      `Permission to send an SMS has not been enabled for the region indicated by the 'To' number: ${to}.`,
    ),
  '+15005550004': () => optedOut(),
  '+15005550009': (to) => notMobile(to),
}
const TEST_SENDERS: Record<string, (from: string) => TwilioProblem> = {
  '+15005550001': (from) =>
    twilioProblem(
      21212,
      `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
    ),
  '+15005550007': (from) => notOurs(from),
  '+15005550008': (from) =>
    twilioProblem(21611, `This 'From' number ${from} has exceeded the maximum number of queued messages`),
}

/** The message, or the first reason for which Twilio would refuse it. */
export function checkMessage(
  form: MessageForm,
  { data, faults, now, isLate }: { data: TwilioData; faults: SmsFaults; now: number; isLate: (to: string) => boolean },
): CheckedMessage | TwilioProblem {
  const { To: to, From: from, MessagingServiceSid: service, Body: body = '', MediaUrl: media = [] } = form
  if (!to) return twilioProblem(21604, "A 'To' phone number is required.")
  if (!from && !service) return twilioProblem(21603, "A 'From' phone number is required.")
  if (body === '' && media.length === 0) return twilioProblem(21602, 'Message body is required.')
  if ([...body].length > MOST_CHARACTERS)
    return twilioProblem(21617, `The concatenated message body exceeds the ${MOST_CHARACTERS} character limit`)
  const toProblem = recipientProblem(to, faults)
  if (toProblem) return toProblem
  if (from) {
    const fromProblem = senderProblem(from)
    if (fromProblem) return fromProblem
    if (from === to) return twilioProblem(21266, `'To' and 'From' number cannot be the same: ${to}`)
  }
  if (media.length > MOST_MEDIA) return twilioProblem(21623, 'Number of media files exceeds allowed limit')
  const wrongMedia = media.find((address) => !isWebAddress(address))
  if (wrongMedia !== undefined) return twilioProblem(21620, `Invalid media URL(s): ${wrongMedia}`)
  if (form.StatusCallback !== undefined && !isWebAddress(form.StatusCallback)) {
    return twilioProblem(21609, `The 'StatusCallback' URL ${form.StatusCallback} is not a valid URL.`)
  }
  const sendAt = scheduledFor(form, now)
  if (sendAt !== null && typeof sendAt !== 'number') return sendAt
  const own = senderOf(data, { from, service })
  if ('code' in own) return own
  const isOptedOut = hasOptedOut(data, own, to) || faults.smsOptedOut.includes(to)
  if (isOptedOut && !isLate(to)) return optedOut()
  const statusCallback = form.StatusCallback ?? null
  return { to, body, media, own, service: service || null, from: from || null, statusCallback, sendAt, isOptedOut }
}

/** The account's number that the message goes out from. */
function senderOf(
  { numbers }: TwilioData,
  { from, service }: { from?: string; service?: string },
): OwnNumber | TwilioProblem {
  if (service && !/^MG[\da-f]{32}$/i.test(service)) {
    return twilioProblem(21701, `The Messaging Service ${service} does not exist`)
  }
  const pool = [...numbers.values()].filter((one) => one.messagingServiceSid === service)
  if (service && pool.length === 0) return twilioProblem(21704, 'The Messaging Service contains no phone numbers')
  if (service && from && !pool.some(({ number }) => number === from)) {
    return twilioProblem(21712, `The 'From' number ${from} does not belong to the Messaging Service`)
  }
  return (from ? numbers.get(from) : pool[0]) ?? notOurs(from ?? '')
}

/** When it is to be sent; null at once. */
function scheduledFor({ ScheduleType: type, SendAt: at, MessagingServiceSid: service }: MessageForm, now: number) {
  if (type === undefined && at === undefined) return null
  if (type !== 'fixed') return twilioProblem(35111, "The 'ScheduleType' has to be 'fixed'")
  if (!service) return twilioProblem(35118, 'MessagingServiceSid is required to schedule a message')
  if (!at || Number.isNaN(Date.parse(at))) return twilioProblem(35111, "The 'SendAt' parameter is required")
  const sendAt = Date.parse(at)
  const isInWindow = sendAt >= now + SCHEDULE_FROM_MS && sendAt <= now + SCHEDULE_UNTIL_MS
  return isInWindow ? sendAt : twilioProblem(35114, 'SendAt time must be 5 minutes to 35 days from now')
}

function recipientProblem(to: string, faults: SmsFaults): TwilioProblem | null {
  const isNumber = E164.test(to) && (parsePhoneNumberFromString(to)?.isPossible() ?? false)
  if (!isNumber) return twilioProblem(21211, `The 'To' number ${to} is not a valid phone number.`)
  const test = TEST_RECIPIENTS[to]
  if (test) return test(to)
  return faults.smsNotMobile.includes(to) ? notMobile(to) : null
}

function senderProblem(from: string): TwilioProblem | null {
  const test = TEST_SENDERS[from]
  if (test) return test(from)
  if (E164.test(from) || SHORT_CODE.test(from) || SENDER_NAME.test(from)) return null
  return twilioProblem(
    21212,
    `The 'From' number ${from} is not a valid phone number, shortcode, or alphanumeric sender ID.`,
  )
}

function notOurs(from: string): TwilioProblem {
  return twilioProblem(
    21606,
    `The From phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
  )
}

function optedOut(): TwilioProblem {
  return twilioProblem(21610, 'Attempt to send to unsubscribed recipient')
}

function notMobile(to: string): TwilioProblem {
  return twilioProblem(21614, `'To' number is not a valid mobile number: ${to}`)
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
}
