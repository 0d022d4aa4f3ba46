import type { Consequence } from '@ava/protocol/portal/simulations.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import { queuedInRehearsal } from '../../db/rehearsal-rows.ts'
import type { ToolEffect } from '../../tools/tool.ts'

/** What stood there before a step, so that only what the step did is told. */
export interface Before {
  tasks: ReadonlySet<string>
  holds: ReadonlySet<string>
}

/** What earlier steps of this conversation have caused, and what was put back for this one. */
export async function lookBefore(tx: TenantTransaction, options: { conversationId: string }): Promise<Before> {
  const { conversationId } = options
  const select = { id: true } as const
  const idsOf = (rows: { id: string }[]) => new Set(rows.map(({ id }) => id))
  return {
    tasks: idsOf(await tx.task.findMany({ where: { conversationId }, select })),
    holds: idsOf(await tx.hold.findMany({ where: { conversationId, status: 'active' }, select })),
  }
}

/** What has come of a step, in words for the staff: who would have been booked, told and asked. */
export async function whatWouldHaveHappened(
  tx: TenantTransaction,
  options: { conversationId: string; before: Before; effects: readonly ToolEffect[] },
): Promise<Consequence[]> {
  const { conversationId, before, effects } = options
  const found: Consequence[] = []
  for (const effect of effects) {
    if (effect.type === 'end_conversation') found.push({ kind: 'ended' })
    if (effect.type !== 'booked' && effect.type !== 'moved' && effect.type !== 'cancelled') continue
    const appointment = await tx.appointment.findFirst({
      where: { id: effect.appointmentId },
      select: {
        startsAt: true,
        status: true,
        service: { select: { name: true } },
        provider: { select: { displayName: true } },
      },
    })
    if (!appointment) continue
    found.push({
      kind: effect.type,
      service: appointment.service.name,
      provider: appointment.provider?.displayName ?? null,
      startsAt: appointment.startsAt.toISOString(),
      isRequest: appointment.status === 'requested' || appointment.status === 'pending_review',
    })
  }
  const holds = await tx.hold.findMany({ where: { conversationId, status: 'active' }, select: { id: true } })
  if (holds.some(({ id }) => !before.holds.has(id))) found.push({ kind: 'held' })
  const tasks = await tx.task.findMany({
    where: { conversationId },
    orderBy: { id: 'asc' },
    select: { id: true, title: true },
  })
  for (const { id, title } of tasks) if (!before.tasks.has(id)) found.push({ kind: 'task', title })
  // Nothing is put back into the outbox: all that this transaction has queued is the step's.
  for (const { channel, to, text } of await queuedInRehearsal(tx)) found.push({ kind: 'sent', channel, to, text })
  return found
}
