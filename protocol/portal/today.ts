/** `GET /api/portal/today`: the day at the spa. Instants are ISO strings in UTC; money is integer cents. */
import { z } from 'zod'
import { AppointmentStatus, TaskKind } from './tasks.ts'

/** One number of the day so far, and of as much of the same weekday a week before. */
const Figure = z.object({ today: z.number(), before: z.number() })

export const Today = z.object({
  /** The local day, 2026-11-24. */
  date: z.string(),
  timeZone: z.string(),
  appointments: z.array(
    z.object({
      id: z.string(),
      startsAt: z.string(),
      endsAt: z.string(),
      customerName: z.string(),
      serviceName: z.string(),
      providerName: z.string(),
      status: AppointmentStatus,
      /** How late they said they are. */
      lateMinutes: z.number().nullable(),
    }),
  ),
  /** Of all that take place today, also those beyond the list's end. */
  appointmentCount: z.number(),
  tasks: z.array(z.object({ kind: TaskKind, count: z.number(), oldestAt: z.string() })),
  /** Messages that could not be delivered and that nobody has dealt with, newest first. */
  failedMessages: z.array(
    z.object({
      id: z.string(),
      conversationId: z.string().nullable(),
      channel: z.enum(['sms', 'email']),
      /** Who was to get it: a name, else the number or address. */
      to: z.string(),
      at: z.string(),
    }),
  ),
  figures: z.object({
    conversations: Figure,
    afterHours: Figure,
    bookings: Figure,
    /** Null for those whom money does not concern. */
    bookedCents: Figure.nullable(),
  }),
  currency: z.string(),
})
export type Today = z.infer<typeof Today>
