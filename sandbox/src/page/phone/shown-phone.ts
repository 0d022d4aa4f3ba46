import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { SandboxControl } from '../../control/control.ts'
import type { OwnNumber } from '../../twilio/twilio-data.ts'
import type { SeenText } from '../../twilio/twilio-control.ts'

/** Whose phone is shown before anybody was texted. */
const FIRST_PHONE = '+12125550123'

export interface PhoneLine {
  number: string
  newest: string
}

export interface ShownPhone {
  /** The person's number. */
  number: string
  /** The number that the thread is with. */
  own: OwnNumber
  thread: SeenText[]
  hasOptedOut: boolean
  /** Everybody who texted or was texted, the newest first. */
  phones: PhoneLine[]
}

/** The phone that a request asks for, else the newest. Null when the account has no numbers. */
export function shownPhone({ twilio }: SandboxControl, query: { number?: string; with?: string }): ShownPhone | null {
  const all = twilio.messages()
  const person = ({ direction, from, to }: SeenText): string => (direction === 'in' ? from : to)
  const other = ({ direction, from, to }: SeenText): string => (direction === 'in' ? to : from)
  const newest = new Map<string, string>()
  for (const text of all.toReversed()) if (!newest.has(person(text))) newest.set(person(text), text.text)
  const number = readNumber(query.number) ?? newest.keys().next().value ?? FIRST_PHONE
  const own = all.filter((text) => person(text) === number)
  const numbers = twilio.numbers()
  const lastWith = own.at(-1)
  const chosen =
    numbers.find((one) => one.number === query.with) ??
    numbers.find((one) => lastWith && one.number === other(lastWith)) ??
    numbers[1] ??
    numbers[0]
  if (!chosen) return null
  return {
    number,
    own: chosen,
    thread: own.filter((text) => other(text) === chosen.number),
    hasOptedOut: twilio.hasOptedOut({ ours: chosen.number, theirs: number }),
    phones: [...newest].map(([one, words]) => ({ number: one, newest: words })),
  }
}

/** As people write it, in the United States where it says nothing else. */
export function readNumber(given: string | undefined): string | undefined {
  if (given === undefined || given.trim() === '') return undefined
  const number = parsePhoneNumberFromString(given.replace(/^ (?=\d)/, '+'), 'US')
  return number?.isPossible() ? number.number : undefined
}

export function phoneWords(number: string): string {
  return parsePhoneNumberFromString(number)?.formatInternational() ?? number
}

export function phoneAddress({ number, own }: { number: string; own: { number: string } }, did?: string): string {
  return `/phone?${new URLSearchParams({ number, with: own.number, ...(did ? { did } : {}) }).toString()}`
}
