import { setTimeout as wait } from 'node:timers/promises'
import { forTenant } from '../../server/src/db/for-tenant.ts'
import { bookAppointment } from '../../server/src/scheduling/book-appointment.ts'
import { holdSlot } from '../../server/src/scheduling/hold-slot.ts'
import type { BenchDatabase } from './database.ts'
import { round, spreadOf, timed, type Spread } from './figures.ts'
import { bookingOf, type OfferedSlot } from './slots.ts'

export interface LoadResult {
  perSecond: number
  /** Of each booking, in milliseconds. */
  booking: Spread
  failed: number
}

/** Books one slot; says whether it was booked. */
type Book = (slot: OfferedSlot) => Promise<boolean>

export function bookDirectly({ prisma, queue }: BenchDatabase): Book {
  return async (slot) => (await bookAppointment(forTenant(prisma, slot.tenantId), bookingOf(slot, queue))).ok
}

/** As in a conversation: kept first, booked later. */
export function hold({ prisma, queue }: BenchDatabase): Book {
  return async ({ tenantId, conversationId, token }) => {
    const request = { conversationId, token, now: new Date(), enqueue: queue.enqueue }
    return (await holdSlot(forTenant(prisma, tenantId), request)).ok
  }
}

/** Each client begins its next booking when the one before is done, until the time is up or the slots are. */
export async function closedLoop(
  book: Book,
  { clients, slots, forMs }: { clients: number; slots: OfferedSlot[]; forMs: number },
): Promise<LoadResult> {
  const startedAt = performance.now()
  const left = [...slots]
  const durations: number[] = []
  let failed = 0
  const client = async () => {
    while (performance.now() - startedAt < forMs) {
      const slot = left.pop()
      if (!slot) return
      durations.push(
        await timed(async () => {
          if (!(await book(slot))) failed++
        }),
      )
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  const seconds = (performance.now() - startedAt) / 1_000
  return { perSecond: round(durations.length / seconds), booking: spreadOf(durations), failed }
}

/**
 * So many bookings begin each second, whether or not those before are done; each is counted from when
 * it was due, so that a queue that builds up is seen.
 */
export async function openLoop(
  book: Book,
  { perSecond, slots }: { perSecond: number; slots: OfferedSlot[] },
): Promise<LoadResult> {
  const startedAt = performance.now()
  let failed = 0
  const durations = await Promise.all(
    slots.map(async (slot, index) => {
      const dueAt = startedAt + (index * 1_000) / perSecond
      await wait(Math.max(0, dueAt - performance.now()))
      if (!(await book(slot))) failed++
      return performance.now() - dueAt
    }),
  )
  const seconds = (performance.now() - startedAt) / 1_000
  return { perSecond: round(durations.length / seconds), booking: spreadOf(durations), failed }
}
