/**
 * `GET /api/portal/day` and what is done with the appointments on it, with time off and with the
 * waitlist. Instants are ISO strings in UTC; local days and times are the location's. Money is
 * integer cents.
 */
import { z } from 'zod'
import { AppointmentStatus, ShortText } from './tasks.ts'

const LocalDate = z.iso.date('Choose a day.').refine((date) => date > '2000' && date < '2100', 'Choose another day.')
const LocalTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Enter a time like 14:30.')

export const DayQuery = z.object({ date: LocalDate.optional(), locationId: z.uuid().optional() })
export type DayQuery = z.infer<typeof DayQuery>

/** What may be done with an appointment; which of them, the appointment itself says. */
export const appointmentActions = [
  'approve',
  'decline',
  'check_in',
  'complete',
  'late',
  'no_show',
  'cancel',
  'move',
  'waive_fee',
] as const

const Period = z.object({ startsAt: z.string(), endsAt: z.string() })

export const DayAppointment = Period.extend({
  id: z.string(),
  reference: z.string(),
  customerName: z.string(),
  customerPhone: z.string().nullable(),
  serviceName: z.string(),
  status: AppointmentStatus,
  lateMinutes: z.number().nullable(),
  /** Null for those who are not shown money. */
  feeCents: z.number().nullable(),
  isFeeWaived: z.boolean(),
  priceCents: z.number().nullable(),
  currency: z.string(),
  note: z.string().nullable(),
  conversationId: z.string().nullable(),
  /** Which service of a visit with several it is, from 1. */
  visitPart: z.object({ number: z.number(), of: z.number() }).nullable(),
  /** Of a group appointment. */
  seats: z.object({ taken: z.number(), of: z.number() }).nullable(),
  /** Its provider or time is gone: it has to be booked anew. */
  needsRebooking: z.boolean(),
  actions: z.array(z.enum(appointmentActions)),
})
export type DayAppointment = z.infer<typeof DayAppointment>
export type AppointmentActionName = (typeof appointmentActions)[number]

export const DayBlock = Period.extend({
  id: z.string(),
  kind: z.enum(['time_off', 'external']),
  reason: z.string().nullable(),
})
export type DayBlock = z.infer<typeof DayBlock>

export const DayProvider = z.object({
  id: z.string(),
  name: z.string(),
  credential: z.string(),
  /** When they work here on this day. */
  works: z.array(Period),
  /** Since when their times are not offered, because their outside calendar cannot be trusted. */
  withheldSince: z.string().nullable(),
  appointments: z.array(DayAppointment),
  blocks: z.array(DayBlock),
})
export type DayProvider = z.infer<typeof DayProvider>

export const Day = z.object({
  date: z.string(),
  /** Today where the location is. */
  today: z.string(),
  timeZone: z.string(),
  locationId: z.string(),
  locations: z.array(z.object({ id: z.string(), name: z.string() })),
  providers: z.array(DayProvider),
  /** Whether this person may change what is on it. */
  mayChange: z.boolean(),
})
export type Day = z.infer<typeof Day>

/** `POST /api/portal/appointments/:id/action` */
export const AppointmentAction = z.discriminatedUnion('action', [
  z.object({ action: z.literal('approve') }),
  z.object({ action: z.literal('decline'), reason: ShortText.min(1, 'Say why: the customer is told.') }),
  z.object({ action: z.literal('check_in') }),
  z.object({ action: z.literal('complete') }),
  z.object({
    action: z.literal('late'),
    minutes: z.coerce
      .number('Enter the minutes.')
      .int('Enter whole minutes.')
      .min(1, 'Enter at least 1 minute.')
      .max(240, 'Enter at most 240 minutes.'),
  }),
  z.object({ action: z.literal('no_show'), isFeeWaived: z.boolean().default(false) }),
  z.object({
    action: z.literal('cancel'),
    reason: ShortText.optional(),
    isFeeWaived: z.boolean().default(false),
  }),
  z.object({ action: z.literal('waive_fee') }),
])
export type AppointmentAction = z.infer<typeof AppointmentAction>

