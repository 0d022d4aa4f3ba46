/** `/api/portal/calendars/*`: outside calendars, their connections, and where they and ours differ. Instants are ISO strings in UTC. */
import { z } from 'zod'

export const CalendarSetUp = z.object({
  connections: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['google_oauth', 'google_service_account']),
      /** Whose account it is, as Google names it. */
      account: z.string(),
      status: z.enum(['active', 'broken']),
      brokenSince: z.string().nullable(),
      /** For programs: invalid_grant, quota, unreachable, forbidden … */
      brokenReason: z.string().nullable(),
      nextTryAt: z.string().nullable(),
      connectedAt: z.string(),
    }),
  ),
  providers: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** Their calendar; null while none is chosen. */
      calendar: z
        .object({
          id: z.string(),
          connectionId: z.string(),
          externalId: z.string(),
          name: z.string(),
          withheldSince: z.string().nullable(),
          withheldReason: z.string().nullable(),
          lastSyncedAt: z.string().nullable(),
          /** How changes in it reach us: at once, or when we look. */
          updates: z.enum(['push', 'polling']),
          pushUntil: z.string().nullable(),
          showsService: z.boolean(),
        })
        .nullable(),
    }),
  ),
})
export type CalendarSetUp = z.infer<typeof CalendarSetUp>
export type ProviderCalendar = CalendarSetUp['providers'][number]
export type CalendarConnection = CalendarSetUp['connections'][number]

/** `GET /api/portal/calendars/connections/:id/choices`: the calendars of one account that may be written to. */
export const CalendarChoices = z.object({
  calendars: z.array(z.object({ externalId: z.string(), name: z.string(), isPrimary: z.boolean() })),
})
export type CalendarChoices = z.infer<typeof CalendarChoices>

/** `POST /api/portal/calendars/connections`: begins at Google; the answer says where to send the person. */
export const ConsentAddress = z.object({ url: z.url() })

/** `POST /api/portal/calendars/service-account` */
export const ServiceAccountRequest = z.object({
  key: z
    .string('Paste the key’s file.')
    .trim()
    .min(1, 'Paste the key’s file.')
    .max(20_000, 'This is longer than a key’s file. Paste the JSON file as Google gave it.'),
})

/** `POST /api/portal/calendars/choice`: one provider's calendar. */
export const CalendarChoice = z.object({
  providerId: z.uuid('Choose a provider.'),
  connectionId: z.uuid('Choose a calendar.'),
  externalId: z.string().min(1, 'Choose a calendar.').max(500),
})
export type CalendarChoice = z.infer<typeof CalendarChoice>

/** `POST /api/portal/calendars/:id/title` */
export const TitleSetting = z.object({ showsService: z.boolean() })

const Times = z.object({ startsAt: z.string(), endsAt: z.string() })

export const DriftItem = z.object({
  /** What a fix is asked for by. */
  id: z.string(),
  calendarId: z.string(),
  providerName: z.string(),
  /** In our book only, in both but different, in Google only, or busy there and unknown here. */
  kind: z.enum(['missing', 'different', 'leftover', 'unread']),
  /** What it is about, as our book calls it; null for somebody else's event. */
  label: z.string().nullable(),
  ours: Times.nullable(),
  theirs: Times.nullable(),
})
export type DriftItem = z.infer<typeof DriftItem>

/** `GET /api/portal/calendars/drift` */
export const DriftReport = z.object({
  checkedAt: z.string(),
  from: z.string(),
  to: z.string(),
  items: z.array(DriftItem),
  /** Calendars that did not answer: nothing is known about them. */
  unanswered: z.array(z.object({ providerName: z.string() })),
})
export type DriftReport = z.infer<typeof DriftReport>
