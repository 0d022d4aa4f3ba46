import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { migrate } from '../prisma/migrate.ts'
import { readProviders } from '../server/src/config-providers.ts'
import { isSeeded, seed } from '../prisma/seed/seed.ts'
import { databaseFromEnvironment, startOwnDatabase } from './db/database-urls.ts'
import { requireFreePort, requireTwoPorts } from './ports.ts'
import { step } from './say.ts'
import { startService } from './service.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface Stack {
  url: string
  /** Null when every provider has its own key and nothing is stood in for. */
  sandboxUrl: string | null
  /** What the database's owner sees it as, for scripts and tests. */
  ownerUrl: string
  /** Resolves with a sentence when a part of it has ended by itself. */
  broken: Promise<string>
  /** Drains the server, then ends the sandbox and the database. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Everything that Ava runs on, in order: the database (embedded, unless the environment
 * names one), its migrations, the demo data on the embedded one's first start, the
 * sandbox for the providers without a key, and the server. Ends what it had started when a part fails.
 */
export async function startStack(options: {
  /** Database files, logs and secrets. */
  dataDir: string
  port: number
  sandboxPort: number
  env?: NodeJS.ProcessEnv
  /** Always a database of its own, whatever the environment names. */
  isOwnDatabase?: boolean
  /** More websites that may show the demo spas' widget. */
  extraOrigins?: string[]
  onServerLine?: (line: string) => void
}): Promise<Stack> {
  const { dataDir, port, sandboxPort } = options
  const running: { stop(): Promise<void> }[] = []
  const stopAll = async () => {
    for (const part of running.splice(0).reverse()) await part.stop()
  }
  try {
    await requireFreePort(port, { for: 'Ava', variable: 'PORT' })
    await mkdir(join(dataDir, 'log'), { recursive: true, mode: 0o700 })
    const named = options.isOwnDatabase ? undefined : databaseFromEnvironment()
    const urls = named ?? (await startDatabase(dataDir, running))

    await step('bringing the database up to date', () => migrate(urls))
    if (!named && !(await isSeeded(urls))) {
      await step('filling the database with two demo spas', () =>
        seed({ ...urls, today: new Date(), extraOrigins: [...originsFor(port), ...(options.extraOrigins ?? [])] }),
      )
    }

    const env: NodeJS.ProcessEnv = {
      DATABASE_URL: urls.appUrl,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      ...options.env,
    }
    if (!env['AUTH_SECRET'] && !process.env['AUTH_SECRET'] && process.env['NODE_ENV'] !== 'production') {
      env['AUTH_SECRET'] = await keptSecret(join(dataDir, 'auth-secret'))
    }
    if (!env['ENCRYPTION_KEYS'] && !process.env['ENCRYPTION_KEYS'] && process.env['NODE_ENV'] !== 'production') {
      env['ENCRYPTION_KEYS'] = `local:${await keptSecret(join(dataDir, 'encryption-key'))}`
    }
    const needsSandbox = sandboxedProviders({ ...process.env, ...env }).length > 0
    if (needsSandbox) {
      requireTwoPorts({ port, sandboxPort })
      await requireFreePort(sandboxPort, { for: 'the sandbox', variable: 'SANDBOX_PORT' })
    }
    // Side by side: the server needs the sandbox only once somebody talks.
    const starting = [
      startService({
        name: 'Ava',
        script: join(root, 'server/src/main.ts'),
        env,
        logFile: join(dataDir, 'log/server.log'),
        readyUrl: `http://127.0.0.1:${port}/readyz`,
        ...(options.onServerLine ? { onLine: options.onServerLine } : {}),
      }),
    ]
    if (needsSandbox) {
      starting.unshift(
        startService({
          name: 'The sandbox',
          script: join(root, 'sandbox/src/main.ts'),
          // Calendars live as long as the database that mirrors them.
          env: { ...env, SANDBOX_DATA_DIR: join(dataDir, 'sandbox') },
          logFile: join(dataDir, 'log/sandbox.log'),
          readyUrl: `http://127.0.0.1:${sandboxPort}/`,
        }),
      )
    }
    const started = await Promise.allSettled(starting)
    const services = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    running.push(...services)
    const failed = started.find((each) => each.status === 'rejected')
    if (failed) throw failed.reason

    const broken = Promise.race(
      services.map((service) => service.ended.then((how) => `${service.name} has ended by itself (${how}).`)),
    )
    let stopping: Promise<void> | undefined
    return {
      url: `http://localhost:${port}`,
      sandboxUrl: needsSandbox ? `http://127.0.0.1:${sandboxPort}` : null,
      ownerUrl: urls.ownerUrl,
      broken,
      stop: () => (stopping ??= stopAll()),
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

async function startDatabase(dataDir: string, running: { stop(): Promise<void> }[]) {
  const own = await step('starting PostgreSQL', () => startOwnDatabase({ directory: join(dataDir, 'postgres') }))
  running.push(own.postgres)
  return own
}

/** Names of the providers that have no key and are stood in for, as people know them. */
export function sandboxedProviders(env: NodeJS.ProcessEnv): string[] {
  const settings = { isProduction: env['NODE_ENV'] === 'production', sandboxPort: 0, problems: [] }
  return readProviders(env, settings).sandboxed
}

function originsFor(port: number): string[] {
  return [`http://localhost:${port}`, `http://127.0.0.1:${port}`]
}

/** A secret that is made once and kept beside the database, so that a restart signs nobody out and opens what was sealed. */
async function keptSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    // Only a file that is not there is made: a new key in place of one that cannot be read would lose what it sealed.
    if (error.code === 'ENOENT') return ''
    throw new Error(`${file} cannot be read (${error.code ?? error.message}).`, { cause: error })
  })
  if (kept !== '') return kept
  const secret = randomBytes(32).toString('base64url')
  // Whole or not at all: half a key would be taken for a key the next time.
  const unfinished = `${file}.${process.pid}`
  await writeFile(unfinished, secret, { mode: 0o600 })
  await rename(unfinished, file)
  return secret
}
