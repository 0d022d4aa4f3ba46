import { findOrCreateCustomer, type Person } from '../../customers/find-or-create.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Channel, WaitlistEntry } from '../../db/generated/client.ts'
import { lockConversation, lockForTransaction } from '../../db/locks.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import { consentPurpose, refusedPurposes } from '../appointment-messages.ts'
import { recordWaitlist } from './record.ts'
import { endOfWindow } from './waitlist-window.ts'

export interface JoinRequest {
  /** Who waits: a customer on file, or a person who gave a name and contacts in a conversation. */
  who: { customerId: string } | { person: Person; conversationId: string; consentText: string }
  serviceId: string
  providerId?: string | null
  locationId?: string | null
  /** Local days, both included. */
  from: Temporal.PlainDate
  to: Temporal.PlainDate
  earliestMin?: number | null
  latestMin?: number | null
  weekdays?: readonly number[]
  /** By which they would like to hear of it. */
  channel: Channel
  conversationId?: string | null
  /** "ava", "user:<id>" */
  actor: string
  now: Date
  enqueue: Enqueue
}

export type JoinResult =
  { ok: true; entry: WaitlistEntry; isNew: boolean } | { ok: false; reason: 'no_service' | 'in_past' }

/**
 * Puts somebody on the waitlist. The same customer, service and window is one entry, however often
 * and by however many at once it is asked for; another provider or place changes that entry, and
 * it keeps its place in the line.
 */
export async function joinWaitlist(tenant: Tenant, request: JoinRequest): Promise<JoinResult> {
  return tenant.transaction(async (tx) => {
    const service = await tx.service.findFirst({ where: { id: request.serviceId, isActive: true } })
    if (!service) return { ok: false, reason: 'no_service' }
    const endsAt = endOfWindow({ toDate: columnOf(request.to) }, await zoneOf(tx, request.locationId ?? null))
    if (endsAt <= request.now) return { ok: false, reason: 'in_past' }
    const customerId = await customerOf(tx, request)
    await lockForTransaction(tx, `waitlist-entry:${customerId}`)
    const window = {
      customerId,
      serviceId: request.serviceId,
      fromDate: columnOf(request.from),
      toDate: columnOf(request.to),
      earliestMin: request.earliestMin ?? null,
      latestMin: request.latestMin ?? null,
    }
    const weekdays = [...(request.weekdays ?? [])].sort()
    const wishes = { providerId: request.providerId ?? null, locationId: request.locationId ?? null }
    const known = await tx.waitlistEntry.findFirst({
      where: { ...window, weekdays: { equals: weekdays }, status: { in: ['waiting', 'offered'] } },
    })
    if (known) {
      const isSame = known.providerId === wishes.providerId && known.locationId === wishes.locationId
      if (!isSame) await tx.waitlistEntry.updateMany({ where: { id: known.id }, data: wishes })
      return { ok: true, entry: { ...known, ...wishes }, isNew: false }
    }
    const conversationId = request.conversationId ?? null
    const entry = await tx.waitlistEntry.create({
      data: { ...window, ...wishes, weekdays, channel: request.channel, conversationId, createdAt: request.now },
    })
    await request.enqueue(
      tx,
      'expire-waitlist-entry',
      { tenantId: tenant.id, entryId: entry.id },
      { startAfter: endsAt },
    )
    await recordWaitlist(tx, { actor: request.actor, action: 'waitlist.joined', entry })
    return { ok: true, entry, isNew: true }
  })
}

/** The clock by which a window ends: its location's, or the latest of the spa's. */
export async function zoneOf(tx: TenantTransaction, locationId: string | null): Promise<string> {
  const location = await tx.location.findFirst({
    where: locationId ? { id: locationId } : {},
    orderBy: { id: 'asc' },
    select: { timeZone: true },
  })
  return location!.timeZone
}

function columnOf(date: Temporal.PlainDate): Date {
  return new Date(`${date.toString()}T00:00:00Z`)
}

async function customerOf(tx: TenantTransaction, { who, now }: JoinRequest): Promise<string> {
  if ('customerId' in who) return who.customerId
  const { conversationId, person, consentText } = who
  await lockConversation(tx, conversationId)
  const { customerId } = await findOrCreateCustomer(tx, { conversationId, person, now })
  await tx.conversation.updateMany({
    where: { id: conversationId, verifiedAt: null, customerId: null },
    data: { customerId },
  })
  const refused = await refusedPurposes(tx, customerId)
  const purposes = person.contacts.map(({ kind }) => consentPurpose(kind)).filter((one) => !refused.has(one))
  await tx.consent.createMany({
    data: purposes.map((purpose) => ({
      customerId,
      purpose,
      isGranted: true,
      text: consentText,
      source: `conversation:${conversationId}`,
      at: now,
    })),
  })
  return customerId
}
