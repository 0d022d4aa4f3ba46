import type { DecisionName, TaskItem } from '@ava/protocol/portal/tasks.ts'
import { z } from 'zod'
import type { Prisma } from '../../../db/generated/client.ts'
import { serviceOfReview } from '../../../scheduling/screening/review-task.ts'
import type { Role } from '../access.ts'
import { fullName } from '../conversations/conversation-summary.ts'
import { taskDetails } from '../labels.ts'
import { clinicalRoles } from '../staff-roles.ts'

type TaskRow = Prisma.TaskGetPayload<object>

export const appointmentColumns = {
  id: true,
  reference: true,
  startsAt: true,
  endsAt: true,
  status: true,
  customer: { select: { givenName: true, familyName: true } },
  service: { select: { name: true } },
  provider: { select: { displayName: true } },
  location: { select: { timeZone: true } },
} as const satisfies Prisma.AppointmentSelect

type AppointmentRow = Prisma.AppointmentGetPayload<{ select: typeof appointmentColumns }>

export interface TaskContext {
  role: Role
  appointment: AppointmentRow | undefined
  /** Who closed it, by name. */
  closedBy: string | undefined
}

export function toTaskItem(row: TaskRow, { role, appointment, closedBy }: TaskContext): TaskItem {
  const change = row.kind === 'calendar_conflict' ? calendarChange(row.data) : null
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    title: row.title,
    details: taskDetails(withoutKeys(row.data, ['what', 'from', 'to'])),
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    closedBy: closedBy ?? null,
    resolution: row.resolution,
    conversationId: row.conversationId,
    appointment: appointment
      ? {
          id: appointment.id,
          reference: appointment.reference,
          customerName: fullName(appointment.customer),
          serviceName: appointment.service.name,
          providerName: appointment.provider.displayName,
          startsAt: appointment.startsAt.toISOString(),
          endsAt: appointment.endsAt.toISOString(),
          timeZone: appointment.location.timeZone,
          status: appointment.status,
        }
      : null,
    change,
    decisions: decisionsFor(row, { role, appointment }),
    mayReadAssessment:
      row.kind === 'clinician_review' &&
      (row.appointmentId !== null || serviceOfReview(row.subjectKey) !== null) &&
      clinicalRoles.includes(role),
  }
}

/** What somebody of this role may decide about a task as it is now. */
export function decisionsFor(
  task: Pick<TaskRow, 'kind' | 'status'>,
  { role, appointment }: Pick<TaskContext, 'role' | 'appointment'>,
): DecisionName[] {
  // Of a provider only what is a clinician's to judge.
  if (role === 'provider' && task.kind !== 'clinician_review') return []
  // What a decision closed is not reopened here: the appointment has moved on.
  if (task.status === 'done') return markedDone.has(task.kind) ? ['reopen'] : []
  switch (task.kind) {
    case 'approval':
      return appointment?.status === 'requested' ? ['approve', 'decline'] : ['done']
    case 'clinician_review':
      if (!clinicalRoles.includes(role)) return []
      return appointment?.status === 'pending_review' ? ['sign_off', 'decline'] : ['done']
    case 'calendar_conflict':
      return ['accept_change', 'put_back']
    case 'calendar_broken':
      // Closed by the calendar that works again, and by nothing else.
      return []
    default:
      return ['done']
  }
}

const markedDone: ReadonlySet<TaskRow['kind']> = new Set([
  'hand_over',
  'message',
  'emergency',
  'failed_reply',
  'rebook',
  'opted_out',
  'undelivered',
  'webhook_off',
])

const Moment = z.union([
  z.iso.datetime({ offset: true }).transform((startsAt) => ({ startsAt, endsAt: null })),
  z.object({ startsAt: z.iso.datetime({ offset: true }), endsAt: z.iso.datetime({ offset: true }).nullish() }),
])

/** From → to, as the sync of calendars wrote it down. */
function calendarChange(data: unknown): TaskItem['change'] {
  const record = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {}
  const period = (value: unknown) => {
    const { data: moment } = Moment.safeParse(value)
    return moment ? { startsAt: moment.startsAt, endsAt: moment.endsAt ?? null } : null
  }
  const to = period(record['to'])
  return { what: record['what'] === 'deleted' || to === null ? 'deleted' : 'moved', from: period(record['from']), to }
}

function withoutKeys(data: unknown, keys: string[]): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data
  return Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)))
}
