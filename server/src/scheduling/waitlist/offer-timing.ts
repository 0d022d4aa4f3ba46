const minuteMs = 60_000

/** How long a time is kept for the one to whom it is offered. */
export const OFFER_MS = 15 * minuteMs
/** Too short a time to read a message, decide and answer. */
const LEAST_OFFER_MS = 5 * minuteMs

// Minutes after local midnight: outside of these nobody is written to. See docs/decisions/0013.
const MORNING_MIN = 8 * 60
const EVENING_MIN = 21 * 60

/** When a time may be offered. */
export type OfferTiming = { when: 'now'; expiresAt: Date } | { when: 'later'; at: Date } | { when: 'never' }

/**
 * Decides when a time that is free now may be offered, by the clock where it is. An offer ends
 * with the minimum notice at the latest. Between nine in the evening and eight in the morning nobody
 * is written to: the offer waits until the morning, and what would be too late then is offered to nobody.
 */
export function offerTiming(offer: { now: Date; startsAt: Date; minNoticeMin: number; timeZone: string }): OfferTiming {
  const { now } = offer
  const lastMoment = offer.startsAt.getTime() - Math.max(0, offer.minNoticeMin) * minuteMs
  const expiresAt = Math.min(now.getTime() + OFFER_MS, lastMoment)
  if (expiresAt - now.getTime() < LEAST_OFFER_MS) return { when: 'never' }

  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(offer.timeZone)
  const minute = local.hour * 60 + local.minute
  if (minute >= MORNING_MIN && minute < EVENING_MIN) return { when: 'now', expiresAt: new Date(expiresAt) }

  const day = minute < MORNING_MIN ? local.toPlainDate() : local.toPlainDate().add({ days: 1 })
  const morning = day.toZonedDateTime({ timeZone: offer.timeZone, plainTime: '08:00' }).epochMilliseconds
  return lastMoment - morning >= LEAST_OFFER_MS ? { when: 'later', at: new Date(morning) } : { when: 'never' }
}
