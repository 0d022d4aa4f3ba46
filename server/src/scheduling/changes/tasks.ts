import { newId } from '../../db/new-id.ts'
import { notifyTask } from '../../db/notify.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { TaskKind } from '../../db/generated/client.ts'
import type { AppointmentDetails } from '../appointment-details.ts'
import { slotLabel } from '../slot-label.ts'

/** Leaves a task about an appointment; while one of that kind is open there is no second. */
export async function raiseAppointmentTask(
  tx: TenantTransaction,
  task: { kind: TaskKind; title: string; appointment: AppointmentDetails; data?: Record<string, string> },
): Promise<void> {
  const { appointment } = task
  const { customer, provider, service } = appointment
  const id = newId()
  const { count } = await tx.task.createMany({
    data: [
      {
        id,
        kind: task.kind,
        title: task.title,
        conversationId: appointment.conversationId,
        appointmentId: appointment.id,
        subjectKey: `appointment:${appointment.id}`,
        data: {
          customer: [customer.givenName, customer.familyName].filter(Boolean).join(' '),
          service: service.name,
          when: slotLabel(appointment.startsAt, appointment.location.timeZone),
          provider: provider.displayName,
          reference: appointment.reference,
          ...task.data,
        },
      },
    ],
    skipDuplicates: true,
  })
  if (count > 0) await notifyTask(tx, { taskId: id })
}

/** Closes what is open about appointments and has settled itself. */
export async function closeAppointmentTasks(
  tx: TenantTransaction,
  request: {
    appointmentIds: readonly string[]
    kinds: readonly TaskKind[]
    closedBy: string
    resolution: string
    now: Date
  },
): Promise<void> {
  const closed = await tx.task.updateManyAndReturn({
    where: {
      appointmentId: { in: [...request.appointmentIds] },
      kind: { in: [...request.kinds] },
      status: { not: 'done' },
    },
    data: { status: 'done', closedAt: request.now, closedBy: request.closedBy, resolution: request.resolution },
    select: { id: true },
  })
  for (const { id } of closed) await notifyTask(tx, { taskId: id })
}
