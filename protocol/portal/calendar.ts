/**
 * `GET /api/portal/calendar` and what is booked, moved and offered from it. Instants are ISO strings
 * in UTC; local days and wall times ("2026-11-24T14:30") are the location's. Money is integer cents.
 */
import { z } from 'zod'
import { Channel } from './conversations.ts'
import { AppointmentStatus, ShortText } from './tasks.ts'

/** Six weeks: what a month's page can show. */
export const MAX_CALENDAR_DAYS = 42

const LocalDate = z.iso.date('Choose a day.').refine((date) => date > '2000' && date < '2100', 'Choose another day.')
const dayMs = 86_400_000

/** A wall time where the location is. */
export const WallTime = z
  .string('Choose a time.')
  .regex(/^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d$/, 'Choose a time.')
  .refine((time) => LocalDate.safeParse(time.slice(0, 10)).success, 'Choose a time.')

/** Both days are part of it. */
export const CalendarQuery = z
  .object({ from: LocalDate, to: LocalDate, locationId: z.uuid().optional() })
  .refine(({ from, to }) => to >= from, { path: ['to'], message: 'The end lies before the beginning.' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MAX_CALENDAR_DAYS * dayMs, {
    path: ['to'],
    message: 'Ask for six weeks at most.',
  })
export type CalendarQuery = z.infer<typeof CalendarQuery>

const Period = z.object({ startsAt: z.string(), endsAt: z.string() })

/** A room or a device for as long as something takes it, turn-over included. */
const RoomTime = Period.extend({ roomId: z.string() })

export const CalendarAppointment = Period.extend({
  id: z.string(),
  reference: z.string(),
  providerId: z.string(),
  customerName: z.string(),
  serviceName: z.string(),
  status: AppointmentStatus,
  lateMinutes: z.number().nullable(),
  /** Which service of a visit with several it is, from 1. */
  visitPart: z.object({ number: z.number(), of: z.number() }).nullable(),
  /** Of a group appointment. */
  seats: z.object({ taken: z.number(), of: z.number() }).nullable(),
  /** Its provider or time is gone: it has to be booked anew. */
  needsRebooking: z.boolean(),
  mayMove: z.boolean(),
  rooms: z.array(RoomTime),
})
export type CalendarAppointment = z.infer<typeof CalendarAppointment>

/** Time that is kept for somebody who has not booked yet. */
export const CalendarHold = Period.extend({
  id: z.string(),
  providerId: z.string(),
  serviceName: z.string(),
  /** Who it is kept for. */
  by: z.enum(['customer', 'staff', 'waitlist']),
  expiresAt: z.string(),
  rooms: z.array(RoomTime),
})
export type CalendarHold = z.infer<typeof CalendarHold>

export const CalendarBlock = Period.extend({
  id: z.string(),
  /** Whose time it is; of a room, `roomId` says which. */
  providerId: z.string().nullable(),
  roomId: z.string().nullable(),
  kind: z.enum(['time_off', 'external']),
  /** Never of an outside event: what it is about is nobody's business here. */
  reason: z.string().nullable(),
})
export type CalendarBlock = z.infer<typeof CalendarBlock>

export const CalendarProvider = z.object({
  id: z.string(),
  name: z.string(),
  credential: z.string(),
  works: z.array(Period),
  /** Since when their times are not offered, because their outside calendar cannot be trusted. */
  withheldSince: z.string().nullable(),
})
export type CalendarProvider = z.infer<typeof CalendarProvider>

export const CalendarRange = z.object({
  from: z.string(),
  to: z.string(),
  /** Today where the location is. */
  today: z.string(),
  timeZone: z.string(),
  locationId: z.string(),
  locations: z.array(z.object({ id: z.string(), name: z.string() })),
  providers: z.array(CalendarProvider),
  rooms: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(['room', 'device']) })),
  appointments: z.array(CalendarAppointment),
  holds: z.array(CalendarHold),
  blocks: z.array(CalendarBlock),
  /** Whether this person books, moves and enters time off. */
  mayChange: z.boolean(),
})
export type CalendarRange = z.infer<typeof CalendarRange>

