import type { ChannelSettingRequest, MessagingSetUp } from '@ava/protocol/portal/messaging.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { HELD } from '../../../messages/release-held.ts'
import { loadReminderRules } from '../../../scheduling/reminders/rules.ts'

const channels = ['chat', 'voice', 'sms', 'email'] as const

/** As in the schema: what counts where a spa has set nothing. */
const unset = {
  replyMode: 'auto',
  quietFromMin: 21 * 60,
  quietUntilMin: 8 * 60,
  asksSatisfaction: true,
  handsOverOutsideHours: false,
} as const satisfies Omit<ChannelSettingRequest, 'channel'>

export async function readMessagingSetUp(tenant: Tenant): Promise<MessagingSetUp> {
  const { db } = tenant
  const [settings, addresses, rules, services, spa, heldCount] = await Promise.all([
    db.channelSetting.findMany(),
    db.channelAddress.findMany({
      where: { channel: { in: ['sms', 'email'] } },
      orderBy: [{ channel: 'asc' }, { id: 'asc' }],
    }),
    loadReminderRules(tenant),
    db.service.findMany({ where: { isActive: true }, select: { id: true, name: true }, orderBy: { name: 'asc' } }),
    db.tenant.findFirstOrThrow({ select: { namesTreatments: true } }),
    db.outboxMessage.count({ where: { channel: 'sms', status: 'queued', error: HELD } }),
  ])
  return {
    channels: channels.map((channel) => {
      const { replyMode, quietFromMin, quietUntilMin, asksSatisfaction, handsOverOutsideHours } =
        settings.find((setting) => setting.channel === channel) ?? unset
      return { channel, replyMode, quietFromMin, quietUntilMin, asksSatisfaction, handsOverOutsideHours }
    }),
    addresses: addresses.map(({ id, channel, value, registration, senderName, signature }) => ({
      id,
      channel: channel === 'sms' ? 'sms' : 'email',
      value,
      registration,
      senderName,
      signature,
    })),
    rules: rules.map(({ serviceId, purpose, channel, offsetMin, isActive }) => ({
      serviceId,
      purpose,
      channel,
      offsetMin,
      isActive,
    })),
    services,
    namesTreatments: spa.namesTreatments,
    heldCount,
  }
}
