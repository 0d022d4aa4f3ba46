import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { testKeys } from './minimal-spa.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface ServerProcess {
  url: string
  /** At once, as a machine that loses its power: nothing is finished, nobody is told. */
  kill(): Promise<void>
}

/**
 * The program as it runs for spas, in a process of its own, with the sandbox in place of every provider. Resolves
 * when it listens. Several with the same settings are one service.
 */
export async function startServerProcess(options: {
  databaseUrl: string
  sandboxPort: number
  environment?: Record<string, string>
}): Promise<ServerProcess> {
  const port = await freePort()
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: options.databaseUrl,
      PORT: String(port),
      SANDBOX_PORT: String(options.sandboxPort),
      ENCRYPTION_KEYS: testKeys,
      AUTH_SECRET: 'a-secret-for-tests-only-0123456789',
      ...options.environment,
    },
  })
  let output = ''
  child.stderr.on('data', (data) => (output += String(data)))
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (data) => {
      output = `${output}${String(data)}`.slice(-4_000)
      if (output.includes('"listening"')) resolve()
    })
    child.once('exit', () => reject(new Error(`The server did not start: ${output}`)))
  })
  return {
    url: `http://127.0.0.1:${port}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

/** One that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