/** `POST /api/portal/calendar/appointments/:id/move` */
export const CalendarMove = z.object({
  start: WallTime,
  providerId: z.uuid('Choose who.'),
  locationId: z.uuid('Choose where.'),
  isFeeWaived: z.boolean().default(false),
})
export type CalendarMove = z.infer<typeof CalendarMove>

export const Moved = z.object({
  startsAt: z.string(),
  customerName: z.string(),
  providerName: z.string(),
  /** Where it was, to take the move back. */
  before: z.object({ start: z.string(), providerId: z.string(), locationId: z.string() }),
})
export type Moved = z.infer<typeof Moved>

/** Why a time cannot be had; the code of a refusal with status 409. */
export const whyNotFree = [
  'in_past',
  'no_such_time',
  'not_performed',
  'calendar_withheld',
  'closed',
  'not_at_work',
  'provider_busy',
  'no_room',
  'day_full',
  'needs_consultation',
  'slot_taken',
] as const
export type WhyNotFree = (typeof whyNotFree)[number]

/** `GET /api/portal/bookings/form`: what is known while somebody fills in a booking. */
export const BookingFormQuery = z.object({
  locationId: z.uuid().optional(),
  serviceId: z.uuid().optional(),
  providerId: z.uuid().optional(),
  customerId: z.uuid().optional(),
  /** The time that is thought of; free times are looked for from its day on. */
  start: WallTime.optional(),
  from: LocalDate.optional(),
})
export type BookingFormQuery = z.infer<typeof BookingFormQuery>

const FreeTime = Period.extend({ start: WallTime, providerId: z.string(), providerName: z.string() })

/** What the answers on file mean for a treatment; never the answers. */
export const ScreeningState = z.object({
  state: z.enum(['none', 'unanswered', 'clear', 'prepare', 'review', 'earliest', 'block']),
  /** Questions that nobody has answered. */
  missing: z.number(),
  /** For `earliest`: the first local day that the answers allow. */
  earliest: z.string().nullable(),
})
export type ScreeningState = z.infer<typeof ScreeningState>

export const BookingForm = z.object({
  locationId: z.string(),
  timeZone: z.string(),
  today: z.string(),
  locations: z.array(z.object({ id: z.string(), name: z.string() })),
  services: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      category: z.string(),
      minutes: z.number(),
      providerIds: z.array(z.string()),
    }),
  ),
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  customer: z
    .object({ id: z.string(), name: z.string(), phone: z.string().nullable(), email: z.string().nullable() })
    .nullable(),
  /** Of the chosen service. */
  policy: z.object({ id: z.string(), version: z.number(), text: z.string() }).nullable(),
  screening: ScreeningState,
  /** A consultation that has to be there before, and is not. */
  missingConsultation: z.object({ serviceName: z.string(), validDays: z.number() }).nullable(),
  /** Whether the time that is thought of can be had with the chosen provider. */
  check: z.object({ startsAt: z.string(), isFree: z.boolean(), why: z.enum(whyNotFree).nullable() }).nullable(),
  /** Free times of the first day that has any, and what was looked through. */
  free: z.object({ from: z.string(), to: z.string(), times: z.array(FreeTime) }).nullable(),
})
export type BookingForm = z.infer<typeof BookingForm>

/** `GET /api/portal/bookings/customers`: whom somebody may mean. */
export const FoundQuery = z.object({
  words: z.string().trim().min(1, 'Enter a name, a number or an address.').max(100, 'Enter at most 100 characters.'),
})
export const FoundCustomers = z.object({
  customers: z.array(
    z.object({ id: z.string(), name: z.string(), phone: z.string().nullable(), email: z.string().nullable() }),
  ),
})
export type FoundCustomers = z.infer<typeof FoundCustomers>

const Name = (most: string) => z.string().trim().max(100, most)
const blankIsNone = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional())

