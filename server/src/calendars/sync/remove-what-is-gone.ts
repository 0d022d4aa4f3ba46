import type { CalendarDependencies } from '../dependencies.ts'
import { isShown } from '../mirror/event-content.ts'
import { applyEvents, inLease, type ReadEvents } from './apply-events.ts'
import { freeExternal } from './external-busy.ts'

const AT_ONCE = 25

/**
 * After everything was read: what we know and was not among it is gone. A whole reading names no
 * deleted events, so ours that were deleted meanwhile are told by their absence.
 */
export async function removeWhatIsGone(deps: CalendarDependencies, read: ReadEvents): Promise<void> {
  const { tenant, calendar, lease, window } = read
  const there = new Set(read.events.map(({ id }) => id))
  const known = await tenant.db.externalEvent.findMany({
    where: { calendarId: calendar.id },
    include: { block: { select: { id: true } } },
  })
  const gone = known.filter(({ eventId }) => !there.has(eventId))
  for (let start = 0; start < gone.length; start += AT_ONCE) {
    await inLease(deps, read, async (tx) => {
      const context = { tenantId: tenant.id, enqueue: deps.enqueue, now: deps.clock(), calendar }
      for (const before of gone.slice(start, start + AT_ONCE)) await freeExternal(tx, { ...context, before })
    })
  }
  const mirrors = await tenant.db.calendarMirror.findMany({
    where: {
      calendarId: calendar.id,
      isDeleted: false,
      writtenVersion: { gt: 0 },
      // What was written since we began to read may be missing from the answer.
      writtenAt: { lt: lease.startedAt },
      appointment: { startsAt: { gt: deps.clock(), lt: window.to } },
    },
    include: { appointment: { select: { status: true } } },
  })
  const missing = mirrors.filter(({ eventId, appointment }) => !there.has(eventId) && isShown(appointment))
  await applyEvents(deps, {
    ...read,
    events: missing.map(({ eventId: id }) => ({
      id,
      etag: '',
      isCancelled: true,
      time: null,
      isBusy: false,
      mark: null,
    })),
  })
}
