import { hashPassword } from 'better-auth/crypto'
import type { Account } from '@ava/protocol/portal/account.ts'
import type { PrismaClient } from '../db/client.ts'
import { newId } from '../db/new-id.ts'
import { SESSION_IDLE_MS, type PortalSession } from './portal-session.ts'

/** People's own accounts, as far as the sign-in service does not see to them itself. */
export interface AccountStore {
  read(session: PortalSession): Promise<Account>
  rename(session: PortalSession, name: string): Promise<void>
  /** False when there is no such session of theirs (any more). */
  endOne(session: PortalSession, sessionId: string): Promise<boolean>
  endOthers(session: PortalSession): Promise<void>
  nameOf(userId: string): Promise<string | null>
  isRegistered(email: string): Promise<boolean>
  /** An account whose address is known to be theirs; null when it has one already. */
  create(person: { email: string; name: string; password: string }): Promise<{ userId: string } | null>
}

export function createAccountStore(deps: { database: PrismaClient; clock: () => Date }): AccountStore {
  const { database, clock } = deps
  return {
    async read({ id, user }) {
      const now = clock()
      const [row, sessions] = await Promise.all([
        database.user.findUniqueOrThrow({
          where: { id: user.id },
          include: { passkeys: { orderBy: { createdAt: 'asc' } } },
        }),
        database.session.findMany({
          // Those that a next request would still find.
          where: {
            userId: user.id,
            expiresAt: { gt: now },
            updatedAt: { gt: new Date(now.getTime() - SESSION_IDLE_MS) },
          },
          orderBy: { updatedAt: 'desc' },
        }),
      ])
      return {
        name: row.name,
        email: row.email,
        hasTwoFactor: row.twoFactorEnabled ?? false,
        passkeys: row.passkeys.map((passkey) => ({
          id: passkey.id,
          name: passkey.name,
          addedAt: passkey.createdAt?.toISOString() ?? null,
        })),
        sessions: sessions.map((session) => ({
          id: session.id,
          userAgent: session.userAgent,
          // This machine's own, as the sign-in service shortens it.
          ipAddress: /^[0:]*$/.test(session.ipAddress ?? '') ? null : session.ipAddress,
          signedInAt: session.createdAt.toISOString(),
          lastSeenAt: session.updatedAt.toISOString(),
          isThisOne: session.id === id,
        })),
      }
    },
    async rename({ user }, name) {
      await database.user.update({ where: { id: user.id }, data: { name } })
    },
    async endOne({ user }, sessionId) {
      const { count } = await database.session.deleteMany({ where: { id: sessionId, userId: user.id } })
      return count > 0
    },
    async endOthers({ id, user }) {
      await database.session.deleteMany({ where: { userId: user.id, id: { not: id } } })
    },
    async nameOf(userId) {
      return (await database.user.findUnique({ where: { id: userId }, select: { name: true } }))?.name ?? null
    },
    async isRegistered(email) {
      return (await database.user.count({ where: { email } })) > 0
    },
    async create({ email, name, password }) {
      const userId = newId()
      const hashed = await hashPassword(password)
      return database.$transaction(async (tx) => {
        const { count } = await tx.user.createMany({
          data: [{ id: userId, name, email, emailVerified: true }],
          skipDuplicates: true,
        })
        if (count === 0) return null
        await tx.account.create({
          data: { id: newId(), accountId: userId, providerId: 'credential', userId, password: hashed },
        })
        return { userId }
      })
    },
  }
}
