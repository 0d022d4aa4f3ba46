import type { PrismaClient } from '../../server/src/db/client.ts'
import type { BookingRequest } from '../../server/src/scheduling/book-appointment.ts'
import type { Queue } from '../../server/src/queue/queue.ts'
import { BUSY_SPAS, idOf, PROVIDERS, timeZone } from './seed.ts'

/** A free time that was offered to one conversation. */
export interface OfferedSlot {
  tenantId: string
  conversationId: string
  token: string
  /** No two are the same. */
  nr: number
}

// Later than everything that was seeded. Ten a day for each provider, an hour apart at most.
const FIRST_DAY = 70
const SLOTS_PER_DAY = 10
const SLOT_MINUTES = 50

let made = 0

/**
 * Conversations with a slot each, spread over the busy spas, their providers and days, in no order; no
 * two slots in each other's way, except that some could use the same room.
 */
export async function offerFreeSlots(admin: PrismaClient, count: number): Promise<OfferedSlot[]> {
  const first = made + 1
  made += count
  const slots = Array.from({ length: count }, (_, index) => placeOf(first + index))
  await writeOffers(admin, slots)
  return shuffled(slots)
}

/** Many conversations with the same slot. */
export async function offerOneSlot(admin: PrismaClient, count: number): Promise<OfferedSlot[]> {
  const wanted = placeOf(++made)
  const first = made + 1
  made += count
  const slots = Array.from({ length: count }, (_, index) => ({
    ...placeOf(first + index),
    tenantId: wanted.tenantId,
    providerId: wanted.providerId,
    startsAt: wanted.startsAt,
  }))
  await writeOffers(admin, slots)
  return slots
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

interface Place extends OfferedSlot {
  providerId: string
  startsAt: Date
}

function placeOf(nr: number): Place {
  const index = nr - 1
  const spa = 1 + (index % BUSY_SPAS)
  const rest = Math.floor(index / BUSY_SPAS)
  const provider = 1 + (rest % PROVIDERS)
  const slot = Math.floor(rest / PROVIDERS)
  const date = Temporal.Now.plainDateISO(timeZone).add({ days: FIRST_DAY + Math.floor(slot / SLOTS_PER_DAY) })
  const minute = 9 * 60 + (slot % SLOTS_PER_DAY) * SLOT_MINUTES
  const inBreak = minute > 12 * 60 + 30 && minute < 13 * 60 + 30
  const start = inBreak ? 17 * 60 + 20 : minute
  const startsAt = date.toZonedDateTime({
    timeZone,
    plainTime: Temporal.PlainTime.from({ hour: Math.floor(start / 60), minute: start % 60 }),
  })
  return {
    nr,
    tenantId: idOf('tenant', spa),
    conversationId: idOf('conversation', nr),
    token: 'SL_BENCH',
    providerId: idOf('provider', provider),
    startsAt: new Date(startsAt.epochMilliseconds),
  }
}

async function writeOffers(admin: PrismaClient, slots: readonly Place[]): Promise<void> {
  const columns = [
    slots.map(({ tenantId }) => tenantId),
    slots.map(({ conversationId }) => conversationId),
    slots.map(({ providerId }) => providerId),
    slots.map(({ startsAt }) => startsAt.toISOString()),
  ]
  const given = `unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) as g(tenant_id, conversation_id, provider_id, starts_at)`
  await admin.$executeRawUnsafe(
    `insert into conversations (tenant_id, id, channel) select tenant_id, conversation_id, 'chat' from ${given}`,
    ...columns,
  )
  await admin.$executeRawUnsafe(
    `insert into slot_offers (tenant_id, id, conversation_id, token, service_id, provider_id, location_id, starts_at, ends_at, expires_at)
      select tenant_id, uuidv7(), conversation_id, 'SL_BENCH', '${idOf('service', 1)}', provider_id, '${idOf('location', 1)}',
        starts_at, starts_at + interval '30 minutes', now() + interval '1 hour' from ${given}`,
    ...columns,
  )
}

/** The whole of a booking for somebody new: customer, consents, policy, message, jobs, audit entry. */
export function bookingOf({ conversationId, token, nr }: OfferedSlot, queue: Queue): BookingRequest {
  const phone = `+1212${String(1_000_000 + nr).padStart(7, '0')}`
  return {
    conversation: { id: conversationId, channel: 'chat', visitorId: null, now: new Date() },
    token,
    person: { givenName: `Jane ${nr}`, familyName: 'Doe', contacts: [{ kind: 'phone', value: phone }] },
    note: null,
    idempotencyKey: `book:${conversationId}`,
    acceptedPolicies: [{ id: idOf('policy', 1), text: 'Tell us 24 hours ahead.' }],
    consentText: 'I will send the confirmation to your phone.',
    enqueue: queue.enqueue,
  }
}
