import type { TenantTransaction } from '../db/for-tenant.ts'

/** What a stretch of a spa's day came to. */
export interface Figures {
  /** Begun, and something was said in them. */
  conversations: number
  /** Of those, begun while the spa was closed. */
  afterHours: number
  /** Visits booked or asked for, whenever they take place. */
  bookings: number
  /** What those cost by the price list, in cents of the spa's currency. */
  bookedCents: number
}

/** A stretch of time, its end not included. */
export interface Stretch {
  from: Date
  until: Date
}

/** The day so far, as the clock on the wall in `timeZone` counts it, and the same stretch of the same weekday a week before. */
export function daySoFar(now: Date, timeZone: string): { today: Stretch; before: Stretch } {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone)
  const stretch = (until: Temporal.ZonedDateTime): Stretch => ({
    from: new Date(until.startOfDay().epochMilliseconds),
    until: new Date(until.epochMilliseconds),
  })
  return { today: stretch(local), before: stretch(local.subtract({ days: 7 })) }
}

/** `isOpenAt`: whether the spa is open at an instant. */
export async function figuresOf(
  tx: TenantTransaction,
  { from, until }: Stretch,
  isOpenAt: (at: Date) => boolean,
): Promise<Figures> {
  const during = { gte: from, lt: until }
  const conversations = await tx.conversation.findMany({
    // Nothing is active before it began: that is what the index is by.
    where: { startedAt: during, lastActivityAt: { gte: from }, channels: { isEmpty: false } },
    select: { startedAt: true },
  })
  const booked = await tx.appointment.findMany({
    where: { createdAt: during },
    select: { visitId: true, id: true, priceCents: true },
  })
  return {
    conversations: conversations.length,
    afterHours: conversations.filter(({ startedAt }) => !isOpenAt(startedAt)).length,
    // Several services at one go are one visit.
    bookings: new Set(booked.map(({ id, visitId }) => visitId ?? id)).size,
    bookedCents: booked.reduce((sum, { priceCents }) => sum + priceCents, 0),
  }
}
