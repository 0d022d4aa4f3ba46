import type { TenantTransaction } from '../../db/for-tenant.ts'
import { newId } from '../../db/new-id.ts'
import { notifyTask } from '../../db/notify.ts'
import type { OutsideChange } from '../mirror/next-step.ts'

/** What a task keeps of what happened to our event, beside what people read. */
export interface ConflictSubject {
  appointmentId: string
  calendarId: string
  eventId: string
  change: OutsideChange
}

/**
 * Asks a person about our event, which somebody moved or deleted in the outside calendar. One
 * task for one change; a later change of the same event takes the place of an earlier.
 */
export async function raiseConflict(
  tx: TenantTransaction,
  { appointmentId, calendarId, eventId, change }: ConflictSubject,
): Promise<void> {
  const appointment = await tx.appointment.findFirst({
    where: { id: appointmentId },
    include: { customer: true, service: true, provider: true },
  })
  const calendar = await tx.calendar.findFirst({ where: { id: calendarId } })
  if (!appointment || !calendar) return
  const subjectKey = `${eventId}:${change.etag}`
  const open = await tx.task.findMany({ where: { ...conflictsOf(appointmentId), status: { not: 'done' } } })
  if (open.some((task) => task.subjectKey === subjectKey)) return
  await settleConflicts(tx, { appointmentId, closedBy: 'job:sync-calendar', resolution: 'Changed once more.' })
  const { customer, service, provider, visitId } = appointment
  const isOfVisit =
    visitId !== null && (await tx.appointment.count({ where: { visitId, status: { not: 'cancelled' } } })) > 1
  const id = newId()
  const { count } = await tx.task.createMany({
    data: [
      {
        id,
        kind: 'calendar_conflict',
        conversationId: appointment.conversationId,
        appointmentId,
        subjectKey,
        title:
          change.what === 'moved'
            ? `An appointment was moved in ${provider.displayName}’s calendar`
            : `An appointment was deleted in ${provider.displayName}’s calendar`,
        data: {
          what: change.what,
          from: spanOf(appointment),
          ...(change.what === 'moved' ? { to: spanOf(change.to) } : {}),
          customer: [customer.givenName, customer.familyName].filter(Boolean).join(' '),
          service: service.name,
          ...(isOfVisit ? { visit: onlyThis(change) } : {}),
          reference: appointment.reference,
          calendar: calendar.name,
        },
      },
    ],
    skipDuplicates: true,
  })
  if (count > 0) await notifyTask(tx, { taskId: id })
}

/** Each service of a visit has its own event: who took hold of one meant that one. */
function onlyThis({ what }: OutsideChange): string {
  const done = what === 'moved' ? 'moves' : 'cancels'
  return `One service of several. Accepting ${done} this one only; the others stay as they are.`
}

/** Closes what is open about an appointment's event: somebody decided, or it has settled itself. */
export async function settleConflicts(
  tx: TenantTransaction,
  request: { appointmentId: string; closedBy: string; resolution: string },
): Promise<void> {
  const closed = await tx.task.updateManyAndReturn({
    where: { ...conflictsOf(request.appointmentId), status: { not: 'done' } },
    data: { status: 'done', closedAt: new Date(), closedBy: request.closedBy, resolution: request.resolution },
    select: { id: true },
  })
  for (const { id } of closed) await notifyTask(tx, { taskId: id })
}

function conflictsOf(appointmentId: string) {
  return { kind: 'calendar_conflict', appointmentId } as const
}

function spanOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }) {
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
}
