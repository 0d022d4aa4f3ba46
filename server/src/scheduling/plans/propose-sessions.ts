import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { lockForTransaction } from '../../db/locks.ts'
import type { Enqueue } from '../../queue/enqueue.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { bookByStaffIn } from '../booking/book-by-staff.ts'
import { isSlotTaken, retryWhenOvertaken, SlotTakenError } from '../occupy.ts'
import { slotOfOffer } from '../offers.ts'
import { planProgress } from './plans.ts'
import { sessionDays } from './session-dates.ts'

export interface SessionsRequest {
  planId: string
  /** With whom and where; the first session's wall-clock time is that of all. */
  providerId: string
  locationId: string
  /** Where the series begins when nothing of it is booked or given; else it goes on from the last session. */
  firstStartsAt?: Date
  /** A membership's id. */
  staffId: string
  now: Date
}

export interface ProposedSession {
  position: number
  startsAt: Date
  isFree: boolean
}

export type ProposedSessions =
  { ok: true; sessions: ProposedSession[] } | { ok: false; reason: 'no_plan' | 'nothing_left' | 'no_start' }

/**
 * The remaining sessions of a plan at the same local weekday and time, each within the interval
 * after the one before, whatever the clocks do in between. Where no day of the interval is free,
 * the best of them is named as not free, and the series goes on from it.
 */
export async function proposeSessions(tenant: Tenant, request: SessionsRequest): Promise<ProposedSessions> {
  return tenant.transaction((tx) => propose(tx, request))
}

export type BookedSessions =
  | {
      ok: true
      appointments: AppointmentDetails[]
      /** Days on which nothing was free, and which are not booked. */ notFree: Date[]
    }
  | { ok: false; reason: 'no_plan' | 'nothing_left' | 'no_start' }
  /** Nothing was booked, because not all of it could be. */
  | { ok: false; reason: 'not_all_free'; notFree: Date[] }
  /** Nothing was booked: what is proposed now is not what was agreed to. Of that, `notFree` was taken meanwhile. */
  | { ok: false; reason: 'changed'; notFree: Date[] }

interface BookingRequest extends SessionsRequest {
  actor: string
  enqueue: Enqueue
  skipNotFree?: boolean
  /** The free ones of a proposal that a person said yes to: these and no others, all or none. */
  agreed?: readonly Date[]
}

/**
 * Books the remaining sessions as they would be proposed: all of them or, where some day is not
 * free, none and a report of these days; with `skipNotFree` those that are free, with `agreed`
 * those that are free as long as they are the same ones.
 */
export async function bookSessions(tenant: Tenant, request: BookingRequest): Promise<BookedSessions> {
  try {
    return await retryWhenOvertaken(() => tenant.transaction((tx) => bookSessionsIn(tx, tenant, request)))
  } catch (error) {
    if (!isSlotTaken(error)) throw error
    return { ok: false, reason: 'changed', notFree: [] }
  }
}

async function bookSessionsIn(tx: TenantTransaction, tenant: Tenant, request: BookingRequest): Promise<BookedSessions> {
  const { planId, agreed } = request
  await lockForTransaction(tx, `plan:${planId}`)
  const proposed = await propose(tx, request)
  if (!proposed.ok) return proposed
  const { customerId, serviceId } = await tx.treatmentPlan.findFirstOrThrow({ where: { id: planId } })
  const notFree = proposed.sessions.filter(({ isFree }) => !isFree).map(({ startsAt }) => startsAt)
  if (agreed) {
    const free = proposed.sessions.filter(({ isFree }) => isFree).map(({ startsAt }) => startsAt)
    if (!isSameTimes(free, agreed)) {
      return { ok: false, reason: 'changed', notFree: await takenOf(tx, request, { agreed, serviceId }) }
    }
  } else if (notFree.length > 0 && !request.skipNotFree) return { ok: false, reason: 'not_all_free', notFree }
  const appointments: AppointmentDetails[] = []
  for (const { position, startsAt, isFree } of proposed.sessions) {
    if (!isFree) continue
    const booked = await bookByStaffIn(tx, tenant, {
      ...request,
      customerId,
      services: [{ serviceId, providerId: request.providerId, startsAt }],
      plan: { id: planId, position },
      idempotencyKey: await freshKey(tx, `plan:${planId}:${position}:${startsAt.toISOString()}`),
    })
    // Free a moment ago in this very transaction: only a daily limit that this series itself fills.
    if (booked.ok) appointments.push(booked.appointment)
    else if (agreed) throw new SlotTakenError('Not all that was agreed to can be booked')
    else notFree.push(startsAt)
  }
  return { ok: true, appointments, notFree }
}

