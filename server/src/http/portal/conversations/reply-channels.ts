import type { Channel, IdentityKind, MessageAuthor } from '../../../db/generated/client.ts'

export type ReplyChannel = 'chat' | 'sms' | 'email'

/** Over what a person may write in this conversation: first where the customer wrote last, for that is where they look. */
export function replyChannels(row: {
  channel: Channel
  channels: Channel[]
  theirAddress: string | null
  customer: { identities: { kind: IdentityKind }[] } | null
  /** Newest first. */
  messages: { author: MessageAuthor; channel: Channel }[]
}): ReplyChannel[] {
  const kinds = new Set(row.customer?.identities.map(({ kind }) => kind))
  const isEmail = row.theirAddress?.includes('@') ?? false
  const possible: Record<ReplyChannel, boolean> = {
    chat: row.channels.some((channel) => channel === 'chat' || channel === 'voice'),
    sms: kinds.has('phone') || (row.theirAddress !== null && !isEmail),
    email: kinds.has('email') || isEmail,
  }
  const order: ReplyChannel[] = ['chat', 'sms', 'email']
  const last = row.messages.find(({ author }) => author === 'customer')?.channel ?? row.channel
  return order.filter((channel) => possible[channel]).sort((a, b) => Number(b === last) - Number(a === last))
}
