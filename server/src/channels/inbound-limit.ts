import type { TenantTransaction } from '../db/for-tenant.ts'
import type { SeenMessage } from './sms/loops.ts'
import { LOOP_MESSAGES, LOOP_WINDOW_MS } from './sms/loops.ts'
import { raiseTask } from './tasks.ts'

const WINDOW_MS = 5 * 60_000
/** More than this from one person in five minutes is not a conversation. */
const MOST = { sms: 30, email: 15 } as const

/**
 * What was written in a thread over a channel lately, newest first: by it both floods and machines are told. To be
 * asked before a message is added, in the transaction that found the thread: its lock makes the counts right
 * however many come at once, in whichever process.
 */
export function recentMessages(
  tx: TenantTransaction,
  { conversationId, channel, now }: { conversationId: string; channel: 'sms' | 'email'; now: Date },
): Promise<SeenMessage[]> {
  return tx.communicationMessage.findMany({
    where: { conversationId, channel, sentAt: { gt: new Date(now.getTime() - LOOP_WINDOW_MS) } },
    // The newest alone: a thread may be long.
    orderBy: { position: 'desc' },
    take: LOOP_MESSAGES,
    select: { direction: true, author: true, text: true, sentAt: true },
  })
}

/**
 * True when too much comes in this thread: what comes now is stored, but not answered, until five minutes have
 * passed without so much. People get one task about it.
 */
export async function isFlood(
  tx: TenantTransaction,
  thread: {
    conversationId: string
    channel: 'sms' | 'email'
    from: string
    recent: readonly SeenMessage[]
    now: Date
  },
): Promise<boolean> {
  const { conversationId, channel, from, recent, now } = thread
  const came = recent.filter(
    ({ direction, sentAt }) => direction === 'inbound' && now.getTime() - sentAt.getTime() < WINDOW_MS,
  )
  if (came.length < MOST[channel]) return false
  await raiseTask(tx, {
    kind: 'hand_over',
    subjectKey: `flood:${conversationId}`,
    title: `Too many ${channel === 'sms' ? 'texts' : 'emails'} in a few minutes: Ava does not answer them`,
    conversationId,
    data: { reason: `More than ${MOST[channel]} in 5 minutes`, [channel === 'sms' ? 'phone' : 'email']: from },
  })
  return true
}
