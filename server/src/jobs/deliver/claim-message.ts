import type { Tenant } from '../../db/for-tenant.ts'
import type { OutboxMessage } from '../../db/generated/client.ts'

/** Longer than a provider is waited for: whoever has been sending for longer than that is dead. */
export const SENDING_LEASE_MS = 25_000

/** The message as this process alone sends it now; null when another was faster. */
export async function claimMessage(
  tenant: Tenant,
  { message, from, now }: { message: OutboxMessage; from: string | null; now: Date },
): Promise<OutboxMessage | null> {
  const { id, status, attempts, sendingSince } = message
  return tenant.transaction(async (tx) => {
    const data = { status: 'sending' as const, attempts: attempts + 1, sendingSince: now, error: null }
    const fromAddress = from ?? message.fromAddress
    const { count } = await tx.outboxMessage.updateMany({
      where: { id, status, attempts, sendingSince },
      data: { ...data, fromAddress },
    })
    if (count === 0) return null
    await tx.communicationMessage.updateMany({
      where: { outboxId: id, deliveryStatus: { in: ['none', 'queued'] } },
      data: { deliveryStatus: 'sending' },
    })
    return { ...message, ...data, fromAddress }
  })
}
