import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { clusterIn, createCluster, postgresPrograms, readSecrets, writeSecrets } from './cluster.ts'
import type { Cluster, Secrets } from './cluster.ts'
import { clearLeftover, endPostgres, lockCluster } from './cluster-lock.ts'
import { unprivileged } from './unprivileged.ts'

export interface EmbeddedPostgres {
  /** The superuser's URL, for making roles and databases. */
  adminUrl: string
  port: number
  /** Passwords kept with the cluster for the two roles of prisma/roles.ts. */
  ownerPassword: string
  appPassword: string
  /** Resolves when PostgreSQL has ended, whoever ended it. */
  ended: Promise<void>
  /** Ends it and waits until it has ended. Safe to call twice. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on the files under `directory`, making them on the first
 * start (about 1 s; later starts about 0.1 s). Listens on 127.0.0.1 only, on a
 * port that stays the same while it is free. It ends with `stop()`, and also
 * when this process dies without a word. Throws an Error whose message says
 * what to do when the directory is in use, damaged or full.
 */
export async function startEmbeddedPostgres(options: {
  directory: string
  /** Extra settings, e.g. { fsync: 'off' } for tests. */
  settings?: Record<string, string>
}): Promise<EmbeddedPostgres> {
  const cluster = clusterIn(resolve(options.directory))
  try {
    return await start(cluster, options.settings ?? {})
  } catch (error) {
    throw inPlainWords(error, cluster)
  }
}

async function start(cluster: Cluster, settings: Record<string, string>): Promise<EmbeddedPostgres> {
  const programs = await postgresPrograms()
  mkdirSync(cluster.directory, { recursive: true })
  const unlock = lockCluster(cluster)
  try {
    await clearLeftover(cluster)
    await createCluster(cluster, { programs, sync: settings['fsync'] !== 'off' })
    const secrets = await withFreePort(cluster, readSecrets(cluster))
    const postgres = spawnPostgres(cluster, { program: programs.postgres, port: secrets.port, settings })
    const ended = new Promise<void>((done) => postgres.once('exit', () => done()))
    await becomeReady(cluster, postgres)
    const pid = postgres.pid!
    const guard = guardAgainstOurDeath(pid)
    // Once it has ended its number may be another program's: nobody may signal it any more.
    void ended.then(() => guard?.kill('SIGKILL'))
    let stopping: Promise<void> | undefined
    const stop = async () => {
      postgres.ref()
      if (postgres.exitCode === null && postgres.signalCode === null) await endPostgres(pid)
      await ended
      unlock()
    }
    return {
      adminUrl: `postgresql://postgres:${secrets.adminPassword}@127.0.0.1:${secrets.port}/postgres`,
      port: secrets.port,
      ownerPassword: secrets.ownerPassword,
      appPassword: secrets.appPassword,
      ended,
      stop: () => (stopping ??= stop()),
    }
  } catch (error) {
    unlock()
    throw error
  }
}

function spawnPostgres(
  cluster: Cluster,
  options: { program: string; port: number; settings: Record<string, string> },
): ChildProcess {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(options.port),
    unix_socket_directories: '',
    timezone: 'UTC',
    ...options.settings,
  }
  const runner = unprivileged([cluster.data, options.program])
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [program, args] = runner.command(options.program, ['-D', cluster.data, ...flags])
  const log = openSync(cluster.logFile, 'w', 0o600)
  const postgres = spawn(program, args, {
    cwd: '/',
    ...(program === 'setpriv' ? {} : runner.user),
    stdio: ['ignore', log, log],
    // Out of the terminal's process group: Ctrl-C must reach us, who drain first and then stop it.
    detached: true,
  })
  closeSync(log)
  postgres.unref()
  return postgres
}

/** PostgreSQL writes "ready" on the eighth line of its pid file, where pg_ctl looks for it too. */
async function becomeReady(cluster: Cluster, postgres: ChildProcess): Promise<void> {
  let failure: Error | undefined
  postgres.once('error', (error) => (failure = error))
  postgres.once('exit', () => (failure ??= new Error(lastComplaint(cluster))))
  const deadline = Date.now() + 60_000
  for (;;) {
    if (failure) throw failure
    try {
      const lines = readFileSync(join(cluster.data, 'postmaster.pid'), 'utf8').split('\n')
      if (Number(lines[0]) === postgres.pid && lines[7]?.startsWith('ready')) return
    } catch {
      // Not written yet.
    }
    if (Date.now() > deadline) {
      await endPostgres(postgres.pid!)
      throw new Error(`PostgreSQL was not ready after 60 s: ${lastComplaint(cluster)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function lastComplaint(cluster: Cluster): string {
  const lines = readFileSync(cluster.logFile, 'utf8').trim().split('\n')
  return lines.findLast((line) => /FATAL|PANIC|ERROR/.test(line)) ?? lines.at(-1) ?? 'it said nothing'
}

/**
 * A shell that waits for the end of a pipe which only this process holds: it
 * ends however this process ends, SIGKILL included, and then PostgreSQL is
 * asked to stop. (Windows has no such shell: there the next start does it.)
 */
function guardAgainstOurDeath(pid: number): ChildProcess | undefined {
  if (process.platform === 'win32') return undefined
  const guard = spawn('/bin/sh', ['-c', `cat >/dev/null; kill -INT ${pid}`], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.unref()
  ;(guard.stdin as unknown as { unref(): void }).unref()
  guard.stdin?.on('error', () => undefined)
  return guard
}

async function withFreePort(cluster: Cluster, secrets: Secrets): Promise<Secrets> {
  const port = (await tryPort(secrets.port)) ?? (await tryPort(0))
  if (port === undefined) throw new Error('No port is free on 127.0.0.1')
  if (port === secrets.port) return secrets
  const changed = { ...secrets, port }
  writeSecrets(cluster, changed)
  return changed
}

/** The port that was got, or undefined when it is taken. */
function tryPort(port: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer()
    server.once('error', () => done(undefined))
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : undefined))
    })
  })
}

function inPlainWords(error: unknown, cluster: Cluster): Error {
  const message = error instanceof Error ? error.message : String(error)
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || /No space left on device/.test(message)) {
    return new Error(`The disk that holds ${cluster.directory} is full. Free some space and start again.`)
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new Error(
      `${cluster.directory} cannot be written (${code}). Give this user the right to, or set DATABASE_URL.`,
    )
  }
  if (/FATAL|PANIC|could not|initdb/.test(message) && !message.startsWith('The database')) {
    return new Error(
      `PostgreSQL does not start on ${cluster.data}: ${message.trim()}. The whole log is ${cluster.logFile}. ` +
        `If the files are damaged, delete ${cluster.directory} to begin with an empty database.`,
    )
  }
  return error instanceof Error ? error : new Error(message)
}
