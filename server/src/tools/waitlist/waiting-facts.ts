import type { VisibleEntry } from '../../scheduling/waitlist/find-waiting.ts'
import { windowWords } from '../../scheduling/waitlist/window-words.ts'
import { clockLabel, slotLabel } from '../../scheduling/slot-label.ts'

/** What somebody waits for, and the time that is kept for them at this moment, in words. */
export function waitingFacts(entry: VisibleEntry) {
  const offer = entry.offers[0]
  return {
    service: entry.service.name,
    waiting_for: windowWords(entry),
    ...(entry.provider ? { provider: entry.provider.displayName } : {}),
    ...(offer
      ? { offer: { label: labelOf(offer), provider: offer.hold.provider.displayName, kept_until: untilOf(offer) } }
      : {}),
  }
}

type VisibleOffer = VisibleEntry['offers'][number]

/** "A time has come free for you: Botox on … with …. It is kept for you until 10:15 AM." */
export function offerWords(entry: VisibleEntry): string {
  const offer = entry.offers[0]!
  return `A time has come free for you: ${entry.service.name} on ${labelOf(offer)} with ${offer.hold.provider.displayName}. It is kept for you until ${untilOf(offer)}. Would you like it?`
}

function labelOf({ hold }: VisibleOffer): string {
  return slotLabel(hold.startsAt, hold.location.timeZone)
}

function untilOf({ hold }: VisibleOffer): string {
  return clockLabel(hold.expiresAt, hold.location.timeZone)
}
