import type { ChannelSettingRequest, SenderRequest } from '@ava/protocol/portal/messaging.ts'
import type { Tenant } from '../../../db/for-tenant.ts'
import { notifyDesk } from '../../../db/notify.ts'

/** How Ava answers on one channel from now on. What she has begun to answer already is not taken back. */
export async function saveChannelSetting(
  tenant: Tenant,
  { setting, actor }: { setting: ChannelSettingRequest; actor: string },
): Promise<void> {
  const { channel, ...data } = setting
  await tenant.transaction(async (tx) => {
    await tx.channelSetting.upsert({
      where: { tenantId_channel: { tenantId: tenant.id, channel } },
      create: setting,
      update: data,
    })
    const subject = { subjectType: 'tenant', subjectId: tenant.id }
    await tx.auditEntry.create({ data: { actor, action: 'channel.saved', ...subject, data: setting } })
    await notifyDesk(tx)
  })
}

export async function setNamesTreatments(
  tenant: Tenant,
  { namesTreatments, actor }: { namesTreatments: boolean; actor: string },
): Promise<void> {
  await tenant.transaction(async (tx) => {
    await tx.tenant.updateMany({ data: { namesTreatments } })
    const subject = { subjectType: 'tenant', subjectId: tenant.id }
    await tx.auditEntry.create({
      data: { actor, action: 'messages.names_treatments', ...subject, data: { namesTreatments } },
    })
    await notifyDesk(tx)
  })
}

/** From whom the mails of one of the spa's addresses are, and what stands below them. False when it has no such address. */
export async function setSender(
  tenant: Tenant,
  { addressId, sender, actor }: { addressId: string; sender: SenderRequest; actor: string },
): Promise<boolean> {
  const data = { senderName: sender.senderName || null, signature: sender.signature.replaceAll('\r\n', '\n') || null }
  return tenant.transaction(async (tx) => {
    const { count } = await tx.channelAddress.updateMany({ where: { id: addressId, channel: 'email' }, data })
    if (count === 0) return false
    const subject = { subjectType: 'channel_address', subjectId: addressId }
    await tx.auditEntry.create({ data: { actor, action: 'address.sender', ...subject, data } })
    await notifyDesk(tx)
    return true
  })
}
