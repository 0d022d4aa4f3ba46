import type { OutsideEvent, TimeSpan } from '../../adapters/calendar/calendar.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Calendar } from '../../db/generated/client.ts'
import { retryWhenOvertaken } from '../../scheduling/occupy.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { appointmentIdOf } from '../mirror/event-id.ts'
import { freeExternal, keepExternalBusy } from './external-busy.ts'
import { noticeOwnEvent } from './notice-own-event.ts'
import { keepLease, type SyncLease } from './sync-lease.ts'

/** So few that others never wait long for the resource that is being written. */
const AT_ONCE = 25

export interface ReadEvents {
  tenant: Tenant
  calendar: Calendar
  lease: SyncLease
  events: readonly OutsideEvent[]
  window: { from: Date; to: Date }
}

/** Writes down what was read, in small transactions; any of them may be repeated. */
export async function applyEvents(deps: CalendarDependencies, read: ReadEvents): Promise<void> {
  for (let start = 0; start < read.events.length; start += AT_ONCE) {
    const events = read.events.slice(start, start + AT_ONCE)
    await inLease(deps, read, (tx) => applySome(tx, deps, { ...read, events }))
  }
}

/** A transaction that writes only while the calendar is ours to read; run again when somebody takes the time meanwhile. */
export function inLease(
  deps: Pick<CalendarDependencies, 'clock'>,
  { tenant, lease }: Pick<ReadEvents, 'tenant' | 'lease'>,
  work: (tx: TenantTransaction) => Promise<void>,
): Promise<void> {
  return retryWhenOvertaken(async () => {
    const mine = { ...lease }
    await tenant.transaction(
      async (tx) => {
        await keepLease(tx, mine, deps.clock())
        await work(tx)
      },
      { timeoutMs: 30_000 },
    )
    // Only what was committed counts.
    lease.until = mine.until
  })
}

async function applySome(tx: TenantTransaction, deps: CalendarDependencies, read: ReadEvents): Promise<void> {
  const { tenant, calendar, events, window } = read
  const context = { tenantId: tenant.id, enqueue: deps.enqueue, now: deps.clock(), calendar }
  const ids = events.flatMap(({ id }) => appointmentIdOf(id) ?? [])
  const own = new Set(
    (await tx.appointment.findMany({ where: { id: { in: ids } }, select: { id: true } })).map(({ id }) => id),
  )
  const known = await tx.externalEvent.findMany({
    where: { calendarId: calendar.id, eventId: { in: events.map(({ id }) => id) } },
    include: { block: { select: { id: true } } },
  })
  for (const event of events) {
    const appointmentId = appointmentIdOf(event.id)
    if (appointmentId !== null && own.has(appointmentId)) {
      await noticeOwnEvent(tx, { ...context, appointmentId, event })
      continue
    }
    const before = known.find(({ eventId }) => eventId === event.id) ?? null
    const time = event.isBusy ? inWindow(event.time, window) : null
    if (time) await keepExternalBusy(tx, { ...context, eventId: event.id, before, time })
    else if (before) await freeExternal(tx, { ...context, before })
  }
}

/** What lies outside is read again when the window has moved on to it. */
function inWindow(time: TimeSpan | null, { from, to }: { from: Date; to: Date }): TimeSpan | null {
  return time && time.endsAt > from && time.startsAt < to ? time : null
}
