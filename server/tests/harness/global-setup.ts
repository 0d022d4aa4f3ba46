import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { generateClient } from '../../../scripts/db/generate.ts'
import { startTestServer, type TestServer } from './test-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await generateClient()
  const { server, postgres, directory } = await startTestServer()
  project.provide('testServer', server)
  return async () => {
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
}
