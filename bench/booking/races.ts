import { forTenant } from '../../server/src/db/for-tenant.ts'
import { bookAppointment } from '../../server/src/scheduling/book-appointment.ts'
import { holdSlot } from '../../server/src/scheduling/hold-slot.ts'
import type { BenchDatabase } from './database.ts'
import { bookingOf, offerOneSlot } from './slots.ts'

export interface RaceResult {
  rounds: number
  attempts: number
  /** Rounds that ended with exactly one winner, one appointment and nothing taken twice. */
  right: number
  wrong: string[]
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
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`\r  200 at one slot: round ${round} of ${rounds}`)
    const problem = await runRound(database, { attempts, holdsFirst: round % 2 === 0 })
    if (problem) wrong.push(`round ${round}: ${problem}`)
  }
  process.stderr.write('\r\u001b[K')
  return { rounds, attempts, right: rounds - wrong.length, wrong }
}

async function runRound(
  database: BenchDatabase,
  { attempts, holdsFirst }: { attempts: number; holdsFirst: boolean },
): Promise<string | null> {
  const { prisma, queue, admin } = database
  const slots = await offerOneSlot(admin, attempts)
  const tenant = forTenant(prisma, slots[0]!.tenantId)
  const outcomes = await Promise.all(
    slots.map(async (slot) => {
      if (holdsFirst) {
        const { conversationId, token } = slot
        const held = await holdSlot(tenant, { conversationId, token, now: new Date(), enqueue: queue.enqueue })
        if (!held.ok) return held.reason
      }
      const booked = await bookAppointment(tenant, bookingOf(slot, queue))
      return booked.ok ? 'booked' : booked.reason
    }),
  )
  const booked = outcomes.filter((outcome) => outcome === 'booked').length
  const taken = outcomes.filter((outcome) => outcome === 'slot_taken').length
  if (booked !== 1 || taken !== attempts - 1) return `${booked} booked, ${taken} told that it was taken`
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
  return isRight ? null : `${appointments} appointments, ${occupations} occupations, ${overlaps} overlaps`
}
