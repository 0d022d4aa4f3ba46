import type { Today } from '@ava/protocol/portal/today.ts'
import { daySoFar, figuresOf } from '../../../analytics/day-figures.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { OpeningHours } from '../../../tenants/settings.ts'
import { openingAt } from '../../../tenants/opening-hours.ts'
import { dayInZone, today as localToday } from '../appointments/local-day.ts'
import { fullName } from '../conversations/conversation-summary.ts'

/** More than a front desk can look through at a glance; the calendar has all. */
const MAX_APPOINTMENTS = 60
const MAX_FAILED = 10
/** Older ones are not news any more; they stay in their conversations. */
const FAILED_FOR_MS = 14 * 86_400_000

interface Options {
  now: Date
  /** Of whom only their own day is shown; null: everybody's. */
  providerId: string | null
  seesMoney: boolean
}

/** The spa's day: who comes, what waits for a person, and what Ava has done, against the same weekday before. */
export async function readToday(tenant: Tenant, { now, providerId, seesMoney }: Options): Promise<Today> {
  return tenant.transaction(async (tx) => {
    const spa = await tx.tenant.findFirstOrThrow({
      select: {
        timeZone: true,
        currency: true,
        locations: { orderBy: { id: 'asc' }, select: { hours: true, timeZone: true } },
      },
    })
    const locations = spa.locations.map((one) => ({ hours: one.hours as OpeningHours, timeZone: one.timeZone }))
    const isOpenAt = (at: Date) => locations.some((location) => openingAt(location, at).isOpen)
    const { today, before } = daySoFar(now, spa.timeZone)
    const [figures, past] = [await figuresOf(tx, today, isOpenAt), await figuresOf(tx, before, isOpenAt)]
    const compare = (name: keyof typeof figures) => ({ today: figures[name], before: past[name] })
    const date = localToday(now, spa.timeZone).toString()
    return {
      date,
      timeZone: spa.timeZone,
      ...(await readAppointments(tx, { ...dayInZone(date, spa.timeZone), providerId })),
      // What waits at the desk and in the inbox is not a provider's.
      tasks: providerId === null ? await readTasks(tx) : [],
      failedMessages: providerId === null ? await readFailedMessages(tx, now) : [],
      figures: {
        conversations: compare('conversations'),
        afterHours: compare('afterHours'),
        bookings: compare('bookings'),
        bookedCents: seesMoney ? compare('bookedCents') : null,
      },
      currency: spa.currency,
    }
  })
}

async function readAppointments(
  tx: TenantTransaction,
  day: { startsAt: Date; endsAt: Date; providerId: string | null },
): Promise<Pick<Today, 'appointments' | 'appointmentCount'>> {
  const where = {
    startsAt: { gte: day.startsAt, lt: day.endsAt },
    status: { not: 'cancelled' as const },
    ...(day.providerId === null ? {} : { providerId: day.providerId }),
  }
  const rows = await tx.appointment.findMany({
    where,
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
    take: MAX_APPOINTMENTS,
    select: {
      id: true,
      startsAt: true,
      endsAt: true,
      status: true,
      lateMinutes: true,
      service: { select: { name: true } },
      provider: { select: { displayName: true } },
      customer: { select: { givenName: true, familyName: true } },
    },
  })
  return {
    appointments: rows.map(({ id, startsAt, endsAt, status, lateMinutes, service, provider, customer }) => ({
      id,
      startsAt: startsAt.toISOString(),
      endsAt: endsAt.toISOString(),
      customerName: fullName(customer),
      serviceName: service.name,
      providerName: provider.displayName,
      status,
      lateMinutes,
    })),
    appointmentCount: rows.length < MAX_APPOINTMENTS ? rows.length : await tx.appointment.count({ where }),
  }
}

/** What waits, by kind: the oldest of each says how long. Emergencies first, then what waits longest. */
async function readTasks(tx: TenantTransaction): Promise<Today['tasks']> {
  const open = await tx.task.groupBy({
    by: ['kind'],
    where: { status: { not: 'done' } },
    _count: true,
    _min: { createdAt: true },
  })
  const rank = (kind: string) => (kind === 'emergency' ? 0 : 1)
  return open
    .map(({ kind, _count, _min }) => ({ kind, count: _count, oldestAt: _min.createdAt!.toISOString() }))
    .sort((a, b) => rank(a.kind) - rank(b.kind) || a.oldestAt.localeCompare(b.oldestAt))
}

async function readFailedMessages(tx: TenantTransaction, now: Date): Promise<Today['failedMessages']> {
  const failed = await tx.outboxMessage.findMany({
    where: {
      status: 'failed',
      createdAt: { gte: new Date(now.getTime() - FAILED_FOR_MS) },
      // A code is asked for anew by whoever waits for it.
      kind: { not: 'code' },
      channel: { in: ['sms', 'email'] },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MAX_FAILED * 3,
    select: { id: true, channel: true, toAddress: true, conversationId: true, createdAt: true },
  })
  const again = await tx.outboxMessage.findMany({
    where: { againOfId: { in: failed.map(({ id }) => id) } },
    select: { againOfId: true },
  })
  const sentAgain = new Set(again.map(({ againOfId }) => againOfId))
  const left = failed.filter(({ id }) => !sentAgain.has(id)).slice(0, MAX_FAILED)
  const people = await tx.conversation.findMany({
    where: { id: { in: left.flatMap(({ conversationId }) => conversationId ?? []) } },
    select: { id: true, customer: { select: { givenName: true, familyName: true } } },
  })
  const nameOf = new Map(people.flatMap(({ id, customer }) => (customer ? [[id, fullName(customer)] as const] : [])))
  return left.map(({ id, channel, toAddress, conversationId, createdAt }) => ({
    id,
    conversationId,
    channel: channel === 'email' ? 'email' : 'sms',
    to: nameOf.get(conversationId ?? '') ?? toAddress,
    at: createdAt.toISOString(),
  }))
}
