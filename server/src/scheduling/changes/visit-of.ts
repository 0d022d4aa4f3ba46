import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { AppointmentStatus } from '../../db/generated/client.ts'
import { lockAppointments } from '../../db/locks.ts'
import { appointmentDetails, type AppointmentDetails } from '../appointment-details.ts'

/** In these the time is kept and the visit is still to come. */
export const openStatuses = ['requested', 'pending_review', 'booked'] as const satisfies AppointmentStatus[]

export function isOpen({ status }: { status: AppointmentStatus }): boolean {
  return (openStatuses as readonly AppointmentStatus[]).includes(status)
}

/** The appointment, and with it the others of its visit, in order; empty when there is none. Their rows are locked. */
export async function loadVisit(
  tx: TenantTransaction,
  request: { appointmentId: string; onlyPart?: boolean | undefined },
): Promise<AppointmentDetails[]> {
  const { appointmentId } = request
  const first = await tx.appointment.findFirst({ where: { id: appointmentId }, select: { visitId: true } })
  if (!first) return []
  const where = first.visitId && !request.onlyPart ? { visitId: first.visitId } : { id: appointmentId }
  await lockAppointments(tx, where)
  return tx.appointment.findMany({ where, include: appointmentDetails, orderBy: { visitPosition: 'asc' } })
}

/** The same appointments as they are now, in the same order. */
export async function reload(tx: TenantTransaction, ids: readonly string[]): Promise<AppointmentDetails[]> {
  const rows = await tx.appointment.findMany({ where: { id: { in: [...ids] } }, include: appointmentDetails })
  return ids.map((id) => rows.find((row) => row.id === id)!)
}
