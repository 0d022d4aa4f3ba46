import { createHash, randomBytes } from 'node:crypto'
import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import { newId } from '../../db/new-id.ts'
import { notifyDesk } from '../../db/notify.ts'
import { grantableBy } from './may-grant.ts'
import { checkProvider, placeOf, teamLock, type Acting, type TeamOutcome, type WantedRole } from './members.ts'

const DAY_MS = 24 * 60 * 60_000
/** How long an invitation stands. */
export const INVITATION_LIFETIME_MS = 7 * DAY_MS

/** Queues the mail with the link, in the transaction that makes the invitation. */
export type SendInvitation = (
  tx: TenantTransaction,
  mail: { tenantId: string; invitationId: string; token: string },
) => Promise<void>

/** Only its hash is kept: who reads the table cannot open the link. */
export function invitationHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Invites an address; whoever was invited before under the same one gets the new role and a new link. */
export async function invite(
  tenant: Tenant,
  asked: { by: Acting; email: string; wanted: WantedRole; now: Date; send: SendInvitation },
): Promise<TeamOutcome<{ invitationId: string }>> {
  const { by, email, wanted, now, send } = asked
  if (!grantableBy(by.role).includes(wanted.role)) return { ok: false, reason: 'above_you' }
  return tenant.transaction(
    async (tx) => {
      const member = await tx.membership.findFirst({ where: { endedAt: null, user: { email } }, select: { id: true } })
      if (member) return { ok: false, reason: 'already_member' }
      const wrong = await checkProvider(tx, { ...wanted, membershipId: null })
      if (wrong) return { ok: false, reason: wrong }
      const before = await tx.invitation.findFirst({ where: { email } })
      if (before && !grantableBy(by.role).includes(before.role)) return { ok: false, reason: 'above_you' }
      const token = randomBytes(32).toString('base64url')
      const data = { ...placeOf(wanted), ...linkOf(token, now), invitedBy: by.userId }
      const id = before?.id ?? newId()
      if (before) await tx.invitation.updateMany({ where: { id }, data })
      else await tx.invitation.create({ data: { id, email, ...data } })
      await record(tx, { by, action: 'invitation.sent', id, data: { email, role: wanted.role } })
      await send(tx, { tenantId: tenant.id, invitationId: id, token })
      await notifyDesk(tx)
      return { ok: true, invitationId: id }
    },
    { lock: teamLock },
  )
}

/** Sends a new link, for another week; the one before opens nothing any more. */
export async function inviteAgain(
  tenant: Tenant,
  { by, invitationId, now, send }: { by: Acting; invitationId: string; now: Date; send: SendInvitation },
): Promise<TeamOutcome> {
  return tenant.transaction(
    async (tx) => {
      const invitation = await tx.invitation.findFirst({ where: { id: invitationId } })
      if (!invitation) return { ok: false, reason: 'not_found' }
      if (!grantableBy(by.role).includes(invitation.role)) return { ok: false, reason: 'above_you' }
      const token = randomBytes(32).toString('base64url')
      await tx.invitation.updateMany({
        where: { id: invitationId },
        data: { ...linkOf(token, now), invitedBy: by.userId },
      })
      await record(tx, { by, action: 'invitation.sent_again', id: invitationId })
      await send(tx, { tenantId: tenant.id, invitationId, token })
      return { ok: true }
    },
    { lock: teamLock },
  )
}

/** Takes an invitation back: its link opens nothing any more. */
export async function revokeInvitation(
  tenant: Tenant,
  { by, invitationId }: { by: Acting; invitationId: string },
): Promise<TeamOutcome> {
  return tenant.transaction(
    async (tx) => {
      const invitation = await tx.invitation.findFirst({ where: { id: invitationId } })
      if (!invitation) return { ok: false, reason: 'not_found' }
      if (!grantableBy(by.role).includes(invitation.role)) return { ok: false, reason: 'above_you' }
      await tx.invitation.deleteMany({ where: { id: invitationId } })
      await record(tx, { by, action: 'invitation.revoked', id: invitationId, data: { email: invitation.email } })
      await notifyDesk(tx)
      return { ok: true }
    },
    { lock: teamLock },
  )
}

/** Makes whoever holds the link a member. Once: a second time there is no such invitation. */
export async function acceptInvitation(
  tenant: Tenant,
  { userId, tokenHash, now }: { userId: string; tokenHash: string; now: Date },
): Promise<TeamOutcome> {
  return tenant.transaction(
    async (tx) => {
      const invitation = await tx.invitation.findFirst({ where: { tokenHash, expiresAt: { gt: now } } })
      if (!invitation) return { ok: false, reason: 'not_found' }
      const before = await tx.membership.findFirst({ where: { userId } })
      const isMember = before !== null && before.endedAt === null
      if (isMember) {
        await tx.invitation.deleteMany({ where: { id: invitation.id } })
        return { ok: true }
      }
      const wrong = await checkProvider(tx, { ...invitation, membershipId: before?.id ?? null })
      if (wrong) return { ok: false, reason: wrong }
      const place = { ...placeOf(invitation), endedAt: null }
      const id = before?.id ?? newId()
      if (before) await tx.membership.updateMany({ where: { id }, data: place })
      else await tx.membership.create({ data: { id, userId, ...place } })
      await tx.invitation.deleteMany({ where: { id: invitation.id } })
      await tx.auditEntry.create({
        data: {
          actor: `user:${userId}`,
          action: 'member.joined',
          subjectType: 'membership',
          subjectId: id,
          data: { role: invitation.role, invitedBy: invitation.invitedBy },
        },
      })
      await notifyDesk(tx)
      return { ok: true }
    },
    { lock: teamLock },
  )
}

function linkOf(token: string, now: Date) {
  return {
    tokenHash: invitationHash(token),
    sentAt: now,
    expiresAt: new Date(now.getTime() + INVITATION_LIFETIME_MS),
  }
}

async function record(
  tx: TenantTransaction,
  { by, action, id, data = {} }: { by: Acting; action: string; id: string; data?: object },
): Promise<void> {
  await tx.auditEntry.create({
    data: { actor: `user:${by.userId}`, action, subjectType: 'invitation', subjectId: id, data },
  })
}
