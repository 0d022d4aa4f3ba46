import type { TenantTransaction } from '../db/for-tenant.ts'
import { notifyConversation } from '../db/notify.ts'

/** Who is in a conversation beside whoever wrote last. */
export interface ThreadSides {
  /** A browser may open it (it holds the key). */
  hasBrowser: boolean
  /** The last word came by text or email. */
  isByLine: boolean
  /** Only the one side has ever spoken: the browser, or the texts and mails. */
  isAlone: boolean
}

export async function threadSides(tx: TenantTransaction, conversationId: string): Promise<ThreadSides> {
  const conversation = await tx.conversation.findFirst({
    where: { id: conversationId },
    select: { resumeKeyHash: true },
  })
  const last = await tx.communicationMessage.findFirst({
    where: { conversationId, author: 'customer' },
    orderBy: { position: 'desc' },
    select: { channel: true },
  })
  const hasBrowser = conversation?.resumeKeyHash != null
  const isByLine = last?.channel === 'sms' || last?.channel === 'email'
  const byLine = await tx.communicationMessage.findFirst({
    where: { conversationId, author: 'customer', channel: { in: ['sms', 'email'] } },
    select: { id: true },
  })
  return { hasBrowser, isByLine, isAlone: byLine === null || !hasBrowser }
}

/**
 * Shuts the browser out: it keeps what it has read, and begins a conversation of its own. The
 * open socket sees it by the change (channels/widget-eviction.ts).
 */
export async function shutBrowserOut(tx: TenantTransaction, conversationId: string): Promise<void> {
  await tx.conversation.updateMany({ where: { id: conversationId }, data: { resumeKeyHash: null } })
  await tx.widgetToken.deleteMany({ where: { conversationId } })
  await notifyConversation(tx, { conversationId })
}
