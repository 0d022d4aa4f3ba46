import type { TenantTransaction } from '../db/for-tenant.ts'

/** What was queued about appointments is not true any more: it is not sent. What has been handed over stays. */
export async function supersedeMessages(
  tx: TenantTransaction,
  about: { appointmentIds: readonly string[] },
): Promise<void> {
  const gone = await tx.outboxMessage.updateManyAndReturn({
    where: { appointmentId: { in: [...about.appointmentIds] }, status: 'queued' },
    data: { status: 'superseded' },
    select: { id: true },
  })
  await markSuperseded(
    tx,
    gone.map(({ id }) => id),
  )
}

/** An offer that has ended is not made any more: its message may still have waited for the morning. */
export async function supersedeOffer(tx: TenantTransaction, offer: { code: string }): Promise<void> {
  const gone = await tx.outboxMessage.updateManyAndReturn({
    where: { status: 'queued', purpose: 'waitlist_offer', text: { contains: offer.code } },
    data: { status: 'superseded' },
    select: { id: true },
  })
  await markSuperseded(
    tx,
    gone.map(({ id }) => id),
  )
}

/** In the thread, a message that will never be sent does not stand as one that waits. */
export async function markSuperseded(tx: TenantTransaction, outboxIds: readonly string[]): Promise<void> {
  if (outboxIds.length === 0) return
  await tx.communicationMessage.updateMany({
    where: { outboxId: { in: [...outboxIds] }, deliveryStatus: { in: ['queued', 'sending'] } },
    data: { deliveryStatus: 'failed', errorCode: 'superseded' },
  })
}

/** The version was raised by something that the messages do not tell of: what is queued holds for the new one, too. */
export async function carryMessages(
  tx: TenantTransaction,
  about: { appointmentIds: readonly string[] },
): Promise<void> {
  await tx.outboxMessage.updateMany({
    where: {
      appointmentId: { in: [...about.appointmentIds] },
      status: { in: ['queued', 'sending'] },
      appointmentVersion: { not: null },
    },
    data: { appointmentVersion: { increment: 1 } },
  })
}
