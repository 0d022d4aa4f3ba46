/** `GET /api/portal/customers`, `GET /customers/:id`, `POST /customers/:id/merge`, `POST /merges/:id/undo`. */
import { z } from 'zod'
import { Channel } from './conversations.ts'
import { AppointmentStatus } from './tasks.ts'

export const CustomerIdentity = z.object({
  id: z.string(),
  kind: z.enum(['phone', 'email']),
  value: z.string(),
  /** Proved by a code; else only said. */
  isVerified: z.boolean(),
})

export const CustomerSummary = z.object({
  id: z.string(),
  name: z.string(),
  identities: z.array(CustomerIdentity),
  createdAt: z.string(),
})
export type CustomerSummary = z.infer<typeof CustomerSummary>

const search = z
  .string()
  .trim()
  .max(200, 'Search for at most 200 characters.')
  .refine((words) => !words.includes('\0'), 'Search for words.')

export const customerFilters = ['coming', 'opted_out', 'review'] as const

/** Without words: all, by name. With words: whoever is found by them, in one page. */
export const CustomerListQuery = z.object({
  search: search.optional(),
  filter: z.enum(customerFilters).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

export const CustomerListItem = CustomerSummary.extend({
  /** The next visit that is to come. */
  next: z.object({ id: z.string(), startsAt: z.string(), serviceName: z.string() }).nullable(),
  lastContactAt: z.string().nullable(),
  /** One of their numbers or addresses wants no more messages. */
  isOptedOut: z.boolean(),
  /** A visit waits for a clinician. */
  needsReview: z.boolean(),
})
export type CustomerListItem = z.infer<typeof CustomerListItem>

export const CustomerList = z.object({ customers: z.array(CustomerListItem), nextCursor: z.string().nullable() })
export type CustomerList = z.infer<typeof CustomerList>

const name = (most: number) => z.string('Enter a name.').trim().max(most, `Enter at most ${most} characters.`)

/** `POST /api/portal/customers`, and with `readAt` (the record's `updatedAt`) `POST /customers/:id`. */
export const CustomerWords = z.object({
  givenName: name(80).min(1, 'Enter the first name.'),
  familyName: name(80).default(''),
  phones: z.array(z.string().trim().max(40, 'Enter at most 40 characters.')).max(10, 'Keep at most ten numbers.'),
  emails: z.array(z.string().trim().max(254, 'Enter at most 254 characters.')).max(10, 'Keep at most ten addresses.'),
  note: z.string().trim().max(2_000, 'Enter at most 2,000 characters.').default(''),
})
export const CustomerSaving = CustomerWords.extend({ readAt: z.iso.datetime() })
export const CustomerCreated = z.object({ id: z.string() })

export const CustomerVisit = z.object({
  id: z.string(),
  startsAt: z.string(),
  serviceName: z.string(),
  providerName: z.string(),
  status: AppointmentStatus,
  /** Null for those whom money does not concern. */
  priceCents: z.number().nullable(),
  currency: z.string(),
})

export const consentPurposes = ['sms_appointment', 'email_appointment', 'marketing', 'recording', 'photos'] as const

export const CustomerConsent = z.object({
  id: z.string(),
  purpose: z.string(),
  isGranted: z.boolean(),
  text: z.string(),
  source: z.string(),
  at: z.string(),
})

/** `POST /customers/:id/consents` */
export const ConsentRequest = z.object({
  purpose: z.enum(consentPurposes, 'Choose what it is for.'),
  isGranted: z.boolean(),
  text: z.string().trim().min(1, 'Write down what was said or signed.').max(500, 'Enter at most 500 characters.'),
})

/** `GET /customers/:id/safety` and `GET /appointments/:id/safety`: what whoever treats has to know, at the head of the profile and of each visit. */
export const CustomerSafety = z.object({
  customerId: z.string(),
  /** False: only how many there are is said. */
  mayRead: z.boolean(),
  count: z.number(),
  allergies: z.array(
    z.object({ id: z.string(), substance: z.string(), reaction: z.string().nullable(), recordedAt: z.string() }),
  ),
  contraindications: z.array(
    z.object({
      about: z.string(),
      answer: z.enum(['yes', 'unsure']),
      date: z.string().nullable(),
      answeredAt: z.string(),
      treatments: z.array(
        z.object({ serviceName: z.string(), effect: z.enum(['block', 'review', 'earliest', 'prepare']) }),
      ),
    }),
  ),
})
export type CustomerSafety = z.infer<typeof CustomerSafety>

/** `POST /customers/:id/allergies`, and `POST /customers/:id/allergies/:allergyId` takes one back or lets it hold again. */
export const AllergyRequest = z.object({
  substance: z.string().trim().min(1, 'Say what it is.').max(120, 'Enter at most 120 characters.'),
  reaction: z.string().trim().max(300, 'Enter at most 300 characters.').default(''),
})
export const AllergyChange = z.object({ isEnded: z.boolean() })

/** `GET /customers/:id/screening`: every answer ever given, and what clinicians made of them. Each reading is logged. */
export const CustomerScreening = z.object({
  answers: z.array(
    z.object({
      id: z.string(),
      question: z.string(),
      answer: z.enum(['yes', 'no', 'unsure']),
      date: z.string().nullable(),
      words: z.string(),
      answeredAt: z.string(),
      channel: Channel.nullable(),
      isSuperseded: z.boolean(),
    }),
  ),
  assessments: z.array(
    z.object({
      appointmentId: z.string(),
      serviceName: z.string(),
      startsAt: z.string(),
      outcome: z.enum(['clear', 'prepare', 'earliest', 'review', 'block']),
      evaluatedAt: z.string(),
      signedOffBy: z.string().nullable(),
      signedOffAt: z.string().nullable(),
      /** It waits for this person's judgement. */
      maySignOff: z.boolean(),
    }),
  ),
})
export type CustomerScreening = z.infer<typeof CustomerScreening>

/** `POST /customers/:id/erase`: the name as it is on the record, typed. */
export const EraseRequest = z.object({ name: z.string().trim().min(1, 'Type the name.').max(200) })

export const CustomerDetail = CustomerSummary.extend({
  note: z.string().nullable(),
  language: z.string().nullable(),
  timeZone: z.string().nullable(),
  /** Records that were merged into this one. */
  merges: z.array(z.object({ id: z.string(), name: z.string(), at: z.string(), by: z.string(), canUndo: z.boolean() })),
  /** The record that this one was merged into: it is the one to look at. */
  mergedIntoId: z.string().nullable(),
  /** Others with a number, an address or a name of this one's. */
  perhapsSame: z.array(CustomerSummary),
  /** What a form says it was read at. */
  updatedAt: z.string(),
  givenName: z.string(),
  familyName: z.string().nullable(),
  /** Everything that said who it was is gone. */
  erasedAt: z.string().nullable(),
  /** Newest first. Of a provider's client: the visits with them. */
  appointments: z.array(CustomerVisit),
  /** The newest decision on each purpose, and what was decided before. */
  consents: z.array(CustomerConsent),
  /** Numbers and addresses that want no more messages. */
  optedOut: z.array(z.string()),
})
export type CustomerDetail = z.infer<typeof CustomerDetail>

export const MergeRequest = z.object({ otherId: z.uuid() })

/** `GET /api/portal/customers/:id/history?cursor=`: every word and deed, over all conversations, newest first. */
export const HistoryQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
})

