import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { Block } from '../../db/generated/client.ts'
import { appointmentDetails, type AppointmentDetails } from '../appointment-details.ts'
import { raiseAppointmentTask } from '../changes/tasks.ts'
import { openStatuses } from '../changes/visit-of.ts'

/**
 * The appointments under a block. Time off leaves a task `rebook` for each that is still to come;
 * what an outside calendar says of itself does not: nobody decided anything there.
 */
export async function raiseForBlocked(
  tx: TenantTransaction,
  { block, now }: { block: Block; now: Date },
): Promise<string[]> {
  const under = { resourceId: block.resourceId, startsAt: { lt: block.endsAt }, endsAt: { gt: block.startsAt } }
  const appointments = await tx.appointment.findMany({
    where: {
      status: { in: [...openStatuses] },
      endsAt: { gt: now },
      OR: [{ occupations: { some: under } }, { groupSession: { occupations: { some: under } } }],
    },
    include: appointmentDetails,
    orderBy: { startsAt: 'asc' },
  })
  if (block.kind === 'time_off') for (const appointment of appointments) await raise(tx, block, appointment)
  return appointments.map(({ id }) => id)
}

async function raise(tx: TenantTransaction, block: Block, appointment: AppointmentDetails): Promise<void> {
  const resource = await tx.resource.findFirstOrThrow({ where: { id: block.resourceId }, select: { name: true } })
  await raiseAppointmentTask(tx, {
    kind: 'rebook',
    title: `Rebook ${appointment.service.name}: ${resource.name} is not available`,
    appointment,
    data: { why: block.reason ?? `${resource.name} is not available then.` },
  })
}
