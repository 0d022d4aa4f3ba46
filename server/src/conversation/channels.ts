import type { TenantTransaction } from '../db/for-tenant.ts'
import type { Channel } from '../db/generated/client.ts'
import type { WrittenChannel } from './instructions.ts'

/** By which channel words are written to somebody who was last heard by this one. */
export function asChannel(channel: Channel): WrittenChannel {
  return channel === 'sms' || channel === 'email' ? channel : 'chat'
}

/** By which the person was last heard; the conversation's own when they have said nothing. */
export async function channelToAnswer(
  tx: TenantTransaction,
  options: { conversationId: string },
): Promise<WrittenChannel> {
  const { conversationId } = options
  const last = await tx.communicationMessage.findFirst({
    where: { conversationId, author: 'customer' },
    orderBy: { position: 'desc' },
    select: { channel: true },
  })
  if (last) return asChannel(last.channel)
  const row = await tx.conversation.findFirst({ where: { id: conversationId }, select: { channel: true } })
  return asChannel(row?.channel ?? 'chat')
}
