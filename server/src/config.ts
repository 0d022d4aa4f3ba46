/**
 * The environment, read once at the start and nowhere else. `.env` files are
 * the supervisor's business: here only what the process was given counts.
 */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { isLoopbackHost, originsOf } from './config-urls.ts'
import { readKeyring, type Keyring } from './db/sealing.ts'
import { readProviders, type ProviderConfigs } from './config-providers.ts'

export interface Config extends ProviderConfigs {
  isProduction: boolean
  port: number
  databaseUrl: string
  /** Where people reach this server, without a slash at the end. */
  publicBaseUrl: string
  /** The origins that are ours. On a machine of one's own, localhost and 127.0.0.1 are the same place. */
  ownOrigins: string[]
  authSecret: string
  /** True when AUTH_SECRET was not given: everybody has to sign in again after a restart. */
  isAuthSecretTemporary: boolean
  /** Wraps the spas' own keys. Without ENCRYPTION_KEYS a temporary one: what it sealed does not open after a restart. */
  keyring: Keyring
  isKeyringTemporary: boolean
  logLevel: string
  /** Express's `trust proxy`: how many proxies in front of us write X-Forwarded-For, or their addresses. */
  trustProxy: number | string | false
  /** Lets somebody who is not on this machine read /metrics. */
  metricsToken: string | null
  limits: Limits
}

/** How much one visitor, one address and one spa may use before they are asked to wait. */
export interface Limits {
  sessionsPerIpPerMinute: number
  sessionsPerTenantPerMinute: number
  socketsPerIp: number
  socketsPerTenant: number
}

/** Everything that is wrong with the environment, as sentences. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      `Ava cannot start: ${problems.length === 1 ? 'one setting is' : `${problems.length} settings are`} wrong.\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

// An empty value in an .env file means "not set".
const text = z.preprocess((value) => (value === '' ? undefined : value), z.string().optional())
const whole = (name: string, fallback: number, least = 1, most = 1_000_000) =>
  z.preprocess(
    (value) => (value === '' || value === undefined ? fallback : value),
    z.coerce
      .number(`${name} is a whole number, such as ${fallback}.`)
      .int(`${name} is a whole number, such as ${fallback}.`)
      .min(least, `${name} is at least ${least}.`)
      .max(most, `${name} is at most ${most}.`),
  )

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const Environment = z.object({
  NODE_ENV: text,
  PORT: whole('PORT', 3000, 0, 65_535),
  SANDBOX_PORT: whole('SANDBOX_PORT', 3001, 1, 65_535),
  DATABASE_URL: text,
  PUBLIC_BASE_URL: text,
  AUTH_SECRET: text,
  ENCRYPTION_KEYS: text,
  LOG_LEVEL: z.preprocess(
    (value) => (value === '' || value === undefined ? 'info' : value),
    z.enum(LOG_LEVELS, `LOG_LEVEL is one of ${LOG_LEVELS.join(', ')}.`),
  ),
  TRUST_PROXY: text,
  METRICS_TOKEN: text,
  LIMIT_SESSIONS_PER_IP: whole('LIMIT_SESSIONS_PER_IP', 40),
  LIMIT_SESSIONS_PER_SPA: whole('LIMIT_SESSIONS_PER_SPA', 600),
  LIMIT_SOCKETS_PER_IP: whole('LIMIT_SOCKETS_PER_IP', 50),
  LIMIT_SOCKETS_PER_SPA: whole('LIMIT_SOCKETS_PER_SPA', 1_000),
})

/** Throws ConfigError, which names every mistake at once. */
export function readConfig(environment: Record<string, string | undefined> = process.env): Config {
  const problems: string[] = []
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) problems.push(...parsed.error.issues.map((issue) => issue.message))
  // What does not depend on the values that are wrong is checked all the same.
  const values = parsed.data ?? Environment.parse(withoutWrong(environment, parsed.error))
  const isProduction = values.NODE_ENV === 'production'

  const databaseUrl = readDatabaseUrl(values.DATABASE_URL, problems)
  const publicBaseUrl = readPublicBaseUrl(values, isProduction, problems)
  const providers = readProviders(environment, { isProduction, sandboxPort: values.SANDBOX_PORT, problems })
  const authSecret = readAuthSecret(values.AUTH_SECRET, isProduction, problems)
  const keyring = readEncryptionKeys(values.ENCRYPTION_KEYS, isProduction, problems)
  const trustProxy = readTrustProxy(values.TRUST_PROXY, problems)
  if (problems.length > 0) throw new ConfigError(problems)

  return {
    ...providers,
    isProduction,
    port: values.PORT,
    databaseUrl,
    publicBaseUrl,
    ownOrigins: originsOf(publicBaseUrl),
    authSecret,
    isAuthSecretTemporary: values.AUTH_SECRET === undefined,
    keyring,
    isKeyringTemporary: values.ENCRYPTION_KEYS === undefined,
    logLevel: values.LOG_LEVEL,
    trustProxy,
    metricsToken: values.METRICS_TOKEN ?? null,
    limits: {
      sessionsPerIpPerMinute: values.LIMIT_SESSIONS_PER_IP,
      sessionsPerTenantPerMinute: values.LIMIT_SESSIONS_PER_SPA,
      socketsPerIp: values.LIMIT_SOCKETS_PER_IP,
      socketsPerTenant: values.LIMIT_SOCKETS_PER_SPA,
    },
  }
}

