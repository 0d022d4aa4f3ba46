import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { raiseTask } from '../../tasks.ts'

/** No person answers an email that often; a machine that does not say that it is one does. */
const MOST_ANSWERS = 8
const WITHIN_MS = 30 * 60_000

/**
 * True when Ava has answered so often in this thread of late that it must be a machine on the other side.
 * The first time, a person gets to know.
 */
export async function isEndless(
  tx: TenantTransaction,
  { conversationId, now }: { conversationId: string; now: Date },
): Promise<boolean> {
  const since = new Date(now.getTime() - WITHIN_MS)
  const answers = await tx.communicationMessage.count({
    where: { conversationId, channel: 'email', direction: 'outbound', author: 'ava', sentAt: { gte: since } },
  })
  if (answers < MOST_ANSWERS) return false
  await raiseTask(tx, {
    kind: 'hand_over',
    subjectKey: `endless:${conversationId}`,
    title: 'Emails go back and forth without end',
    conversationId,
    data: { reason: 'A machine may be answering. Ava has stopped answering it.' },
  })
  return true
}
