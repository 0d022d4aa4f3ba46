/**
 * The business, its locations and their hours: `GET|POST /api/portal/set-up/business`, `POST|DELETE …/locations/:id`,
 * `POST …/locations/:id/hours`, `POST …/locations/:id/exceptions`, `DELETE …/exceptions/:id`.
 */
import { z } from 'zod'
import { LocalDate, LocalTime, optionalWords, ReadAt, Weekday, words } from './set-up.ts'

const Phone = words(30)
  .nullable()
  .transform((typed, context) => {
    if (typed === null || typed === '') return null
    const digits = typed.replaceAll(/[\s().-]/g, '')
    const number = /^\+[1-9]\d{6,14}$/.test(digits)
      ? digits
      : /^1?[2-9]\d{9}$/.test(digits)
        ? `+1${digits.slice(-10)}`
        : null
    if (number === null) context.addIssue({ code: 'custom', message: 'Enter a phone number, like (212) 555-0100.' })
    return number
  })
const Email = words(200)
  .nullable()
  .transform((typed, context) => {
    if (typed === null || typed === '') return null
    if (!z.email().safeParse(typed).success)
      context.addIssue({ code: 'custom', message: 'Enter an email address, like hello@yourspa.com.' })
    return typed
  })
const WebAddress = words(300)
  .nullable()
  .transform((typed, context) => {
    if (typed === null || typed === '') return null
    const url = URL.parse(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`)
    if (!url?.hostname.includes('.'))
      context.addIssue({ code: 'custom', message: 'Enter a web address, like www.yourspa.com.' })
    return url?.href ?? typed
  })

export const BusinessRequest = z.object({
  name: words(120, 'Enter the name of the business.'),
  timeZone: words(60, 'Choose a time zone.'),
  phone: Phone,
  email: Email,
  websiteUrl: WebAddress,
  updatedAt: ReadAt,
})
export type BusinessRequest = z.infer<typeof BusinessRequest>

export const LocationRequest = z.object({
  name: words(80, 'Give the location a name.'),
  address: words(300, 'Enter the address.'),
  timeZone: words(60, 'Choose a time zone.'),
  phone: Phone,
  region: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^([A-Z]{2})?$/, 'Use the two letters of the state.')
    .nullable()
    .transform((state) => (state === '' ? null : state)),
  directions: optionalWords(1_000),
  updatedAt: ReadAt,
})
export type LocationRequest = z.infer<typeof LocationRequest>

export const OpenPeriod = z.object({ weekday: Weekday, from: LocalTime, to: LocalTime })
export type OpenPeriod = z.infer<typeof OpenPeriod>
export const HoursRequest = z.object({ hours: z.array(OpenPeriod).max(50), updatedAt: ReadAt })

/** Closed from day to day, or open at other hours; `from` and `to` are both null or neither. */
export const ExceptionRequest = z.object({
  fromDate: LocalDate,
  toDate: LocalDate,
  from: LocalTime.nullable(),
  to: LocalTime.nullable(),
  name: optionalWords(80),
})
export type ExceptionRequest = z.infer<typeof ExceptionRequest>

export const LocationDetail = z.object({
  id: z.string(),
  name: z.string(),
  address: z.string(),
  timeZone: z.string(),
  phone: z.string().nullable(),
  region: z.string().nullable(),
  directions: z.string().nullable(),
  hours: z.array(OpenPeriod),
  updatedAt: z.string(),
  exceptions: z.array(
    z.object({
      id: z.string(),
      date: z.string(),
      from: z.string().nullable(),
      to: z.string().nullable(),
      name: z.string().nullable(),
    }),
  ),
})
export type LocationDetail = z.infer<typeof LocationDetail>

export const Business = z.object({
  name: z.string(),
  timeZone: z.string(),
  phone: z.string().nullable(),
  email: z.string().nullable(),
  websiteUrl: z.string().nullable(),
  updatedAt: z.string(),
  locations: z.array(LocationDetail),
  /** Every zone that may be chosen. */
  timeZones: z.array(z.string()),
})
export type Business = z.infer<typeof Business>
