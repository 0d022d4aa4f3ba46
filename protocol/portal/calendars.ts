/** `/api/portal/calendars/*`: outside calendars, their accounts, and where they and our book differ. Instants are ISO strings in UTC. */
import { z } from 'zod'

export const CalendarSetUp = z.object({
  accounts: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['google_oauth', 'google_service_account']),
      /** Whose account it is, as Google names it. */
      name: z.string(),
      isBroken: z.boolean(),
      brokenSince: z.string().nullable(),
      /** For people: what happened and what to do. */
      why: z.string().nullable(),
      /** When Ava tries again by herself. */
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
          accountId: z.string(),
          accountName: z.string(),
          externalId: z.string(),
          name: z.string(),
          /** `reading`: for the first time; until then nothing is offered either. */
          state: z.enum(['working', 'reading', 'withheld']),
          withheldSince: z.string().nullable(),
          why: z.string().nullable(),
          lastSyncedAt: z.string().nullable(),
          /** How changes in it reach us: at once, or when we look. */
          updates: z.enum(['push', 'polling']),
          showsService: z.boolean(),
        })
        .nullable(),
    }),
  ),
  /** False: Google cannot call this server, so every calendar is polled. */
  canBePushed: z.boolean(),
})
export type CalendarSetUp = z.infer<typeof CalendarSetUp>
export type CalendarAccount = CalendarSetUp['accounts'][number]
export type ProviderWithCalendar = CalendarSetUp['providers'][number]

/** `GET /api/portal/calendars/accounts/:id/choices`: the calendars of one account. */
export const CalendarChoices = z.object({
  calendars: z.array(
    z.object({ externalId: z.string(), name: z.string(), isPrimary: z.boolean(), canWrite: z.boolean() }),
  ),
})
export type CalendarChoices = z.infer<typeof CalendarChoices>

/** `POST /api/portal/calendars/accounts`: begins at Google. With `accountId` the same account is connected anew. */
export const ConnectRequest = z.object({ accountId: z.uuid().optional() })

/** Where to send the person who connects. */
export const ConsentAddress = z.object({ url: z.url() })

/** `POST /api/portal/calendars/service-account` */
export const ServiceAccountRequest = z.object({
  keyFile: z
    .string('Paste the key’s file.')
    .trim()
    .min(1, 'Paste the key’s file.')
    .max(20_000, 'This is longer than a key’s file. Paste the JSON file as Google gave it.'),
  /** In whose name it acts; empty: in its own. */
  subject: z.string().trim().max(320, 'This is longer than an email address.').default(''),
})

/** `POST /api/portal/calendars/choice`: one provider's calendar. */
export const CalendarChoice = z.object({
  providerId: z.uuid('Choose a provider.'),
  accountId: z.uuid('Choose a calendar.'),
  externalId: z.string('Choose a calendar.').min(1, 'Choose a calendar.').max(500),
})

/** `POST /api/portal/calendars/:id/title` */
export const TitleSetting = z.object({ showsService: z.boolean() })

const Times = z.object({ startsAt: z.string(), endsAt: z.string() })

/** `GET /api/portal/calendars/:id/drift`, and the answer to `POST /api/portal/calendars/:id/mend`. */
export const DriftReport = z.object({
  calendarId: z.string(),
  checkedAt: z.string(),
  differences: z.array(
    z.object({
      kind: z.enum(['missing', 'deleted', 'moved', 'extra', 'external_missing', 'external_extra', 'external_moved']),
      /** Of our appointment; null for somebody else's event. */
      reference: z.string().nullable(),
      ours: Times.nullable(),
      theirs: Times.nullable(),
    }),
  ),
})
export type DriftReport = z.infer<typeof DriftReport>
