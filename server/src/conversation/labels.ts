import type { Tenant } from '../db/for-tenant.ts'
import { isUniqueViolation } from '../db/errors.ts'
import { notifyDesk } from '../db/notify.ts'
import { loadMember, recordAct, type PeopleDependencies } from './people.ts'

type Context = Pick<PeopleDependencies, 'now'>

/** A new label of the spa's. Null when it has one of this name, or the name is empty. */
export async function createLabel(
  tenant: Tenant,
  { now }: Context,
  options: { memberId: string; name: string; tone?: string },
): Promise<{ labelId: string } | null> {
  const name = options.name.replaceAll(/\s+/g, ' ').trim().slice(0, 40)
  if (name === '') return null
  try {
    return await tenant.transaction(async (tx) => {
      const member = await loadMember(tx, options.memberId)
      const { id } = await tx.label.create({ data: { name, tone: options.tone ?? 'neutral' }, select: { id: true } })
      await tx.auditEntry.create({
        data: {
          at: now,
          actor: member.actor,
          action: 'label.created',
          subjectType: 'label',
          subjectId: id,
          data: { name },
        },
      })
      await notifyDesk(tx)
      return { labelId: id }
    })
  } catch (error) {
    if (isUniqueViolation(error)) return null
    throw error
  }
}

/** Takes a label away, from all conversations that have it. False when there is none. */
export async function deleteLabel(
  tenant: Tenant,
  { now }: Context,
  options: { memberId: string; labelId: string },
): Promise<boolean> {
  const { memberId, labelId } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const label = await tx.label.findFirst({ where: { id: labelId } })
    if (!label) return false
    await tx.label.deleteMany({ where: { id: labelId } })
    const data = { name: label.name }
    await tx.auditEntry.create({
      data: { at: now, actor: member.actor, action: 'label.deleted', subjectType: 'label', subjectId: labelId, data },
    })
    await notifyDesk(tx)
    return true
  })
}

/** Puts a label on a conversation, or takes it off. False when there is no such label or conversation. */
export async function setLabel(
  tenant: Tenant,
  { now }: Context,
  options: { conversationId: string; memberId: string; labelId: string; isOn: boolean },
): Promise<boolean> {
  const { conversationId, memberId, labelId, isOn } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const label = await tx.label.findFirst({ where: { id: labelId } })
    if (!label || (await tx.conversation.count({ where: { id: conversationId } })) === 0) return false
    const { count } = isOn
      ? await tx.conversationLabel.createMany({ data: [{ conversationId, labelId }], skipDuplicates: true })
      : await tx.conversationLabel.deleteMany({ where: { conversationId, labelId } })
    if (count > 0) {
      const action = isOn ? 'labelled' : 'unlabelled'
      await recordAct(tx, { conversationId, member, action, data: { label: label.name }, now, isQuiet: true })
    }
    return true
  })
}