/** `GET /api/portal/appointments/:id`: one of a day, and when and with whom it is. */
export const AppointmentDetail = DayAppointment.extend({
  providerName: z.string(),
  locationName: z.string(),
  timeZone: z.string(),
  /** Its local day. */
  date: z.string(),
  cancelReason: z.string().nullable(),
  /** The plan it is a session of. */
  planId: z.string().nullable(),
})
export type AppointmentDetail = z.infer<typeof AppointmentDetail>

/** `GET /api/portal/appointments/:id/fees`: what the policy takes at this moment. */
export const AppointmentFees = z.object({
  currency: z.string(),
  /** 0 when the policy lets it pass. For a visit with several services together. */
  cancelCents: z.number(),
  noShowCents: z.number(),
  moveCents: z.number(),
  /** The policy's own words; null when the service has none. */
  policy: z.string().nullable(),
  /** Until how many hours before the visit cancelling costs nothing; of the wall clock, or of those in which it is open. */
  window: z.object({ hours: z.number(), isOpeningHours: z.boolean() }).nullable().default(null),
})
export type AppointmentFees = z.infer<typeof AppointmentFees>

/** `GET /api/portal/appointments/:id/free-times` */
export const FreeTimesQuery = z.object({ from: LocalDate.optional() })

export const FreeTimes = z.object({
  timeZone: z.string(),
  from: z.string(),
  /** The last day that was looked at. */
  to: z.string(),
  times: z.array(
    Period.extend({
      providerId: z.string(),
      providerName: z.string(),
      locationId: z.string(),
      locationName: z.string(),
    }),
  ),
})
export type FreeTimes = z.infer<typeof FreeTimes>

/** `POST /api/portal/appointments/:id/move`: to one of the free times. */
export const MoveRequest = z.object({
  startsAt: z.iso.datetime('Choose a time.'),
  providerId: z.uuid('Choose a time.'),
  locationId: z.uuid('Choose a time.'),
  isFeeWaived: z.boolean().default(false),
})
export type MoveRequest = z.infer<typeof MoveRequest>

/** `POST /api/portal/time-off`: wall times where the provider works; no times: whole days. */
export const TimeOffRequest = z.object({
  providerId: z.uuid('Choose who.'),
  fromDate: LocalDate,
  fromTime: LocalTime.optional(),
  toDate: LocalDate,
  toTime: LocalTime.optional(),
  reason: ShortText.optional(),
})
export type TimeOffRequest = z.infer<typeof TimeOffRequest>

const Affected = z.object({
  id: z.string(),
  reference: z.string(),
  customerName: z.string(),
  serviceName: z.string(),
  startsAt: z.string(),
})

/** `POST /api/portal/time-off/affected` and the answer to a new time off: the appointments it lies over, each of which becomes a task. */
export const TimeOffEffect = z.object({
  timeZone: z.string(),
  startsAt: z.string(),
  endsAt: z.string(),
  appointments: z.array(Affected),
})
export type TimeOffEffect = z.infer<typeof TimeOffEffect>

/** `GET /api/portal/waitlist` */
export const Waitlist = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      customerName: z.string(),
      serviceName: z.string(),
      providerName: z.string().nullable(),
      /** Local days, and minutes after midnight. */
      fromDate: z.string(),
      toDate: z.string(),
      earliestMin: z.number().nullable(),
      latestMin: z.number().nullable(),
      weekdays: z.array(z.number()),
      channel: z.enum(['voice', 'chat', 'sms', 'email', 'phone']),
      status: z.enum(['waiting', 'offered']),
      /** When an offer that is open ends. */
      offerEndsAt: z.string().nullable(),
      createdAt: z.string(),
    }),
  ),
})
export type Waitlist = z.infer<typeof Waitlist>

/** The answer to a change that needs no more words. */
export const Done = z.object({ ok: z.literal(true) })
