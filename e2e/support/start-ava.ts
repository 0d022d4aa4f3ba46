import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/ports.ts'
import { startStack } from '../../scripts/stack.ts'
import type { Running } from './ava.ts'

/** The whole of Ava on free ports, with a database of its own and the demo data. */
export async function startAva(): Promise<{ running: Running; stop: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ava-e2e-'))
  const [port, sandboxPort, hostPagePort] = [await freePort(), await freePort(), await freePort()]
  const stack = await startStack({
    dataDir,
    port,
    sandboxPort,
    isOwnDatabase: true,
    env: { LOG_LEVEL: 'info', LIMIT_SESSIONS_PER_IP: '10000', PUBLIC_BASE_URL: `http://localhost:${port}` },
    extraOrigins: [`http://127.0.0.1:${hostPagePort}`],
  })
  const { ownerUrl, sandboxUrl } = stack
  if (sandboxUrl === null) throw new Error('The browser tests want the sandbox, not providers')
  return {
    running: {
      url: stack.url,
      sandboxUrl,
      databaseUrl: ownerUrl,
      hostPagePort,
      serverLog: join(dataDir, 'log/server.log'),
    },
    stop: async () => {
      await stack.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
