import { spawn } from 'node:child_process'
import { dirname } from 'node:path'

/** The environment for programs of this workspace: its own Node first on the PATH. */
export function workspaceEnv(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, ...more }
}

/** Runs a program to its end, quietly; when it fails, throws with what it printed last. */
export function run(
  command: string,
  args: string[],
  options: { cwd: string; name: string; env?: NodeJS.ProcessEnv },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: workspaceEnv(options.env),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const take = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-20_000))
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output)
      else reject(new Error(`${options.name} failed (${signal ?? `exit code ${code}`})\n${output.trim()}`))
    })
  })
}