function withoutWrong(environment: Record<string, string | undefined>, error: z.ZodError) {
  const wrong = new Set(error.issues.map((issue) => String(issue.path[0])))
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !wrong.has(name)))
}

function readDatabaseUrl(value: string | undefined, problems: string[]): string {
  if (value === undefined) {
    problems.push(
      'DATABASE_URL is missing. `npm start` brings its own PostgreSQL and sets it; otherwise give the URL of the application’s role.',
    )
    return ''
  }
  const protocol = URL.parse(value)?.protocol
  if (protocol !== 'postgres:' && protocol !== 'postgresql:') {
    problems.push('DATABASE_URL is not a PostgreSQL URL, such as postgresql://ava_app:secret@127.0.0.1:5432/ava.')
  }
  return value
}

function readPublicBaseUrl(
  values: { PUBLIC_BASE_URL?: string | undefined; PORT: number },
  isProduction: boolean,
  problems: string[],
): string {
  const value = values.PUBLIC_BASE_URL
  if (value === undefined) {
    if (isProduction) problems.push('PUBLIC_BASE_URL is missing: the https address at which people reach this server.')
    return `http://localhost:${values.PORT}`
  }
  const url = URL.parse(value)
  if (
    url === null ||
    (url.protocol !== 'https:' && url.protocol !== 'http:') ||
    url.pathname !== '/' ||
    url.search !== ''
  ) {
    problems.push('PUBLIC_BASE_URL is an address without a path, such as https://ava.example.com.')
    return `http://localhost:${values.PORT}`
  }
  if (isProduction && url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    problems.push('PUBLIC_BASE_URL has to be https in production: microphones and sign-in need it.')
  }
  return url.origin
}

function readAuthSecret(value: string | undefined, isProduction: boolean, problems: string[]): string {
  if (value === undefined) {
    if (isProduction)
      problems.push('AUTH_SECRET is missing: 32 random characters or more. `openssl rand -base64 32` makes one.')
    return randomBytes(32).toString('base64url')
  }
  if (value.length < 32)
    problems.push('AUTH_SECRET is too short: 32 random characters or more. `openssl rand -base64 32` makes one.')
  return value
}

function readEncryptionKeys(value: string | undefined, isProduction: boolean, problems: string[]): Keyring {
  const temporary = () => readKeyring(`temporary:${randomBytes(32).toString('base64')}`)
  if (value === undefined) {
    if (isProduction) {
      problems.push(
        'ENCRYPTION_KEYS is missing: what integrations and customers entrust us with is sealed by it. `echo "k1:$(openssl rand -base64 32)"` makes one.',
      )
    }
    return temporary()
  }
  try {
    return readKeyring(value)
  } catch (error) {
    problems.push((error as Error).message)
    return temporary()
  }
}

function readTrustProxy(value: string | undefined, problems: string[]): number | string | false {
  if (value === undefined || value === 'false' || value === '0') return false
  if (/^[1-9]\d?$/.test(value)) return Number(value)
  // `true` would let every client choose its own address, and with it its own rate limit.
  if (
    /^(loopback|linklocal|uniquelocal|[\da-f.:/]+)(\s*,\s*(loopback|linklocal|uniquelocal|[\da-f.:/]+))*$/i.test(value)
  )
    return value
  problems.push(
    'TRUST_PROXY is the number of proxies in front of this server (1, 2 …), or their addresses, such as “loopback, 10.0.0.0/8”.',
  )
  return false
}
