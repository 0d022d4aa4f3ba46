import { joinThread } from '../../channels/join-thread.ts'
import type { TenantTransaction } from '../../db/for-tenant.ts'
import type { OutboxMessage } from '../../db/generated/client.ts'
import { markSuperseded } from '../../messages/supersede.ts'
import { withStopLine } from '../../messages/stop-line.ts'
import type { Enqueue } from '../../queue/enqueue.ts'

/** These tell of a visit that is still to come. */
const ofComingVisit = ['booking_requested', 'booking_pending', 'booking_confirmed', 'booking_moved', 'reminder']

/**
 * Makes a message ready to be handed over: whether it is still true and already due, what must be said in the first
 * text to a number, and its place in the person's thread. Null: it does not go out now.
 */
export async function prepareMessage(
  tx: TenantTransaction,
  request: { deps: { enqueue: Enqueue; clock: () => Date }; tenantId: string; row: OutboxMessage },
): Promise<OutboxMessage | null> {
  const { deps, tenantId, row } = request
  const now = deps.clock()
  const { id } = row
  if (!(await isStillTrue(tx, { row, now }))) {
    await tx.outboxMessage.updateMany({ where: { id }, data: { status: 'superseded' } })
    await markSuperseded(tx, [id])
    return null
  }
  if (row.notBefore && row.notBefore > now) {
    await deps.enqueue(tx, 'deliver-message', { tenantId, outboxMessageId: id }, { startAfter: row.notBefore })
    return null
  }
  const text = await withStopLine(tx, row)
  if (text !== row.text) {
    await tx.outboxMessage.updateMany({ where: { id }, data: { text } })
    await tx.communicationMessage.updateMany({ where: { outboxId: id }, data: { text } })
  }
  const conversationId = await joinThread(tx, { message: { ...row, text }, now })
  return { ...row, text, conversationId }
}

async function isStillTrue(tx: TenantTransaction, { row, now }: { row: OutboxMessage; now: Date }): Promise<boolean> {
  if (row.appointmentId === null || row.appointmentVersion === null) return true
  const appointment = await tx.appointment.findFirst({
    where: { id: row.appointmentId },
    select: { version: true, startsAt: true, status: true },
  })
  if (appointment?.version !== row.appointmentVersion) return false
  if (row.purpose === 'reminder' && appointment.status !== 'booked') return false
  return !ofComingVisit.includes(row.purpose) || appointment.startsAt > now
}
