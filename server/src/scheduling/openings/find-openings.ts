import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { findFreeSlots, type FreeSlot } from '../availability/availability.ts'
import { loadAvailability, type ServiceAvailability } from '../load-availability.ts'
import { slotLabel } from '../slot-label.ts'
import { chooseOpenings } from './choose-openings.ts'
import { offerSlots } from './offer-slots.ts'
import type { TimeWish } from '../when/time-wish.ts'

/** A slot that was offered in a conversation, as it is shown and read out. */
export interface Opening {
  /** "SL_7Q": what the model and the widget know it by. */
  token: string
  /** "Tuesday, December 1 at 2:30 PM", in the location's zone. */
  label: string
  providerId: string
  providerName: string
  locationId: string
  locationName: string
  startsAt: Date
  endsAt: Date
}

export interface OpeningsQuery {
  conversationId: string
  now: Date
  serviceId: string
  providerId?: string | undefined
  wish: TimeWish
  limit?: number
  exceptAppointmentId?: string | undefined
}

export type OpeningsResult =
  | {
      ok: true
      openings: Opening[]
      /** False: nothing was free in what was asked for, and these are the next ones after it. */
      isAsWished: boolean
    }
  | { ok: false; reason: 'no_service' | 'in_past' | 'too_far' | 'none'; lastDate?: Temporal.PlainDate }

/** How far past an empty wish the next free times are looked for. */
const LOOK_AHEAD_DAYS = 21

/**
 * A handful of free times for a service, spread over days, times and providers, each offered
 * to the conversation under a token. Nothing free in the wished window: the next ones after it.
 */
export async function findOpenings(tenant: Tenant, query: OpeningsQuery): Promise<OpeningsResult> {
  return tenant.transaction((tx) => findOpeningsIn(tx, query))
}

/** As findOpenings, inside a transaction. */
export async function findOpeningsIn(tx: TenantTransaction, query: OpeningsQuery): Promise<OpeningsResult> {
  const { wish, now } = query
  const first = Temporal.PlainDate.from(wish.from)
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(wish.timeZone).toPlainDate()
  if (Temporal.PlainDate.compare(wish.to, today) < 0) return { ok: false, reason: 'in_past' }

  const start = Temporal.PlainDate.compare(first, today) < 0 ? today : first
  const found =
    (await search(tx, query, { start, days: 0 })) ?? (await search(tx, query, { start, days: LOOK_AHEAD_DAYS }))
  if (!found) return { ok: false, reason: 'no_service' }
  const { availability, all, wished } = found
  const lastDate = today.add({ days: availability.service.horizonDays })
  if (Temporal.PlainDate.compare(start, lastDate) > 0) return { ok: false, reason: 'too_far', lastDate }

  const candidates = wished.length > 0 ? wished : nextBest(all, wish)
  if (candidates.length === 0) return { ok: false, reason: 'none' }
  const chosen = chooseOpenings(candidates, {
    limit: query.limit ?? 5,
    nearMinute: wished.length > 0 ? wish.nearMin : (wish.nearMin ?? wish.earliestMin),
  })
  const openings = await offerOpenings(tx, query, availability, chosen)
  return { ok: true, openings, isAsWished: wished.length > 0 }
}

/** The free slots from `start` to some days past the wish. Null when there is no such service, or, with no days past it, nothing as wished. */
async function search(
  tx: TenantTransaction,
  query: OpeningsQuery,
  { start, days }: { start: Temporal.PlainDate; days: number },
) {
  const { wish } = query
  const availability = await loadAvailability(tx, {
    serviceId: query.serviceId,
    providerId: query.providerId,
    // A day on either side: the spa may have locations in other zones.
    from: instantOf(start.subtract({ days: 1 }), wish.timeZone),
    to: instantOf(wish.to.add({ days: days + 2 }), wish.timeZone),
    now: query.now,
    owner: { conversationId: query.conversationId },
    exceptAppointmentIds: query.exceptAppointmentId ? [query.exceptAppointmentId] : [],
  })
  if (!availability) return null
  const all = weighed(availability, start)
  const wished = all.filter((candidate) => isWished(candidate, wish))
  return days === 0 && wished.length === 0 ? null : { availability, all, wished }
}

function instantOf(date: Temporal.PlainDate, timeZone: string): Date {
  return new Date(date.toZonedDateTime(timeZone).epochMilliseconds)
}

export interface WeighedSlot extends FreeSlot {
  date: Temporal.PlainDate
  day: number
  minute: number
}

/** The free slots with their local day and minute. */
export function weighed(availability: ServiceAvailability, from: Temporal.PlainDate): WeighedSlot[] {
  const zones = new Map(availability.locations.map(({ id, timeZone }) => [id, timeZone]))
  return findFreeSlots(availability.input)
    .map((slot) => {
      const local = Temporal.Instant.fromEpochMilliseconds(slot.start).toZonedDateTimeISO(zones.get(slot.locationId)!)
      const date = local.toPlainDate()
      return { ...slot, date, day: from.until(date).days, minute: local.hour * 60 + local.minute }
    })
    .filter(({ day }) => day >= 0)
}

function isWished({ date, minute }: WeighedSlot, wish: TimeWish): boolean {
  return (
    Temporal.PlainDate.compare(date, wish.from) >= 0 &&
    Temporal.PlainDate.compare(date, wish.to) <= 0 &&
    fitsClock(minute, wish) &&
    (wish.weekdays === undefined || wish.weekdays.includes(date.dayOfWeek))
  )
}

function fitsClock(minute: number, wish: TimeWish): boolean {
  return minute >= (wish.earliestMin ?? 0) && minute <= (wish.latestMin ?? 24 * 60)
}

/** The same time of day later on, or else other times from the wished day on. */
function nextBest(all: WeighedSlot[], wish: TimeWish): WeighedSlot[] {
  const later = all.filter(
    ({ date, minute }) =>
      Temporal.PlainDate.compare(date, wish.from) >= 0 &&
      fitsClock(minute, wish) &&
      (wish.weekdays === undefined || wish.weekdays.includes(date.dayOfWeek)),
  )
  const sameDay = all.filter(({ date }) => Temporal.PlainDate.compare(date, wish.from) >= 0)
  return later.length > 0
    ? [...later, ...sameDay.filter(({ day }) => day === 0 && !later.some((one) => one.day === 0))]
    : sameDay
}

/** Offers these slots to the conversation. */
export async function offerOpenings(
  tx: TenantTransaction,
  query: { conversationId: string; now: Date },
  availability: ServiceAvailability,
  slots: readonly FreeSlot[],
): Promise<Opening[]> {
  const tokens = await offerSlots(tx, { ...query, serviceId: availability.service.id, slots })
  return slots.map((slot, index) => {
    const location = availability.locations.find(({ id }) => id === slot.locationId)!
    const startsAt = new Date(slot.start)
    return {
      token: tokens[index]!,
      label: slotLabel(startsAt, location.timeZone),
      providerId: slot.providerId,
      providerName: availability.providerNames.get(slot.providerId)!,
      locationId: location.id,
      locationName: location.name,
      startsAt,
      endsAt: new Date(slot.end),
    }
  })
}
