import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { workspaceEnv } from './run.ts'
import { say } from './say.ts'

export interface Service {
  readonly name: string
  /** Resolves with the exit code (or signal) when the process has ended, whoever ended it. */
  readonly ended: Promise<string>
  /** Asks it to finish (SIGTERM), waits, and after `graceMs` ends it. */
  stop(graceMs?: number): Promise<void>
}

/**
 * Starts one of our own servers as a child process, with its log in a file, and waits
 * until it answers at `readyUrl`. The child has an IPC channel to us: when we die without
 * a word, it sees the channel close and ends itself. Throws with what it printed last when
 * it ends, or is silent for too long, before it is ready.
 */
export async function startService(options: {
  name: string
  script: string
  env: NodeJS.ProcessEnv
  logFile: string
  readyUrl: string
  onLine?: (line: string) => void
  timeoutMs?: number
}): Promise<Service> {
  const child = spawn(process.execPath, [options.script], {
    env: workspaceEnv(options.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Ctrl-C reaches only us: we stop things in order.
    detached: process.platform !== 'win32',
  })
  const last: string[] = []
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 })
  // A full disk must not end us in the middle of everything: what runs goes on, without this log.
  log.once('error', (error) => say(`  ${options.logFile} cannot be written: ${error.message}`))
  log.on('error', () => undefined)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream)
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`)
        last.push(line)
        if (last.length > 30) last.shift()
        options.onLine?.(line)
      })
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).finally(() => log.end())
  await becomeReady(child, { ...options, ended, last })
  return { name: options.name, ended, stop: (graceMs = 12_000) => stop(child, ended, graceMs) }
}

async function becomeReady(
  child: ChildProcess,
  options: { name: string; readyUrl: string; ended: Promise<string>; last: string[]; timeoutMs?: number },
): Promise<void> {
  const deadline = Date.now() + (options.timeoutMs ?? 60_000)
  const end: { how: string | null } = { how: null }
  void options.ended.then((how) => (end.how = how))
  for (;;) {
    if (end.how !== null) throw new Error(`${options.name} did not start (${end.how}).\n${inWords(options.last)}`)
    const isReady = await fetch(options.readyUrl, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      // Nobody listens yet.
      () => false,
    )
    if (isReady) return
    if (Date.now() > deadline) {
      await stop(child, options.ended, 2_000)
      throw new Error(`${options.name} was not ready in time.\n${inWords(options.last)}`)
    }
    await wait(40)
  }
}

async function stop(child: ChildProcess, ended: Promise<string>, graceMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
  await ended
  clearTimeout(timer)
}

/** The server logs JSON; a person at the terminal gets its message. */
export function inWords(lines: string[]): string {
  return lines
    .map((line) => {
      if (!line.startsWith('{')) return line
      try {
        const entry = JSON.parse(line) as { msg?: string; err?: { message?: string } }
        return [entry.msg, entry.err?.message].filter((part) => part !== undefined).join(': ')
      } catch {
        // A line that only looks like JSON.
        return line
      }
    })
    .join('\n')
}
