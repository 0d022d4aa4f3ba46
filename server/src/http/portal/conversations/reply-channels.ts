import type { Channel, IdentityKind } from '../../../db/generated/client.ts'

export type ReplyChannel = 'chat' | 'sms' | 'email'

/** Over what a person may write in this conversation: where it went before first, then where the customer is known. */
export function replyChannels(row: {
  channel: Channel
  channels: Channel[]
  theirAddress: string | null
  customer: { identities: { kind: IdentityKind }[] } | null
}): ReplyChannel[] {
  const kinds = new Set(row.customer?.identities.map(({ kind }) => kind))
  const isEmail = row.theirAddress?.includes('@') ?? false
  const possible: Record<ReplyChannel, boolean> = {
    chat: row.channels.some((channel) => channel === 'chat' || channel === 'voice'),
    sms: kinds.has('phone') || (row.theirAddress !== null && !isEmail),
    email: kinds.has('email') || isEmail,
  }
  const order: ReplyChannel[] = ['chat', 'sms', 'email']
  const last = row.channels.at(-1)
  return order
    .filter((channel) => possible[channel])
    .sort((a, b) => Number(b === last || b === row.channel) - Number(a === last || a === row.channel))
}
