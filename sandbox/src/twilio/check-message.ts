import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { SmsFaults } from './sms-faults.ts'
import { twilioProblem, type TwilioProblem } from './twilio-problem.ts'

/** The form of `POST …/Messages.json`, as far as it is looked at; Twilio ignores what it does not know. */
export interface MessageForm {
  To?: string
  From?: string
  MessagingServiceSid?: string
  Body?: string
  MediaUrl?: string
  StatusCallback?: string
}

const E164 = /^\+[1-9]\d{1,14}$/
const SHORT_CODE = /^\d{5,6}$/
const SENDER_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/
const MOST_CHARACTERS = 1600
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
  '+15005550007': (from) =>
    twilioProblem(
      21606,
      `The From phone number ${from} is not a valid, SMS-capable inbound phone number or short code for your account.`,
    ),
  '+15005550008': (from) =>
    twilioProblem(21611, `This 'From' number ${from} has exceeded the maximum number of queued messages`),
}

/** The first reason for which Twilio would refuse the message, or null. */
export function messageProblem(form: MessageForm, faults: SmsFaults): TwilioProblem | null {
  const { To: to, From: from, Body: body = '' } = form
  if (!to) return twilioProblem(21604, "A 'To' phone number is required.")
  if (!from && !form.MessagingServiceSid) return twilioProblem(21603, "A 'From' phone number is required.")
  if (body === '' && !form.MediaUrl) return twilioProblem(21602, 'Message body is required.')
  if ([...body].length > MOST_CHARACTERS)
    return twilioProblem(21617, `The concatenated message body exceeds the ${MOST_CHARACTERS} character limit`)
  const toProblem = recipientProblem(to, faults)
  if (toProblem) return toProblem
  if (from) {
    const fromProblem = senderProblem(from)
    if (fromProblem) return fromProblem
    if (from === to) return twilioProblem(21266, `'To' and 'From' number cannot be the same: ${to}`)
  }
  if (form.StatusCallback !== undefined && !isWebAddress(form.StatusCallback)) {
    return twilioProblem(21609, `The 'StatusCallback' URL ${form.StatusCallback} is not a valid URL.`)
  }
  return null
}

function recipientProblem(to: string, faults: SmsFaults): TwilioProblem | null {
  const isNumber = E164.test(to) && (parsePhoneNumberFromString(to)?.isPossible() ?? false)
  if (!isNumber) return twilioProblem(21211, `The 'To' number ${to} is not a valid phone number.`)
  const test = TEST_RECIPIENTS[to]
  if (test) return test(to)
  if (faults.smsOptedOut.includes(to)) return optedOut()
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

function optedOut(): TwilioProblem {
  return twilioProblem(21610, 'Attempt to send to unsubscribed recipient')
}

function notMobile(to: string): TwilioProblem {
  return twilioProblem(21614, `'To' number is not a valid mobile number: ${to}`)
}

function isWebAddress(address: string): boolean {
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
}
