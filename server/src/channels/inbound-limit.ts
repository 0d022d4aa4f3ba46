import type { TenantTransaction } from '../db/for-tenant.ts'
import { raiseTask } from './tasks.ts'

const WINDOW_MS = 5 * 60_000
/** More than this from one person in five minutes is not a conversation. */
const MOST = { sms: 30, email: 15 } as const

/**
 * True when too much comes in this thread: what comes now is stored, but not answered, until five minutes have
 * passed without so much. People get one task about it. To be asked before the message is added, in the
 * transaction that found the thread: its lock makes the count right however many come at once, in
 * whichever process.
 */
export async function isFlood(
  tx: TenantTransaction,
  { conversationId, channel, from, now }: { conversationId: string; channel: 'sms' | 'email'; from: string; now: Date },
): Promise<boolean> {
  // The newest alone: a thread may be long.
  const newest = await tx.communicationMessage.findMany({
    where: { conversationId, channel, direction: 'inbound' },
    orderBy: { position: 'desc' },
    take: MOST[channel],
    select: { sentAt: true },
  })
  const oldest = newest.at(-1)
  if (newest.length < MOST[channel] || !oldest || now.getTime() - oldest.sentAt.getTime() >= WINDOW_MS) return false
  await raiseTask(tx, {
    kind: 'hand_over',
    subjectKey: `flood:${conversationId}`,
    title: `Too many ${channel === 'sms' ? 'texts' : 'emails'} in a few minutes: Ava does not answer them`,
    conversationId,
    data: { reason: `More than ${MOST[channel]} in 5 minutes`, [channel === 'sms' ? 'phone' : 'email']: from },
  })
  return true
}
