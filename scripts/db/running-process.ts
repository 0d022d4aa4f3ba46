import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What tells one process from a later one with the same number: its command
 * and when it started. Undefined when no such process runs. Pids are used
 * again, and at once in a fresh container, so a pid in a file proves nothing.
 */
export function processIdentity(pid: number): { command: string; started: string } | undefined {
  if (!isRunning(pid)) return undefined
  if (process.platform === 'linux') return linuxIdentity(pid)
  if (process.platform === 'win32') return { command: '', started: '' }
  try {
    const [started = '', command = ''] = ['lstart=', 'command='].map((column) =>
      execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8' }).trim(),
    )
    return { command, started }
  } catch {
    // It ended while we were asking.
    return undefined
  }
}

function linuxIdentity(pid: number): { command: string; started: string } | undefined {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    // The fields after the command's closing parenthesis; the state is the first, the start time the 20th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? []
    // A zombie has ended; only its parent has not noticed yet.
    if (fields[0] === 'Z') return undefined
    return { command, started: fields[19] ?? '' }
  } catch {
    return undefined
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Resolves to whether the process ended within `timeoutMs`. */
export async function waitForEnd(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs
  while (processIdentity(pid)) {
    if (Date.now() > deadline) return false
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return true
}
