import { passkey } from '@better-auth/passkey'
import { betterAuth } from 'better-auth'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { APIError } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins'
import type { Logger } from 'pino'
import type { PrismaClient } from '../db/client.ts'
import type { AccountMail, MailLocale } from './account-mail.ts'

/** A session ends this long after sign-in, whatever happens in it. */
export const SESSION_LIFETIME_S = 12 * 60 * 60
/** How long the link of a mail opens something. */
const LINK_LIFETIME_S = 60 * 60
/** Written by us for each request, so that nobody can choose the address their attempts are counted under. */
export const ADDRESS_HEADER = 'x-ava-client-address'
/** The language of the page that asks, written by us. */
export const LOCALE_HEADER = 'x-ava-locale'

export type Auth = ReturnType<typeof createAuth>

/**
 * Sign-in for the portal. Anybody may have an account; it opens nothing until its address is confirmed,
 * and then the spas that it made or was invited to.
 */
export function createAuth(deps: {
  database: PrismaClient
  logger: Logger
  secret: string
  baseUrl: string
  trustedOrigins: string[]
  mail: AccountMail
}) {
  const { database, logger, secret, baseUrl, trustedOrigins, mail } = deps
  return betterAuth({
    appName: 'Ava',
    baseURL: baseUrl,
    basePath: '/auth',
    secret,
    trustedOrigins,
    database: prismaAdapter(database, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      requireEmailVerification: true,
      autoSignIn: false,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: LINK_LIFETIME_S,
      sendResetPassword: ({ user, token }, request) =>
        mail.send({ kind: 'reset-password', userId: user.id, locale: localeOf(request), token }),
      onPasswordReset: ({ user }, request) =>
        mail.send({ kind: 'password-changed', userId: user.id, locale: localeOf(request) }),
      // Whoever signs up cannot see whether the address is known; its owner is told.
      onExistingUserSignUp: ({ user }, request) =>
        mail.send({ kind: 'already-registered', userId: user.id, locale: localeOf(request) }),
    },
    emailVerification: {
      expiresIn: LINK_LIFETIME_S,
      sendOnSignUp: true,
      sendOnSignIn: true,
      // Not by the link: whoever sends somebody their own link must not put them into their account.
      autoSignInAfterVerification: false,
      sendVerificationEmail: ({ user, token }, request) =>
        mail.send({ kind: 'verify-email', userId: user.id, locale: localeOf(request), token }),
    },
    // Read in the database, a link that was asked for opens nothing.
    verification: { storeIdentifier: 'hashed' },
    plugins: [
      twoFactor({ issuer: 'Ava', backupCodeOptions: { amount: 10, length: 10, storeBackupCodes: 'encrypted' } }),
      passkey({
        rpName: 'Ava',
        rpID: new URL(baseUrl).hostname,
        origin: trustedOrigins,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        authentication: {
          // It stands for both steps, so it has to be more than having the device.
          afterVerification: ({ verification }) => {
            if (!verification.authenticationInfo.userVerified) throw new APIError('UNAUTHORIZED')
          },
        },
      }),
    ],
    session: { expiresIn: SESSION_LIFETIME_S, disableSessionRefresh: true, cookieCache: { enabled: false } },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 120,
      customRules: {
        '/sign-in/email': { window: 60, max: 10 },
        '/sign-up/email': { window: 600, max: 10 },
        '/send-verification-email': { window: 600, max: 10 },
        '/request-password-reset': { window: 600, max: 10 },
        '/reset-password': { window: 600, max: 10 },
        '/change-password': { window: 600, max: 10 },
        '/two-factor/*': { window: 60, max: 10 },
        '/passkey/*': { window: 60, max: 30 },
        '/get-session': false,
      },
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

function localeOf(request: Request | undefined): MailLocale {
  return request?.headers.get(LOCALE_HEADER) === 'es' ? 'es' : 'en'
}
