import type { TenantTransaction } from '../../../db/for-tenant.ts'
import { isFlood, recentMessages } from '../../inbound-limit.ts'
import { looksLikeLoop } from '../../sms/loops.ts'
import { raiseTask } from '../../tasks.ts'

/**
 * True when too much comes in this thread, or a machine that does not say that it is one must be at the other end: it
 * is not answered any more, and a person gets to know.
 */
export async function isEndless(
  tx: TenantTransaction,
  { conversationId, sender, text, now }: { conversationId: string; sender: string; text: string; now: Date },
): Promise<boolean> {
  const recent = await recentMessages(tx, { conversationId, channel: 'email', now })
  if (await isFlood(tx, { conversationId, channel: 'email', from: sender, recent, now })) return true
  const why = looksLikeLoop(recent, { text, now })
  if (why === null) return false
  await raiseTask(tx, {
    kind: 'hand_over',
    subjectKey: `loop:${conversationId}`,
    title: 'A machine seems to answer our emails: Ava has stopped, please have a look',
    conversationId,
    data: { reason: why === 'fast' ? 'Too many emails in a short time' : 'The same email again and again' },
  })
  return true
}
