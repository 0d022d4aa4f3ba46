const minuteMs = 60_000

/** How long a time is kept for the one to whom it is offered. */
export const OFFER_MS = 15 * minuteMs
/** Too short a time to read a message, decide and answer. */
const LEAST_OFFER_MS = 5 * minuteMs

// Minutes after local midnight. See docs/decisions/0012.
const MORNING_MIN = 8 * 60
const EVENING_MIN = 21 * 60
const NIGHT_MIN = 23 * 60

/** When a time may be offered. */
export type OfferTiming = { when: 'now'; expiresAt: Date } | { when: 'later'; at: Date } | { when: 'never' }

/**
 * Decides when a time that is free now may be offered, by the clock where it is. An offer ends
 * with the minimum notice at the latest. At night nobody is written to: the offer waits until the
 * morning. What would be too late then is offered in the late evening, and after that not at all.
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
  if (lastMoment - morning >= LEAST_OFFER_MS) return { when: 'later', at: new Date(morning) }
  const isLateEvening = minute >= EVENING_MIN && minute < NIGHT_MIN
  return isLateEvening ? { when: 'now', expiresAt: new Date(expiresAt) } : { when: 'never' }
}
