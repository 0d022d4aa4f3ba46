import { CalendarError, type OutsideEvent } from '../../adapters/calendar/calendar.ts'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { Calendar, CalendarConnection } from '../../db/generated/client.ts'
import { cancelAppointment } from '../../scheduling/cancel-appointment.ts'
import { openConnection } from '../access/open-calendar.ts'
import type { CalendarDependencies } from '../dependencies.ts'
import { isShown } from '../mirror/event-content.ts'
import { eventIdOf } from '../mirror/event-id.ts'
import { placeOf } from '../mirror/mirror-appointment.ts'
import { moveByCalendar } from './move-by-calendar.ts'
import { settleConflicts } from './raise-conflict.ts'

/** The shortest day of the year: somebody made a whole day of it. */
const WHOLE_DAY_MS = 23 * 3_600_000

export interface Decision {
  tenant: Tenant
  taskId: string
  userId: string
  /** Of the person who decides, in this spa. */
  membershipId: string
}

export type DecisionOutcome =
  | { ok: true }
  | {
      ok: false
      reason:
        /** No such task, or decided already. */
        | 'not_open'
        /** Somebody or something is there: it stays where it is until a person finds another time. */
        | 'not_free'
        /** It was cancelled, has begun or is over. */
        | 'not_booked'
        /** It becomes a whole day there, which no appointment is. */
        | 'not_a_time'
        | 'calendar_unreachable'
    }

/**
 * What somebody did in the outside calendar is right: our appointment goes where its event was
 * moved to, if that is free, or is cancelled with it. The customer is told, as of every change.
 */
export async function acceptChange(deps: CalendarDependencies, decision: Decision): Promise<DecisionOutcome> {
  const found = await readConflict(deps, decision)
  if (!found.ok) return found
  const { tenant, taskId, userId } = decision
  const { appointmentId, calendar, event } = found
  const actor = `user:${userId}`
  const now = deps.clock()
  if (!event?.time) {
    const cancelled = await cancelAppointment(tenant, {
      conversationId: null,
      appointmentId,
      reason: 'Deleted in the calendar.',
      actor,
      onlyPart: true,
      now,
      enqueue: deps.enqueue,
    })
    if (!cancelled.ok) return { ok: false, reason: 'not_booked' }
    await close(tenant, { taskId, appointmentId, actor, resolution: 'Accepted: the appointment is cancelled.' })
    return { ok: true }
  }
  const { startsAt, endsAt } = event.time
  if (endsAt.getTime() - startsAt.getTime() >= WHOLE_DAY_MS) return { ok: false, reason: 'not_a_time' }
  const moved = await moveByCalendar(tenant, {
    appointmentId,
    startsAt,
    actor,
    staffId: decision.membershipId,
    now,
    enqueue: deps.enqueue,
    // The event as it is now is what was accepted: it may be written over.
    before: (tx) => acknowledge(tx, { calendar, appointmentId, event }),
  })
  if (!moved.ok) return moved
  await close(tenant, { taskId, appointmentId, actor, resolution: 'Accepted: the appointment was moved.' })
  return { ok: true }
}

/** What somebody did in the outside calendar is undone: the event is written as our appointment is. */
export async function putBack(deps: CalendarDependencies, decision: Decision): Promise<DecisionOutcome> {
  const found = await readConflict(deps, decision)
  if (!found.ok) return found
  const { tenant, userId } = decision
  const { appointmentId, calendar, event } = found
  await tenant.transaction(async (tx) => {
    await acknowledge(tx, { calendar, appointmentId, event })
    await deps.enqueue(tx, 'mirror-appointment', { tenantId: tenant.id, appointmentId })
    await settleConflicts(tx, { appointmentId, closedBy: `user:${userId}`, resolution: 'Put back.' })
    await tx.auditEntry.create({
      data: {
        actor: `user:${userId}`,
        action: 'calendar.put_back',
        subjectType: 'appointment',
        subjectId: appointmentId,
        data: { calendarId: calendar.id },
      },
    })
  })
  return { ok: true }
}

type Conflict =
  | {
      ok: true
      appointmentId: string
      calendar: Calendar & { connection: CalendarConnection }
      /** As it is now, which may be other than when the task was made. */
      event: OutsideEvent | null
    }
  | { ok: false; reason: 'not_open' | 'not_booked' | 'calendar_unreachable' }

async function readConflict(deps: CalendarDependencies, { tenant, taskId }: Decision): Promise<Conflict> {
  const task = await tenant.db.task.findFirst({
    where: { id: taskId, kind: 'calendar_conflict', status: { not: 'done' } },
  })
  if (!task?.appointmentId) return { ok: false, reason: 'not_open' }
  const { appointmentId } = task
  const appointment = await tenant.db.appointment.findFirst({ where: { id: appointmentId } })
  if (!appointment || !isShown(appointment)) return { ok: false, reason: 'not_booked' }
  const calendar = await tenant.db.calendar.findFirst({
    where: { providerId: appointment.providerId, connection: { status: { not: 'disconnected' } } },
    include: { connection: true },
  })
  if (!calendar) return { ok: false, reason: 'not_open' }
  try {
    const mirror = await openConnection(deps, { tenant, connection: calendar.connection })
    const event = await mirror.read(placeOf(calendar), eventIdOf(appointmentId))
    return { ok: true, appointmentId, calendar, event }
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error
    deps.logger.warn({ err: error, calendarId: calendar.id }, 'an event could not be read')
    return { ok: false, reason: 'calendar_unreachable' }
  }
}

/** Somebody has seen this version of the event: the next write goes over it, and over no later one. */
async function acknowledge(
  tx: TenantTransaction,
  request: { calendar: Calendar; appointmentId: string; event: OutsideEvent | null },
): Promise<void> {
  const { calendar, appointmentId, event } = request
  await tx.calendarMirror.updateMany({
    where: { calendarId: calendar.id, appointmentId },
    // Without an event there is nothing that could be written over: it is created.
    data: { etag: event?.etag ?? null, ...(event ? {} : { writtenVersion: 0 }) },
  })
}

async function close(
  tenant: Tenant,
  request: { taskId: string; appointmentId: string; actor: string; resolution: string },
): Promise<void> {
  const { appointmentId, actor, resolution } = request
  await tenant.transaction((tx) => settleConflicts(tx, { appointmentId, closedBy: actor, resolution }))
}
