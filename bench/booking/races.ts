import { isUnavailable } from '../../server/src/db/errors.ts'
import { forTenant } from '../../server/src/db/for-tenant.ts'
import { bookAppointment } from '../../server/src/scheduling/book-appointment.ts'
import { holdSlot } from '../../server/src/scheduling/hold-slot.ts'
import type { BenchDatabase } from './database.ts'
import { bookingOf, offerOneSlot, type OfferedSlot } from './slots.ts'

export interface RaceResult {
  rounds: number
  attempts: number
  /** Rounds that ended with exactly one winner, one appointment and nothing taken twice. */
  right: number
  wrong: string[]
  /** Of all losers, those who had to be told to try again, because the machine was too busy to look. */
  toldToTryAgain: number
}

/**
 * Everybody wants the same slot at the same moment. In every other round they hold it first, as a
 * conversation does, and in the others they book at once.
 */
export async function race(
  database: BenchDatabase,
  { rounds, attempts }: { rounds: number; attempts: number },
): Promise<RaceResult> {
  const wrong: string[] = []
  let toldToTryAgain = 0
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`\r  200 at one slot: round ${round} of ${rounds}`)
    const outcome = await runRound(database, { attempts, holdsFirst: round % 2 === 0 })
    if (typeof outcome === 'string') wrong.push(`round ${round}: ${outcome}`)
    else toldToTryAgain += outcome.waiting
  }
  process.stderr.write('\r\u001b[K')
  return { rounds, attempts, right: rounds - wrong.length, wrong, toldToTryAgain }
}

async function runRound(
  database: BenchDatabase,
  { attempts, holdsFirst }: { attempts: number; holdsFirst: boolean },
): Promise<string | { waiting: number }> {
  const { prisma, queue, admin } = database
  const slots = await offerOneSlot(admin, attempts)
  const tenant = forTenant(prisma, slots[0]!.tenantId)
  const attempt = async (slot: OfferedSlot): Promise<string> => {
    if (holdsFirst) {
      const { conversationId, token } = slot
      const held = await holdSlot(tenant, { conversationId, token, now: new Date(), enqueue: queue.enqueue })
      if (!held.ok) return held.reason
    }
    const booked = await bookAppointment(tenant, bookingOf(slot, queue))
    return booked.ok ? 'booked' : booked.reason
  }
  const outcomes = await Promise.all(slots.map((slot) => attempt(slot).catch(toldToTryAgain)))
  const booked = outcomes.filter((outcome) => outcome === 'booked').length
  const taken = outcomes.filter((outcome) => outcome === 'slot_taken').length
  const waiting = outcomes.filter((outcome) => outcome === 'unavailable').length
  if (booked !== 1 || taken + waiting !== attempts - 1) {
    return `${booked} booked, ${taken} told that it was taken, ${waiting} told to try again`
  }
  const ids = slots.map(({ conversationId }) => conversationId)
  const [there] = await admin.$queryRawUnsafe<{ appointments: number; occupations: number; overlaps: number }[]>(
    `with mine as (select * from appointments where tenant_id = $1::uuid and conversation_id = any($2::uuid[])),
      taken as (select o.* from occupations o join mine m on m.tenant_id = o.tenant_id and m.id = o.appointment_id)
    select (select count(*)::int from mine) as appointments, (select count(*)::int from taken) as occupations,
      (select count(*)::int from taken t join occupations o on o.tenant_id = t.tenant_id and o.resource_id = t.resource_id
        and o.id <> t.id and o.during && t.during) as overlaps`,
    tenant.id,
    ids,
  )
  const { appointments, occupations, overlaps } = there!
  // Provider, and the room with its turn-over.
  const isRight = appointments === 1 && occupations === 3 && overlaps === 0
  return isRight ? { waiting } : `${appointments} appointments, ${occupations} occupations, ${overlaps} overlaps`
}

function toldToTryAgain(error: unknown): string {
  if (isUnavailable(error)) return 'unavailable'
  throw error
}
