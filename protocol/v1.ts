/** `/api/v1`: what programs of a spa's may read with a key. The OpenAPI document is made from these. */
import { z } from 'zod'

const instant = z.iso.datetime().describe('An instant, UTC.')
const id = z.uuid()
const limit = z.coerce.number().int().min(1).max(100).default(50).describe('Rows of a page.')
const cursor = z.string().max(400).optional().describe('`nextCursor` of the page before, with the same filters.')
const nextCursor = z.string().nullable().describe('Asks for the next page; null: this is the last.')

export const ServicesQuery = z.object({ limit, cursor })
export const ServiceRow = z.object({
  id,
  name: z.string(),
  category: z.string(),
  description: z.string(),
  priceFromCents: z.number().int(),
  priceToCents: z.number().int().nullable(),
  priceNote: z.string().nullable(),
  currency: z.string(),
  isActive: z.boolean(),
})
export const ServicesPage = z.object({ data: z.array(ServiceRow), nextCursor })

export const OpeningsQuery = z
  .object({
    serviceId: id.describe('A service that is active.'),
    from: z.iso.date().describe('The first local day.'),
    to: z.iso.date().describe('The last local day, at most 14 days on.'),
    providerId: id.optional(),
  })
  .refine(({ from, to }) => to >= from, { path: ['to'], error: 'The last day is before the first.' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 14 * 86_400_000, {
    path: ['to'],
    error: 'Ask for 14 days at most.',
  })
export type OpeningsQuery = z.infer<typeof OpeningsQuery>
export const OpeningsAnswer = z.object({
  timeZone: z.string(),
  data: z.array(
    z.object({
      startsAt: instant,
      endsAt: instant,
      providerId: id,
      providerName: z.string(),
      locationId: id,
      locationName: z.string(),
    }),
  ),
})
export type OpeningsAnswer = z.infer<typeof OpeningsAnswer>

export const AppointmentsQuery = z.object({
  from: z.iso.datetime({ offset: true }).optional().describe('Those that begin at or after it.'),
  to: z.iso.datetime({ offset: true }).optional().describe('Those that begin before it.'),
  limit,
  cursor,
})
export const AppointmentRow = z.object({
  id,
  reference: z.string(),
  status: z.enum(['requested', 'pending_review', 'booked', 'checked_in', 'completed', 'cancelled', 'no_show']),
  startsAt: instant,
  endsAt: instant,
  customerId: id,
  serviceId: id,
  providerId: id,
  locationId: id,
  updatedAt: instant,
})
export const AppointmentsPage = z.object({ data: z.array(AppointmentRow), nextCursor })

export const ConversationsQuery = z.object({ limit, cursor })
export const ConversationRow = z.object({
  id,
  channels: z.array(z.enum(['voice', 'chat', 'sms', 'email', 'phone'])),
  status: z.enum(['open', 'locked', 'with_person', 'resolved', 'ended']),
  outcome: z.string().nullable(),
  summary: z.string().nullable(),
  customerId: id.nullable(),
  startedAt: instant,
  lastActivityAt: instant,
  endedAt: instant.nullable(),
})
export const ConversationsPage = z.object({ data: z.array(ConversationRow), nextCursor })
