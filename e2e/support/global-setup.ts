import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/ports.ts'
import { startStack } from '../../scripts/stack.ts'

/** The whole of Ava on free ports, with a database of its own and the demo data, for all browser tests. */
export default async function globalSetup(): Promise<() => Promise<void>> {
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
  process.env['AVA_E2E'] = JSON.stringify({
    url: stack.url,
    sandboxUrl: stack.sandboxUrl,
    databaseUrl: stack.ownerUrl,
    hostPagePort,
    serverLog: join(dataDir, 'log/server.log'),
  })
  return async () => {
    await stack.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
}
