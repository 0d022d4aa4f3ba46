import type { TaskItem, TaskList, TaskListQuery } from '@ava/protocol/portal/tasks.ts'
import type { Tenant, TenantTransaction } from '../../../db/for-tenant.ts'
import type { Prisma } from '../../../db/generated/client.ts'
import type { Role } from '../access.ts'
import { readCursor, writeCursor } from '../page-cursor.ts'
import { appointmentColumns, toTaskItem } from './task-item.ts'

/** More emergencies at once than a spa could look at. */
const MAX_EMERGENCIES = 50

/**
 * One page of a spa's tasks. Open ones: emergencies first, then the longest waiting. Done ones:
 * the newest first.
 */
export async function listTasks(
  tenant: Tenant,
  options: { query: TaskListQuery; role: Role; onlyProviderId: string | null },
): Promise<TaskList> {
  const { query, role, onlyProviderId } = options
  const isOpen = query.status === 'open'
  const direction = isOpen ? 'asc' : 'desc'
  return tenant.transaction(async (tx) => {
    const own = onlyProviderId === null ? {} : await aboutVisitsWith(tx, onlyProviderId)
    const rows = await tx.task.findMany({
      where: {
        status: isOpen ? { not: 'done' } : 'done',
        AND: [
          own,
          // They stand in front of the first page, whatever their age.
          isOpen && query.kind === undefined ? { kind: { not: 'emergency' } } : {},
          query.kind ? { kind: query.kind } : {},
          query.cursor ? beyond(query.cursor, isOpen) : {},
        ],
      },
      orderBy: [{ createdAt: direction }, { id: direction }],
      // One more tells whether there is a next page.
      take: query.limit + 1,
    })
    const emergencies =
      isOpen && onlyProviderId === null && query.kind === undefined && query.cursor === undefined
        ? await tx.task.findMany({
            where: { status: { not: 'done' }, kind: 'emergency' },
            orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
            take: MAX_EMERGENCIES,
          })
        : []
    const page = rows.slice(0, query.limit)
    const last = rows.length > query.limit ? page.at(-1) : undefined
    return {
      tasks: await toItems(tx, { rows: [...emergencies, ...page], role }),
      nextCursor: last ? writeCursor({ at: last.createdAt, id: last.id }) : null,
    }
  })
}

/** A provider's tasks: the reviews of those who come to them. */
export async function aboutVisitsWith(tx: TenantTransaction, providerId: string): Promise<Prisma.TaskWhereInput> {
  const reviews = await tx.task.findMany({
    where: { kind: 'clinician_review', appointmentId: { not: null } },
    select: { appointmentId: true },
  })
  const visits = await tx.appointment.findMany({
    where: { providerId, id: { in: reviews.flatMap(({ appointmentId }) => appointmentId ?? []) } },
    select: { id: true },
  })
  return { kind: 'clinician_review', appointmentId: { in: visits.map(({ id }) => id) } }
}

/** One task as the list shows it; null when this spa has none such. */
export async function readTask(tx: TenantTransaction, options: { id: string; role: Role }): Promise<TaskItem | null> {
  const row = await tx.task.findFirst({ where: { id: options.id } })
  if (!row) return null
  const [item] = await toItems(tx, { rows: [row], role: options.role })
  return item ?? null
}

function beyond(cursor: string, isAscending: boolean): Prisma.TaskWhereInput {
  const { at: createdAt, id } = readCursor(cursor)
  return isAscending
    ? { OR: [{ createdAt: { gt: createdAt } }, { createdAt, id: { gt: id } }] }
    : { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
}

async function toItems(
  tx: TenantTransaction,
  { rows, role }: { rows: Prisma.TaskGetPayload<object>[]; role: Role },
): Promise<TaskItem[]> {
  const ids = [...new Set(rows.flatMap(({ appointmentId }) => appointmentId ?? []))]
  const appointments = ids.length
    ? await tx.appointment.findMany({ where: { id: { in: ids } }, select: appointmentColumns })
    : []
  const byId = new Map(appointments.map((appointment) => [appointment.id, appointment]))
  const names = await namesOf(tx, rows)
  return rows.map((row) =>
    toTaskItem(row, {
      role,
      appointment: row.appointmentId === null ? undefined : byId.get(row.appointmentId),
      closedBy: names.get(row.closedBy ?? ''),
    }),
  )
}

/** "user:<id>" → the name of somebody who works here. */
async function namesOf(tx: TenantTransaction, rows: { closedBy: string | null }[]): Promise<Map<string, string>> {
  const ids = [...new Set(rows.flatMap(({ closedBy }) => /^user:(.+)$/.exec(closedBy ?? '')?.[1] ?? []))]
  if (ids.length === 0) return new Map()
  const members = await tx.membership.findMany({
    where: { userId: { in: ids } },
    select: { userId: true, user: { select: { name: true } } },
  })
  return new Map(members.map(({ userId, user }) => [`user:${userId}`, user.name]))
}
