import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** How to run PostgreSQL's programs: it refuses to run as root. */
export interface Unprivileged {
  /** Undefined when we are not root and PostgreSQL runs as ourselves. */
  user?: { uid: number; gid: number }
  /** The command and arguments to spawn for `program`. */
  command(program: string, args: string[]): [string, string[]]
}

/**
 * Under root, the user `postgres` is used, and made where the system has none.
 * `paths` are those that user must be able to reach; where a parent directory
 * is closed to it (a checkout under /root), it gets the one capability that
 * opens them. Throws when there is no way.
 */
export function unprivileged(paths: string[]): Unprivileged {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args] }
  const user = postgresUser()
  const closed = paths.map((path) => resolve(path)).find((path) => !canReach(path, user))
  if (!closed) return { user, command: (program, args) => [program, args] }
  if (!hasSetpriv()) {
    throw new Error(
      `PostgreSQL does not run as root, and the user "postgres" cannot reach ${closed}. ` +
        'Move the project to a directory that other users may enter, run as an ordinary user, or set DATABASE_URL.',
    )
  }
  const capability = ['--inh-caps=-all,+dac_override', '--ambient-caps=-all,+dac_override']
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups']
  // setpriv changes the user itself; the file owner stays `user` either way.
  return { user, command: (program, args) => ['setpriv', [...identity, ...capability, program, ...args]] }
}

function postgresUser(): { uid: number; gid: number } {
  try {
    return lookUp('postgres')
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'ignore' })
      return lookUp('postgres')
    } catch {
      throw new Error(
        'PostgreSQL does not run as root, and this system has no user "postgres" and no way to make one. ' +
          'Run as an ordinary user, make that user, or set DATABASE_URL.',
      )
    }
  }
}

function lookUp(name: string): { uid: number; gid: number } {
  const ask = (flag: string) =>
    Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  return { uid: ask('-u'), gid: ask('-g') }
}

function canReach(path: string, user: { uid: number; gid: number }): boolean {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const { mode, uid, gid } = statSync(directory)
    const enter = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    if ((mode & enter) === 0) return false
    if (directory === dirname(directory)) return true
  }
}

function hasSetpriv(): boolean {
  try {
    execFileSync('setpriv', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
