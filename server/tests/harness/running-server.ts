import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { hashPassword } from 'better-auth/crypto'
import { createApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createContext, type Context, type Parts } from '../../src/context.ts'
import type { PrismaClient } from '../../src/db/client.ts'
import type { MembershipRole } from '../../src/db/generated/client.ts'
import type { Tenant } from '../../src/db/for-tenant.ts'
import { createLogger } from '../../src/log.ts'
import { testKeys } from './minimal-spa.ts'

export const password = 'correct horse battery'

export interface RunningServer {
  url: string
  context: Context
  /** Every line that was logged, as it was written. */
  log: string[]
  /** Lines that say something unexpected happened. */
  errors(): string[]
  /** The cookie of a signed-in person. */
  signIn(email: string): Promise<string>
  close(): Promise<void>
}

/** The real server on a free port, against a test's own database. */
export async function runServer(options: {
  databaseUrl: string
  parts?: Partial<Parts>
  environment?: Record<string, string>
}): Promise<RunningServer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const log: string[] = []
  const logger = createLogger({ level: 'debug', destination: { write: (line) => void log.push(line) } })
  const config = readConfig({
    DATABASE_URL: options.databaseUrl,
    PORT: String(port),
    PUBLIC_BASE_URL: url,
    AUTH_SECRET: 'a-secret-for-tests-only-0123456789',
    ENCRYPTION_KEYS: testKeys,
    ...options.environment,
  })
  const context = await createContext(config, { logger, ...options.parts })
  server.on('request', createApp(context))
  context.sockets.attach(server)
  return {
    url,
    context,
    log,
    errors: () => log.filter((line) => /"level":"(error|fatal)"/.test(line)),
    signIn: (email) => signIn(url, email),
    async close() {
      server.close()
      await context.close()
      server.closeAllConnections()
    },
  }
}

let signInCount = 0

async function signIn(url: string, email: string): Promise<string> {
  // Each from an address of its own: attempts are counted by address.
  signInCount += 1
  const response = await fetch(`${url}/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url, 'x-forwarded-for': `198.51.100.${signInCount}` },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** Somebody who can sign in, and works for these spas. */
export async function createPerson(
  prisma: PrismaClient,
  options: { email: string; spas: { tenant: Tenant; role: MembershipRole }[] },
): Promise<{ id: string }> {
  const id = `user-${options.email}`
  await prisma.user.create({ data: { id, name: 'Test Person', email: options.email, emailVerified: true } })
  await prisma.account.create({
    data: {
      id: `account-${id}`,
      accountId: id,
      providerId: 'credential',
      userId: id,
      password: await hashPassword(password),
    },
  })
  for (const { tenant, role } of options.spas) await tenant.db.membership.create({ data: { userId: id, role } })
  return { id }
}

/** The body of an answer, for assertions. */
export async function bodyOf(response: Response): Promise<any> {
  return response.json()
}
