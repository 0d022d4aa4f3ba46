import type { Policy } from '../db/generated/client.ts'
import type { OpeningHours } from '../tenants/settings.ts'
import { localDays } from './availability/local-day.ts'
import { openingPeriods, type DayException } from './availability/working-periods.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** When a location is open: its week, and the days on which other hours hold. */
export interface OpenTimes {
  timeZone: string
  hours: OpeningHours
  exceptions: readonly DayException[]
}

export type PolicyTerms = Pick<
  Policy,
  | 'cancelWindowHours'
  | 'windowClock'
  | 'feeCents'
  | 'feePercent'
  | 'noShowFeeCents'
  | 'noShowFeePercent'
  | 'rescheduleCounts'
  | 'freeWaivers'
>

export type GivenUp = 'cancelled' | 'moved' | 'no_show'

export interface Terms {
  /** It is inside the policy's window. */
  isLate: boolean
  /** What the policy charges for it, waived or not. */
  feeCents: number
  /** It is one of those that cost nothing. */
  isFeeWaived: boolean
  /** What is to be paid. */
  dueCents: number
}

/**
 * What the policy says about giving an appointment up at this moment. The window's hours are the
 * wall clock's, or those in which the location is open: then a Monday morning's appointment may
 * be late on Saturday. A no-show is always late; a move only where the policy counts it.
 */
export function termsOf(
  policy: PolicyTerms | null,
  about: {
    givenUp: GivenUp
    startsAt: Date
    now: Date
    priceCents: number
    open: OpenTimes
    /** Late ones of the same customer in the past twelve months that cost nothing. */
    waivedBefore: number
  },
): Terms {
  if (!policy) return { isLate: about.givenUp === 'no_show', feeCents: 0, isFeeWaived: false, dueCents: 0 }
  const isLate = about.givenUp === 'no_show' || isInsideWindow(policy, about)
  const isCharged = isLate && (about.givenUp !== 'moved' || policy.rescheduleCounts)
  const feeCents = isCharged ? feeOf(policy, about) : 0
  const isFeeWaived = feeCents > 0 && about.givenUp !== 'no_show' && about.waivedBefore < policy.freeWaivers
  return { isLate, feeCents, isFeeWaived, dueCents: isFeeWaived ? 0 : feeCents }
}

function feeOf(policy: PolicyTerms, { givenUp, priceCents }: { givenUp: GivenUp; priceCents: number }): number {
  const ofPrice = (percent: number) => Math.round((priceCents * percent) / 100)
  if (givenUp === 'no_show') {
    if (policy.noShowFeePercent !== null) return ofPrice(policy.noShowFeePercent)
    if (policy.noShowFeeCents !== null) return policy.noShowFeeCents
  }
  return policy.feePercent === null ? policy.feeCents : ofPrice(policy.feePercent)
}

function isInsideWindow(
  policy: PolicyTerms,
  { startsAt, now, open }: { startsAt: Date; now: Date; open: OpenTimes },
): boolean {
  const windowMs = policy.cancelWindowHours * 60 * minuteMs
  const left = startsAt.getTime() - now.getTime()
  if (policy.windowClock === 'wall' || left < windowMs) return left < windowMs
  return openMsBetween(open, now.getTime(), startsAt.getTime(), windowMs) < windowMs
}

/** For how long the location is open between two instants; counting stops at `enough`. */
function openMsBetween(open: OpenTimes, start: number, end: number, enough: number): number {
  let total = 0
  // A month at a time: the window is nearly always full within days, and the visit may be a year off.
  for (let from = start; from < end && total < enough; from += 30 * dayMs) {
    const to = Math.min(end, from + 30 * dayMs)
    for (const period of openingPeriods(localDays(open.timeZone, { start: from, end: to }), open)) {
      total += Math.max(0, Math.min(period.end, to) - Math.max(period.start, from))
    }
  }
  return total
}
