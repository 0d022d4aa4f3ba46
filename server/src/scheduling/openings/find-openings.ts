import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { dayNumberOf } from '../availability/local-day.ts'
import { loadAvailability, type Availability } from '../load-availability.ts'
import type { TimeWish } from '../when/time-wish.ts'
import { todayIn } from '../when/time-wish.ts'
import { chooseOpenings } from './choose-openings.ts'
import { offerOpenings, type Opening } from './offer-openings.ts'
import { weighed, type WeighedVisit } from './weighed.ts'

export type { Opening } from './offer-openings.ts'

export interface OpeningsQuery {
  conversationId: string
  now: Date
  serviceId: string
  /** Several services in one visit, in this order; a consultation that one of them asks for comes first. */
  serviceIds?: readonly string[] | undefined
  /** Only this provider; of several services, for those that they perform. */
  providerId?: string | undefined
  wish: TimeWish
  limit?: number
  /** All the appointments of a visit that is to be moved. */
  exceptAppointmentIds?: readonly string[] | undefined
  /** Whose visit it is, once they have proved it: only times for which they have the consultation that is asked for. */
  customerId?: string | undefined
}

export type OpeningsResult =
  | {
      ok: true
      openings: Opening[]
      /** False: nothing was free in what was asked for, and these are the next ones after it. */
      isAsWished: boolean
    }
  | {
      ok: false
      reason: 'no_service' | 'in_past' | 'too_far' | 'none' | 'needs_consultation'
      lastDate?: Temporal.PlainDate
    }

/** How far past an empty wish the next free times are looked for. */
const LOOK_AHEAD_DAYS = 21

/**
 * A handful of free times for a service, or for several one after the other, spread over days,
 * times and providers, each offered to the conversation under a token. Nothing free in the
 * wished window: the next ones after it.
 */
export async function findOpenings(tenant: Tenant, query: OpeningsQuery): Promise<OpeningsResult> {
  return tenant.transaction((tx) => findOpeningsIn(tx, query))
}

/** As findOpenings, inside a transaction. */
export async function findOpeningsIn(tx: TenantTransaction, query: OpeningsQuery): Promise<OpeningsResult> {
  const { wish, now } = query
  const today = todayIn(wish.timeZone, now)
  if (Temporal.PlainDate.compare(wish.to, today) < 0) return { ok: false, reason: 'in_past' }

  const start = Temporal.PlainDate.compare(wish.from, today) < 0 ? today : wish.from
  const found =
    (await search(tx, query, { start, days: 0 })) ?? (await search(tx, query, { start, days: LOOK_AHEAD_DAYS }))
  if (!found) return { ok: false, reason: 'no_service' }
  const { availability, all, wished } = found
  const horizonDays = Math.min(...availability.services.map((service) => service.horizonDays))
  const lastDate = today.add({ days: horizonDays })
  if (Temporal.PlainDate.compare(start, lastDate) > 0) return { ok: false, reason: 'too_far', lastDate }

  const candidates = wished.length > 0 ? wished : nextBest(all, wish)
  if (candidates.length === 0)
    return { ok: false, reason: lacksConsultation(availability) ? 'needs_consultation' : 'none' }
  const chosen = chooseOpenings(candidates, {
    limit: query.limit ?? 5,
    nearMinute: wished.length > 0 ? wish.nearMin : (wish.nearMin ?? wish.earliestMin),
  })
  const openings = await offerOpenings(
    tx,
    query,
    availability,
    chosen.map(({ visit }) => visit),
  )
  return { ok: true, openings, isAsWished: wished.length > 0 }
}

/** The free visits from `start` to some days past the wish. Null when there is no such service, or, with no days past it, nothing as wished. */
async function search(
  tx: TenantTransaction,
  query: OpeningsQuery,
  { start, days }: { start: Temporal.PlainDate; days: number },
) {
  const { wish } = query
  const availability = await loadAvailability(tx, {
    ...searched(query),
    providerId: query.providerId,
    // A day on either side: the spa may have locations in other zones.
    from: instantOf(start.subtract({ days: 1 }), wish.timeZone),
    to: instantOf(wish.to.add({ days: days + 2 }), wish.timeZone),
  })
  if (!availability) return null
  const all = weighed(availability, start)
  const wished = all.filter((candidate) => isWished(candidate, wish))
  return days === 0 && wished.length === 0 ? null : { availability, all, wished }
}

/** What does not change from one search for the same visit to the next. */
export function searched(query: {
  conversationId: string
  now: Date
  serviceId: string
  serviceIds?: readonly string[] | undefined
  exceptAppointmentIds?: readonly string[] | undefined
  customerId?: string | undefined
}) {
  return {
    serviceIds: query.serviceIds ?? [query.serviceId],
    now: query.now,
    owner: { conversationId: query.conversationId },
    exceptAppointmentIds: query.exceptAppointmentIds ?? [],
    customerId: query.customerId,
  }
}

/** The customer has no consultation that would do, on whatever day: another time does not help. */
function lacksConsultation({ input: { services } }: Availability): boolean {
  return services.some(
    ({ prerequisite }, index) =>
      prerequisite?.consultations?.length === 0 &&
      !services.slice(0, index).some(({ id }) => id === prerequisite.serviceId),
  )
}

function instantOf(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds)
}

function isWished({ dayNumber, minute, weekday }: WeighedVisit, wish: TimeWish): boolean {
  return (
    dayNumber >= dayNumberOf(wish.from) &&
    dayNumber <= dayNumberOf(wish.to) &&
    fitsClock(minute, wish) &&
    (wish.weekdays === undefined || wish.weekdays.includes(weekday))
  )
}

function fitsClock(minute: number, wish: TimeWish): boolean {
  return minute >= (wish.earliestMin ?? 0) && minute <= (wish.latestMin ?? 24 * 60)
}

/** The same time of day later on, or else other times from the wished day on. */
function nextBest(all: WeighedVisit[], wish: TimeWish): WeighedVisit[] {
  const wishedDay = dayNumberOf(wish.from)
  const later = all.filter(
    ({ dayNumber, minute, weekday }) =>
      dayNumber >= wishedDay &&
      fitsClock(minute, wish) &&
      (wish.weekdays === undefined || wish.weekdays.includes(weekday)),
  )
  const sameDay = all.filter(({ dayNumber }) => dayNumber >= wishedDay)
  return later.length > 0
    ? [...later, ...sameDay.filter(({ day }) => day === 0 && !later.some((one) => one.day === 0))]
    : sameDay
}
