import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import type { Logger } from 'pino'
import type { PrismaClient } from '../db/client.ts'

/** A session ends this long after sign-in, whatever happens in it. */
export const SESSION_LIFETIME_S = 12 * 60 * 60
/** Written by us for each request, so that nobody can choose the address their attempts are counted under. */
export const ADDRESS_HEADER = 'x-ava-client-address'

export type Auth = ReturnType<typeof createAuth>

/** Sign-in for the portal. Accounts are made by the spa or its agency, not by whoever comes along. */
export function createAuth(deps: {
  database: PrismaClient
  logger: Logger
  secret: string
  baseUrl: string
  trustedOrigins: string[]
}) {
  const { database, logger, secret, baseUrl, trustedOrigins } = deps
  return betterAuth({
    appName: 'Ava',
    baseURL: baseUrl,
    basePath: '/auth',
    secret,
    trustedOrigins,
    database: prismaAdapter(database, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
    },
    session: { expiresIn: SESSION_LIFETIME_S, disableSessionRefresh: true, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 120,
      customRules: { '/sign-in/email': { window: 60, max: 10 }, '/get-session': false },
    },
    advanced: {
      cookiePrefix: 'ava',
      // Said outright: left out, it depends on the name of the environment.
      disableOriginCheck: false,
      disableCSRFCheck: false,
      useSecureCookies: baseUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      // Its messages may carry what was typed: only their kind is kept.
      log: (level) =>
        logger[level === 'error' ? 'error' : 'warn']({ part: 'auth' }, 'sign-in service reported a problem'),
    },
  })
}