const place = {
  id: z.string(),
  at: z.string(),
  conversationId: z.string().nullable(),
  appointmentId: z.string().nullable(),
}
export const HistoryEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    ...place,
    channel: Channel,
    author: z.enum(['customer', 'ava', 'staff', 'system']),
    text: z.string(),
    isInterrupted: z.boolean(),
    deliveryStatus: z.string(),
  }),
  z.object({
    kind: z.literal('call'),
    ...place,
    endedAt: z.string().nullable(),
    endReason: z.string().nullable(),
  }),
  /** emergency, handed_over, reopened … */
  z.object({ kind: z.literal('event'), ...place, type: z.string() }),
  /** booked, moved, cancelled …, by whom in words. */
  z.object({
    kind: z.literal('appointment'),
    ...place,
    action: z.string(),
    by: z.string(),
    reference: z.string(),
  }),
  z.object({ kind: z.literal('task'), ...place, taskKind: z.string(), title: z.string(), status: z.string() }),
  /** Sent, and in no conversation. */
  z.object({ kind: z.literal('notice'), ...place, channel: Channel, purpose: z.string(), status: z.string() }),
  z.object({
    kind: z.literal('merge'),
    ...place,
    mergedId: z.string(),
    by: z.string(),
    undoneAt: z.string().nullable(),
  }),
])
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const HistoryPage = z.object({ entries: z.array(HistoryEntry), nextCursor: z.string().nullable() })
export type HistoryPage = z.infer<typeof HistoryPage>
