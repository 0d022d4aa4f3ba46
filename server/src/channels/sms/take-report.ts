import type { Tenant } from '../../db/for-tenant.ts'
import { applyDeliveryStatus, type ReportedStatus } from '../delivery-status.ts'
import { recordReceipt } from '../record-receipt.ts'

/**
 * Takes what Twilio says became of a message. It may be here before the answer to the sending is: then it brings the
 * message's sid, too. `again`: said before; `unknown`: about no message of ours, or about an earlier try of it.
 */
export async function takeSmsReport(
  tenant: Tenant,
  report: {
    /** Null: told by the sid alone. */
    outboxId: string | null
    sid: string
    status: ReportedStatus
    errorCode: string | null
    from: string | null
    at: Date
  },
): Promise<'taken' | 'again' | 'unknown'> {
  const { outboxId, sid, status, errorCode, from, at } = report
  return tenant.transaction(async (tx) => {
    const row = await tx.outboxMessage.findFirst({
      where: { channel: 'sms', ...(outboxId === null ? { providerId: sid } : { id: outboxId }) },
      select: { id: true, providerId: true },
    })
    if (!row || (row.providerId !== null && row.providerId !== sid)) return 'unknown'
    if (!(await recordReceipt(tx, { provider: 'twilio', externalId: `${sid}:${status}` }))) return 'again'
    await tx.outboxMessage.updateMany({
      where: { id: row.id, providerId: null },
      data: { providerId: sid, ...(from === null ? {} : { fromAddress: from }) },
    })
    await applyDeliveryStatus(tx, { outboxId: row.id, status, errorCode, at })
    return 'taken'
  })
}
