const MINUTE_MS = 60_000
/** How far back is looked. */
export const LOOP_WINDOW_MS = 30 * MINUTE_MS
/** More messages than this are not needed to decide. */
export const LOOP_MESSAGES = 80

/** As often as this within that time, a text and Ava's answer: no person types like that for so long. */
const MOST_EXCHANGES = [
  { withinMs: 5 * MINUTE_MS, count: 20 },
  { withinMs: LOOP_WINDOW_MS, count: 30 },
] as const
/** The same sentence as often as this; a short one ("ok", "yes please") may be said more often. */
const SAME_TEXTS = 3
const SAME_SHORT_TEXTS = 8
const SHORT_LENGTH = 20

export interface SeenMessage {
  direction: 'inbound' | 'outbound'
  author: 'customer' | 'ava' | 'staff' | 'system'
  text: string
  sentAt: Date
}

/**
 * Whether a machine is at the other end: two that answer each other never stop by themselves. `earlier` holds the
 * thread's texts, newest first; what a person of the spa has written ends the count.
 */
export function looksLikeLoop(
  earlier: readonly SeenMessage[],
  { text, now }: { text: string; now: Date },
): 'fast' | 'same' | null {
  const staff = earlier.findIndex(({ author }) => author === 'staff')
  const since = (staff < 0 ? earlier : earlier.slice(0, staff)).filter(
    ({ sentAt }) => now.getTime() - sentAt.getTime() < LOOP_WINDOW_MS,
  )
  const answered = since.filter(
    ({ author, direction }, index) =>
      author === 'ava' && direction === 'outbound' && since[index + 1]?.direction === 'inbound',
  )
  const isFast = MOST_EXCHANGES.some(
    ({ withinMs, count }) =>
      answered.filter(({ sentAt }) => now.getTime() - sentAt.getTime() < withinMs).length >= count,
  )
  if (isFast) return 'fast'
  const same = comparable(text)
  if (same === '' || answered.length === 0) return null
  const times = 1 + since.filter((seen) => seen.direction === 'inbound' && comparable(seen.text) === same).length
  return times >= (same.length < SHORT_LENGTH ? SAME_SHORT_TEXTS : SAME_TEXTS) ? 'same' : null
}

/** After so long without a word from either side, whatever wrote before has stopped. */
const PAUSE_MS = 6 * 60 * MINUTE_MS

/**
 * Whether a text that comes to a line on which Ava was silenced may wake her: long after the last word there, and
 * none of those that were said before. `earlier` holds the thread's texts, newest first, however old.
 */
export function looksLikeSomebodyNew(
  earlier: readonly Pick<SeenMessage, 'direction' | 'text' | 'sentAt'>[],
  { text, now }: { text: string; now: Date },
): boolean {
  const newest = earlier[0]
  const same = comparable(text)
  if (!newest || same === '' || now.getTime() - newest.sentAt.getTime() < PAUSE_MS) return false
  return !earlier.some((seen) => seen.direction === 'inbound' && comparable(seen.text) === same)
}

/** Numbers and spaces aside: "Ticket 1042 received" and "Ticket 1043 received" are the same machine. */
function comparable(text: string): string {
  return text.toLowerCase().replace(/\d+/g, '#').replace(/\s+/g, ' ').trim()
}
