import { forTenant } from '../../server/src/db/for-tenant.ts'
import { findFreeVisits } from '../../server/src/scheduling/availability/find-free-visits.ts'
import { loadAvailability } from '../../server/src/scheduling/load-availability.ts'
import type { BenchDatabase } from './database.ts'
import { spreadOf, timed, type Spread } from './figures.ts'
import { BUSY_SPAS, hasOutsideCalendar, idOf } from './seed.ts'

export interface AvailabilityResult {
  days: number
  hasOutsideCalendar: boolean
  /** All free times of ten providers, read and computed, in milliseconds. */
  whole: Spread
  /** Of that, computing. */
  computing: Spread
  /** Times that were found, in one spa. */
  found: number
}

const dayMs = 86_400_000

/** Every free time of a service with all its providers, one question after the other, in turn at all busy spas. */
export async function measureAvailability(
  { prisma }: BenchDatabase,
  options: { days: number; hasOutsideCalendar: boolean; samples: number },
): Promise<AvailabilityResult> {
  const { days, samples } = options
  const spas = Array.from({ length: BUSY_SPAS }, (_, index) => index + 1).filter(
    (spa) => hasOutsideCalendar(spa) === options.hasOutsideCalendar,
  )
  const whole: number[] = []
  const computing: number[] = []
  let found = 0
  // The first ones make connections and warm what is kept in memory.
  for (let sample = -spas.length; sample < samples; sample++) {
    const tenant = forTenant(prisma, idOf('tenant', spas[(sample + spas.length) % spas.length]!))
    let computingMs = 0
    const wholeMs = await timed(async () => {
      const now = new Date()
      const availability = await tenant.transaction((tx) =>
        loadAvailability(tx, {
          serviceIds: [idOf('service', 1)],
          from: now,
          to: new Date(now.getTime() + days * dayMs),
          now,
          owner: { conversationId: idOf('conversation', 0) },
        }),
      )
      const startedAt = performance.now()
      found = findFreeVisits(availability!.input).length
      computingMs = performance.now() - startedAt
    })
    if (sample < 0) continue
    whole.push(wholeMs)
    computing.push(computingMs)
  }
  return {
    days,
    hasOutsideCalendar: options.hasOutsideCalendar,
    whole: spreadOf(whole),
    computing: spreadOf(computing),
    found,
  }
}
