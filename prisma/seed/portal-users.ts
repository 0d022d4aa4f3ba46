import { hashPassword } from 'better-auth/crypto'
import type { PrismaClient } from '../../server/src/db/client.ts'
import type { TenantTransaction } from '../../server/src/db/for-tenant.ts'
import type { Random } from './random.ts'
import type { SpaDefinition } from './spa-definition.ts'

/** What every demo account is opened with. The demo lives on one machine; real accounts are not made here. */
export const demoPassword = 'demo-front-desk'
export const agencyUser = { email: 'agency@northstar.example', name: 'Noor Haddad' }
const agency = { id: '0198c3a0-0000-7000-8000-0000000a9e0c', name: 'Northstar' }

/** Accounts that can sign in, with passwords hashed as better-auth hashes them. Those that are there stay as they are. */
export async function createUsers(prisma: PrismaClient, spas: SpaDefinition[]): Promise<void> {
  await prisma.agency.createMany({ data: [agency], skipDuplicates: true })
  const wanted = [...spas.flatMap((spa) => spa.staff), agencyUser]
  const there = await prisma.user.findMany({ where: { email: { in: wanted.map((user) => user.email) } } })
  const missing = wanted.filter((user) => !there.some(({ email }) => email === user.email))
  const accounts = await Promise.all(
    missing.map(async ({ email, name }) => ({
      id: userId(email),
      email,
      name,
      password: await hashPassword(demoPassword),
    })),
  )
  await prisma.$transaction([
    prisma.user.createMany({ data: accounts.map(({ id, email, name }) => ({ id, email, name, emailVerified: true })) }),
    prisma.account.createMany({
      data: accounts.map(({ id, password }) => ({
        id: `credential-${id}`,
        accountId: id,
        providerId: 'credential',
        userId: id,
        password,
      })),
    }),
  ])
}

/** Who of them works for this spa, the agency included. */
export async function createMemberships(
  tx: TenantTransaction,
  options: { spa: SpaDefinition; random: Random; since: Date },
): Promise<void> {
  const { spa, random, since } = options
  const members = [...spa.staff, { ...agencyUser, role: 'agency' as const }]
  await tx.membership.createMany({
    data: members.map(({ email, role }) => ({
      id: random.uuid(since),
      userId: userId(email),
      role,
      agencyName: role === 'agency' ? agency.name : null,
      createdAt: since,
    })),
  })
  await tx.agencyTenant.create({ data: { agencyId: agency.id, createdAt: since } })
}

function userId(email: string): string {
  return `demo-${email.replaceAll(/[@.]/g, '-')}`
}
