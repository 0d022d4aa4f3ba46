import type { Tenant } from '../db/for-tenant.ts'
import { notifyDesk } from '../db/notify.ts'
import { storableText } from '../db/storable-text.ts'
import { loadMember, type PeopleDependencies } from './people.ts'

type Context = Pick<PeopleDependencies, 'now'>

/** The spa's ready-made words, by what is typed to find them. */
export async function listCannedReplies(tenant: Tenant): Promise<{ id: string; shortcut: string; text: string }[]> {
  return tenant.db.cannedReply.findMany({
    orderBy: { shortcut: 'asc' },
    select: { id: true, shortcut: true, text: true },
  })
}

export type SaveCannedReplyResult = { ok: true; id: string } | { ok: false; reason: 'empty' }

/** Keeps ready-made words under a shortcut, in place of what stood under it. */
export async function saveCannedReply(
  tenant: Tenant,
  { now }: Context,
  options: { memberId: string; shortcut: string; text: string },
): Promise<SaveCannedReplyResult> {
  const shortcut = storableText(options.shortcut)
    .trim()
    .replace(/^\/+/, '')
    .replaceAll(/\s+/g, '-')
    .toLowerCase()
    .slice(0, 40)
  const text = storableText(options.text).trim().slice(0, 2_000)
  if (shortcut === '' || text === '') return { ok: false, reason: 'empty' }
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, options.memberId)
    const { id } = await tx.cannedReply.upsert({
      where: { tenantId_shortcut: { tenantId: tenant.id, shortcut } },
      create: { shortcut, text },
      update: { text },
      select: { id: true },
    })
    const subject = { subjectType: 'canned_reply', subjectId: id, data: { shortcut } }
    await tx.auditEntry.create({ data: { at: now, actor: member.actor, action: 'canned_reply.saved', ...subject } })
    await notifyDesk(tx)
    return { ok: true, id }
  })
}

/** False when there is none. */
export async function deleteCannedReply(
  tenant: Tenant,
  { now }: Context,
  options: { memberId: string; id: string },
): Promise<boolean> {
  const { memberId, id } = options
  return tenant.transaction(async (tx) => {
    const member = await loadMember(tx, memberId)
    const { count } = await tx.cannedReply.deleteMany({ where: { id } })
    if (count === 0) return false
    const subject = { subjectType: 'canned_reply', subjectId: id }
    await tx.auditEntry.create({ data: { at: now, actor: member.actor, action: 'canned_reply.deleted', ...subject } })
    await notifyDesk(tx)
    return true
  })
}
