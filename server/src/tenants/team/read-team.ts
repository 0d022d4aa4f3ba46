import type { Team } from '@ava/protocol/portal/team.ts'
import type { Tenant } from '../../db/for-tenant.ts'
import { grantableBy, mayManage } from './may-grant.ts'
import type { Acting } from './members.ts'

/** Everybody who works here or is asked to, as whoever looks may change them. */
export async function readTeam(tenant: Tenant, { by, now }: { by: Acting; now: Date }): Promise<Team> {
  return tenant.transaction(async (tx) => {
    const members = await tx.membership.findMany({
      where: { endedAt: null },
      include: { user: { select: { name: true, email: true, twoFactorEnabled: true } } },
      orderBy: { createdAt: 'asc' },
    })
    const invitations = await tx.invitation.findMany({ orderBy: { createdAt: 'asc' } })
    const providers = await tx.provider.findMany({
      where: { isActive: true },
      select: { id: true, displayName: true, membership: { select: { id: true } } },
      orderBy: { displayName: 'asc' },
    })
    return {
      members: members.map(({ id, userId, role, providerId, agencyName, createdAt, user }) => ({
        id,
        name: user.name,
        email: user.email,
        role,
        providerId,
        agencyName,
        hasTwoFactor: user.twoFactorEnabled ?? false,
        isYou: userId === by.userId,
        mayChange: mayManage(by.role, role),
        since: createdAt.toISOString(),
      })),
      invitations: invitations.map(({ id, email, role, providerId, agencyName, sentAt, expiresAt }) => ({
        id,
        email,
        role,
        providerId,
        agencyName,
        mayChange: mayManage(by.role, role),
        sentAt: sentAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        isExpired: expiresAt <= now,
      })),
      providers: providers.map(({ id, displayName, membership }) => ({
        id,
        name: displayName,
        membershipId: membership?.id ?? null,
      })),
      mayGrant: grantableBy(by.role),
    }
  })
}
