import type { Tenant } from '../db/for-tenant.ts'
import type { Channel, ReplyMode } from '../db/generated/client.ts'

/** How the spa wants Ava to answer on a channel; by herself where nothing is set. */
export async function replyModeOf(tenant: Tenant, channel: Channel): Promise<ReplyMode> {
  const setting = await tenant.db.channelSetting.findFirst({ where: { channel }, select: { replyMode: true } })
  return setting?.replyMode ?? 'auto'
}

/** Whether Ava takes calls. What she says is heard at once: there is nothing for a person to look at first. */
export async function takesCalls(tenant: Tenant): Promise<boolean> {
  return (await replyModeOf(tenant, 'voice')) === 'auto'
}