/** `POST /api/portal/bookings`. A customer on file, or the name and a contact of a new one. */
export const BookingRequest = z
  .object({
    customerId: blankIsNone(z.uuid('Choose the customer again.')),
    givenName: blankIsNone(Name('Enter at most 100 characters.')),
    familyName: blankIsNone(Name('Enter at most 100 characters.')),
    phone: blankIsNone(z.string().max(60, 'Enter at most 60 characters.')),
    email: blankIsNone(z.string().max(254, 'Enter at most 254 characters.')),
    serviceId: z.uuid('Choose a service.'),
    providerId: z.uuid('Choose who.'),
    locationId: z.uuid('Choose where.'),
    start: WallTime,
    note: blankIsNone(ShortText),
    /** The policy as it was shown, and how the customer said yes to it. */
    policyId: blankIsNone(z.uuid()),
    policyAccepted: blankIsNone(z.enum(['in_person', ...Channel.options], 'Say how the customer accepted the policy.')),
    /** One for each intent: sent again, it books once. */
    key: z.uuid(),
  })
  .refine(({ customerId, givenName }) => customerId !== undefined || givenName !== undefined, {
    path: ['givenName'],
    message: 'Choose a customer, or enter the name of a new one.',
  })
  .refine(({ customerId, phone, email }) => customerId !== undefined || phone !== undefined || email !== undefined, {
    path: ['phone'],
    message: 'Enter a phone number or an email address, so that the confirmation arrives.',
  })
export type BookingRequest = z.infer<typeof BookingRequest>

export const Booked = z.object({
  id: z.string(),
  date: z.string(),
  status: AppointmentStatus,
})
export type Booked = z.infer<typeof Booked>

/** `GET /api/portal/waitlist/:id/times`: what could be offered to somebody who waits. */
export const WaitlistTimes = z.object({
  customerId: z.string(),
  customerName: z.string(),
  serviceId: z.string(),
  serviceName: z.string(),
  timeZone: z.string(),
  times: z.array(FreeTime.extend({ locationId: z.string(), locationName: z.string() })),
})
export type WaitlistTimes = z.infer<typeof WaitlistTimes>

/** `POST /api/portal/waitlist/:id/offer` */
export const WaitlistOfferRequest = z.object({
  startsAt: z.iso.datetime('Choose a time.'),
  providerId: z.uuid('Choose a time.'),
  locationId: z.uuid('Choose a time.'),
})
export type WaitlistOfferRequest = z.infer<typeof WaitlistOfferRequest>

export const WaitlistOffered = z.object({ until: z.string() })

/** `GET /api/portal/staff-times`: days on which somebody's week does not apply, and time off that is to come. */
export const StaffTimes = z.object({
  today: z.string(),
  timeZone: z.string(),
  mayChange: z.boolean(),
  providers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      credential: z.string(),
      /** ISO weekdays, minutes after midnight. */
      week: z.array(
        z.object({ weekday: z.number(), startMin: z.number(), endMin: z.number(), locationName: z.string() }),
      ),
      exceptions: z.array(
        z.object({
          date: z.string(),
          /** None: the whole day off. */
          periods: z.array(z.object({ startMin: z.number(), endMin: z.number() })),
          reason: z.string().nullable(),
        }),
      ),
      timeOff: z.array(Period.extend({ id: z.string(), reason: z.string().nullable() })),
    }),
  ),
})
export type StaffTimes = z.infer<typeof StaffTimes>

const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time like 14:30.')

/** `POST /api/portal/staff-times/day`: other hours on one day, in the place of whatever that day had; no times: off. */
export const StaffDayRequest = z
  .object({
    providerId: z.uuid('Choose who.'),
    date: LocalDate,
    isOff: z.boolean().default(false),
    periods: z
      .array(z.object({ from: LocalTime, to: LocalTime }))
      .max(4, 'Enter at most four periods.')
      .default([]),
    reason: blankIsNone(ShortText),
  })
  .refine(({ isOff, periods }) => isOff || periods.length > 0, {
    path: ['periods'],
    message: 'Enter the hours, or choose the whole day off.',
  })
  .refine(({ periods }) => periods.every(({ from, to }) => from < to), {
    path: ['periods'],
    message: 'Each period must end after it begins.',
  })
  .refine(
    ({ periods }) =>
      periods
        .toSorted((a, b) => a.from.localeCompare(b.from))
        .every((one, i, all) => i === 0 || all[i - 1]!.to <= one.from),
    { path: ['periods'], message: 'The periods overlap.' },
  )
export type StaffDayRequest = z.infer<typeof StaffDayRequest>
