import type { PrismaClient } from './client.ts'
import type { MembershipRole } from './generated/enums.ts'
import type { Tenant } from './generated/client.ts'
import { storableText } from './storable-text.ts'

// The questions that come before a tenant is known. Each names to the database
// what it may see by (a site key, a signed-in person, an address that was written to), for one transaction.

/** The spa behind a snippet's site key; null when there is none. */
export async function findTenantBySiteKey(prisma: PrismaClient, siteKey: string): Promise<Tenant | null> {
  // It comes from outside: PostgreSQL would refuse some strings with an error, and none of those is a key.
  if (!/^[\w-]{1,64}$/.test(siteKey)) return null
  const [, tenant] = await prisma.$transaction([
    prisma.$executeRaw`select set_config('app.site_key', ${siteKey}, true)`,
    prisma.tenant.findUnique({ where: { siteKey } }),
  ])
  return tenant
}

export interface UserMembership {
  membershipId: string
  role: MembershipRole
  tenantId: string
  siteKey: string
  name: string
  timeZone: string
  providerId: string | null
  agencyName: string | null
}

/** The spas this person works for, by name. */
export async function membershipsOfUser(prisma: PrismaClient, userId: string): Promise<UserMembership[]> {
  const [, memberships] = await prisma.$transaction([
    prisma.$executeRaw`select set_config('app.user_id', ${userId}, true)`,
    prisma.membership.findMany({
      where: { userId, endedAt: null },
      include: { tenant: true },
      orderBy: { tenant: { name: 'asc' } },
    }),
  ])
  return memberships.map(({ id, role, tenant, providerId, agencyName }) => ({
    membershipId: id,
    role,
    tenantId: tenant.id,
    siteKey: tenant.siteKey,
    name: tenant.name,
    timeZone: tenant.timeZone,
    providerId,
    agencyName,
  }))
}

/** Which spa an invitation's link belongs to; null when there is none (any more). */
export async function findInvitation(prisma: PrismaClient, tokenHash: string): Promise<{ tenantId: string } | null> {
  const [, invitation] = await prisma.$transaction([
    prisma.$executeRaw`select set_config('app.invitation_hash', ${tokenHash}, true)`,
    prisma.invitation.findUnique({ where: { tokenHash }, select: { tenantId: true } }),
  ])
  return invitation
}

/** Ids of the spas that these numbers or addresses belong to, in their order; null for what is no spa's. */
export async function findAddresses(
  prisma: PrismaClient,
  { channel, values }: { channel: 'sms' | 'email'; values: readonly string[] },
): Promise<(string | null)[]> {
  const answers = await prisma.$transaction(
    values
      .map(storableText)
      .flatMap((value) => [
        prisma.$executeRaw`select set_config('app.channel_address', ${value}, true)`,
        prisma.channelAddress.findFirst({ where: { channel, value }, select: { tenantId: true } }),
      ]),
  )
  return answers.flatMap((answer) => (typeof answer === 'number' ? [] : [answer?.tenantId ?? null]))
}
