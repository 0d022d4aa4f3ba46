import type { Tenant, TenantTransaction } from '../../db/for-tenant.ts'
import type { MembershipRole } from '../../db/generated/enums.ts'
import { notifyDesk } from '../../db/notify.ts'
import { grantableBy, mayManage } from './may-grant.ts'

export type TeamRefusal =
  | 'not_found'
  /** Theirs is a role above that of whoever asks, or would become one. */
  | 'above_you'
  | 'last_owner'
  /** Somebody else has changed it since the page was loaded. */
  | 'stale'
  | 'provider_needed'
  | 'provider_taken'
  | 'unknown_provider'
  | 'already_member'

export type TeamOutcome<Data = object> = ({ ok: true } & Data) | { ok: false; reason: TeamRefusal }

export interface Acting {
  userId: string
  role: MembershipRole
}

export interface WantedRole {
  role: MembershipRole
  /** For the role provider: whose calendar is theirs. */
  providerId: string | null
  /** For the role agency. */
  agencyName: string | null
}

/** One after another in each spa: two owners who remove each other at once would leave none. */
export const teamLock = 'team'

/** Gives a member another role, or another calendar. `was` is the role that the page showed. */
export async function changeMember(
  tenant: Tenant,
  asked: { by: Acting; membershipId: string; was: MembershipRole; wanted: WantedRole },
): Promise<TeamOutcome> {
  const { by, membershipId, was, wanted } = asked
  return tenant.transaction(
    async (tx) => {
      const member = await tx.membership.findFirst({ where: { id: membershipId, endedAt: null } })
      if (!member) return refuse('not_found')
      if (member.role !== was) return refuse('stale')
      if (!mayManage(by.role, member.role) || !grantableBy(by.role).includes(wanted.role)) return refuse('above_you')
      if (member.role === 'owner' && wanted.role !== 'owner' && (await isLastOwner(tx))) return refuse('last_owner')
      const wrong = await checkProvider(tx, { ...wanted, membershipId })
      if (wrong) return refuse(wrong)
      await tx.membership.updateMany({ where: { id: membershipId }, data: placeOf(wanted) })
      await record(tx, {
        by,
        action: 'member.changed',
        membershipId,
        data: { before: { role: member.role, providerId: member.providerId }, after: placeOf(wanted) },
      })
      await notifyDesk(tx)
      return { ok: true }
    },
    { lock: teamLock },
  )
}

/** Ends a membership. What the person wrote and did stays, under their name. */
export async function removeMember(
  tenant: Tenant,
  { by, membershipId, now }: { by: Acting; membershipId: string; now: Date },
): Promise<TeamOutcome> {
  return tenant.transaction(
    async (tx) => {
      const member = await tx.membership.findFirst({ where: { id: membershipId, endedAt: null } })
      if (!member) return refuse('not_found')
      const isLeaving = member.userId === by.userId
      if (!isLeaving && !mayManage(by.role, member.role)) return refuse('above_you')
      if (member.role === 'owner' && (await isLastOwner(tx))) return refuse('last_owner')
      await tx.membership.updateMany({ where: { id: membershipId }, data: { endedAt: now, providerId: null } })
      // Nobody waits for somebody who is gone.
      await tx.conversation.updateMany({ where: { assignedToId: membershipId }, data: { assignedToId: null } })
      await record(tx, {
        by,
        action: isLeaving ? 'member.left' : 'member.removed',
        membershipId,
        data: { role: member.role },
      })
      await notifyDesk(tx)
      return { ok: true }
    },
    { lock: teamLock },
  )
}

/** What a role brings along, and nothing that belongs to another role. */
export function placeOf({ role, providerId, agencyName }: WantedRole): WantedRole {
  return {
    role,
    providerId: role === 'provider' ? providerId : null,
    agencyName: role === 'agency' ? agencyName : null,
  }
}

/** A provider's calendar belongs to one person, who is named by whoever gives them the role. */
export async function checkProvider(
  tx: TenantTransaction,
  { role, providerId, membershipId }: WantedRole & { membershipId: string | null },
): Promise<TeamRefusal | null> {
  if (role !== 'provider') return null
  if (providerId === null) return 'provider_needed'
  if ((await tx.provider.count({ where: { id: providerId } })) === 0) return 'unknown_provider'
  const holder = await tx.membership.findFirst({ where: { providerId }, select: { id: true } })
  return holder && holder.id !== membershipId ? 'provider_taken' : null
}

export async function record(
  tx: TenantTransaction,
  entry: { by: { userId: string }; action: string; membershipId: string; data?: object },
): Promise<void> {
  const { by, action, membershipId, data = {} } = entry
  await tx.auditEntry.create({
    data: { actor: `user:${by.userId}`, action, subjectType: 'membership', subjectId: membershipId, data },
  })
}

async function isLastOwner(tx: TenantTransaction): Promise<boolean> {
  return (await tx.membership.count({ where: { role: 'owner', endedAt: null } })) <= 1
}

function refuse(reason: TeamRefusal): { ok: false; reason: TeamRefusal } {
  return { ok: false, reason }
}