function isSameTimes(one: readonly Date[], other: readonly Date[]): boolean {
  const words = (times: readonly Date[]) =>
    times
      .map((time) => time.toISOString())
      .toSorted()
      .join()
  return words(one) === words(other)
}

async function takenOf(
  tx: TenantTransaction,
  request: SessionsRequest,
  { agreed, serviceId }: { agreed: readonly Date[]; serviceId: string },
): Promise<Date[]> {
  const taken: Date[] = []
  for (const startsAt of agreed) if (!(await isFreeAt(tx, request, { startsAt, serviceId }))) taken.push(startsAt)
  return taken
}

/** A session that was cancelled, or moved away, and is booked again at its time is another one. */
async function freshKey(tx: TenantTransaction, key: string): Promise<string> {
  const earlier = await tx.appointment.count({ where: { idempotencyKey: { startsWith: key } } })
  return earlier === 0 ? key : `${key}:${earlier + 1}`
}

async function propose(tx: TenantTransaction, request: SessionsRequest): Promise<ProposedSessions> {
  const { planId, now } = request
  const progress = await planProgress(tx, planId)
  if (progress?.plan.status !== 'active') return { ok: false, reason: 'no_plan' }
  const { plan, remaining } = progress
  if (remaining === 0) return { ok: false, reason: 'nothing_left' }
  const { timeZone } = await tx.location.findFirstOrThrow({
    where: { id: request.locationId },
    select: { timeZone: true },
  })
  const last = await tx.appointment.findFirst({
    where: { planId, status: { in: ['requested', 'pending_review', 'booked', 'checked_in', 'completed'] } },
    orderBy: { startsAt: 'desc' },
    select: { startsAt: true, planPosition: true },
  })
  const anchor = last?.startsAt ?? request.firstStartsAt
  if (!anchor) return { ok: false, reason: 'no_start' }

  const local = zoned(anchor, timeZone)
  const clock = local.toPlainTime()
  const interval = { minDays: plan.intervalMinDays, maxDays: plan.intervalMaxDays }
  const sessions: ProposedSession[] = []
  let position = (last?.planPosition ?? 0) + 1
  let day = local.toPlainDate()
  for (let count = 0; count < remaining; count++, position++) {
    const days =
      count === 0 && !last ? [day] : sessionDays(day, interval).filter((one) => startOn(one, { timeZone, clock }) > now)
    const found = await firstFree(tx, request, { days, clock, timeZone, serviceId: plan.serviceId })
    if (!found) break
    sessions.push({ position, ...found.session })
    day = found.day
  }
  return { ok: true, sessions }
}

async function firstFree(
  tx: TenantTransaction,
  request: SessionsRequest,
  wish: { days: Temporal.PlainDate[]; clock: Temporal.PlainTime; timeZone: string; serviceId: string },
): Promise<{ day: Temporal.PlainDate; session: Omit<ProposedSession, 'position'> } | null> {
  for (const day of wish.days) {
    const startsAt = startOn(day, wish)
    if (await isFreeAt(tx, request, { startsAt, serviceId: wish.serviceId })) {
      return { day, session: { startsAt, isFree: true } }
    }
  }
  const [best] = wish.days
  return best ? { day: best, session: { startsAt: startOn(best, wish), isFree: false } } : null
}

async function isFreeAt(
  tx: TenantTransaction,
  { providerId, locationId, staffId, now }: SessionsRequest,
  { startsAt, serviceId }: { startsAt: Date; serviceId: string },
): Promise<boolean> {
  const wanted = { serviceId, providerId, locationId, startsAt, endsAt: startsAt, parts: [] }
  return startsAt > now && (await slotOfOffer(tx, { offer: wanted, owner: { staffId }, now })) !== null
}

function startOn(day: Temporal.PlainDate, at: { timeZone: string; clock: Temporal.PlainTime }): Date {
  return new Date(day.toZonedDateTime({ timeZone: at.timeZone, plainTime: at.clock }).epochMilliseconds)
}

function zoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone)
}
