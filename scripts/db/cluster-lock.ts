import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { processIdentity, waitForEnd } from './running-process.ts'
import type { Cluster } from './cluster.ts'

interface Holder {
  pid: number
  started: string
}

/**
 * Takes the directory for this process and returns the release. Throws when
 * another living process has it. A lock left by a killed run is taken over.
 */
export function lockCluster(cluster: Cluster): () => void {
  for (;;) {
    try {
      const file = openSync(cluster.lockFile, 'wx', 0o600)
      const started = processIdentity(process.pid)?.started ?? ''
      writeSync(file, JSON.stringify({ pid: process.pid, started } satisfies Holder))
      closeSync(file)
      return () => rmSync(cluster.lockFile, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const holder = readHolder(cluster.lockFile)
    if (holder && processIdentity(holder.pid)?.started === holder.started) {
      throw new Error(
        `The database in ${cluster.directory} is in use by process ${holder.pid}. ` +
          'Stop that one first (Ctrl-C where it runs), or set DATABASE_URL to use another database.',
      )
    }
    rmSync(cluster.lockFile, { force: true })
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder
  } catch {
    // Gone in the meantime, or cut off by a full disk or a kill.
    return undefined
  }
}

/** Ends the PostgreSQL that a killed run left on this directory, and clears its pid file. */
export async function clearLeftover(cluster: Cluster): Promise<void> {
  const pidFile = join(cluster.data, 'postmaster.pid')
  const pid = readPid(pidFile)
  if (pid === undefined) return
  const identity = processIdentity(pid)
  // PostgreSQL would refuse to start because of any process that now has this number.
  if (!identity?.command.includes(cluster.data)) {
    if (process.platform !== 'win32' || !identity) rmSync(pidFile, { force: true })
    return
  }
  await endPostgres(pid)
}

function readPid(pidFile: string): number | undefined {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0])
    return Number.isInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

/** Asks PostgreSQL to stop, and makes it when it does not. Resolves when the process has ended. */
export async function endPostgres(pid: number): Promise<void> {
  // Fast shutdown, then immediate shutdown (recovered at the next start), then by force.
  const steps: [NodeJS.Signals, number][] = [
    ['SIGINT', 10_000],
    ['SIGQUIT', 3_000],
    ['SIGKILL', 3_000],
  ]
  for (const [signal, timeoutMs] of steps) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    if (await waitForEnd(pid, timeoutMs)) return
  }
  throw new Error(`PostgreSQL (process ${pid}) does not end, not even by force`)
}
