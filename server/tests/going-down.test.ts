import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CloseCode } from '@ava/protocol/widget-socket.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { runServer } from './harness/running-server.ts'
import { askForSession, openWidget, WidgetClient } from './harness/widget-client.ts'

let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
})
afterAll(() => database.drop())

describe('a server that goes down', () => {
  it('tells its widgets to come back in a moment', async () => {
    const server = await runServer({ databaseUrl: database.appUrl })
    const opened = await Promise.all([1, 2, 3].map(() => openWidget(server, { siteKey: spa.siteKey })))
    await server.close()
    for (const { client } of opened) expect(await client.closed).toMatchObject({ code: CloseCode.goingAway })
    expect(server.errors()).toEqual([])
  })

  it('does not wait for a widget that does not answer', async () => {
    const server = await runServer({ databaseUrl: database.appUrl })
    const { client } = await openWidget(server, { siteKey: spa.siteKey })
    client.socket.pause()
    const startedAt = performance.now()
    await server.close()
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    client.socket.terminate()
  })
})

describe('a widget that is not there any more', () => {
  it('is let go after two pings without an answer', async () => {
    const server = await runServer({
      databaseUrl: database.appUrl,
      parts: { socketTiming: { pingEveryMs: 40, stalledAfterMs: 10_000 } },
    })
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    const silent = new WidgetClient(server, token, { origin: server.url, autoPong: false })
    const { client: alive } = await openWidget(server, { siteKey: spa.siteKey })
    expect(await silent.closed).toMatchObject({ code: 1006 })
    expect(alive.socket.readyState).toBe(alive.socket.OPEN)
    await expect.poll(() => server.context.sockets.openCount()).toBe(1)
    await alive.close()
    await server.close()
  })
})

describe('the program', () => {
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

  function start(environment: Record<string, string>) {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'] ?? '', LOG_LEVEL: 'info', DATABASE_URL: database.appUrl, ...environment },
    })
    const output = { stdout: '', stderr: '' }
    const heard = new Promise<void>((resolve) => {
      child.stdout.on('data', (data) => {
        output.stdout += String(data)
        if (output.stdout.includes('"listening"')) resolve()
      })
    })
    child.stderr.on('data', (data) => (output.stderr += String(data)))
    const ended = once(child, 'exit').then(([code]) => code as number | null)
    return { child, output, listening: Promise.race([heard, ended]), ended }
  }

  async function freePort(): Promise<number> {
    const server = createServer().listen(0)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    server.close()
    await once(server, 'close')
    return port
  }

  it('names every wrong setting, and does not start', async () => {
    const { output, ended } = start({ PORT: 'x', TRUST_PROXY: 'true', AUTH_SECRET: 'short' })
    expect(await ended).toBe(1)
    expect(output.stderr).toContain('3 settings are wrong')
    expect(output.stderr).not.toContain('at file:')
  })

  it('says so when its port is taken', async () => {
    const server = createServer().listen(0)
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { output, ended } = start({ PORT: String(port) })
    expect(await ended).toBe(1)
    expect(output.stderr).toContain(`Port ${port} is taken`)
    server.close()
  })

  it('says so when there is no database', async () => {
    const { output, ended } = start({ DATABASE_URL: 'postgresql://ava_app:x@127.0.0.1:9/ava' })
    expect(await ended).toBe(1)
    expect(output.stderr).toContain('The database cannot be reached')
  })

  it('refuses a role that row-level security does not bind', async () => {
    const { output, ended } = start({ DATABASE_URL: database.ownerUrl })
    expect(await ended).toBe(1)
    expect(output.stderr).toContain('spas would not be kept apart')
  })

  it('ends well when it is asked to, with a widget and a portal connected', async () => {
    const port = await freePort()
    const url = `http://localhost:${port}`
    const { child, output, listening, ended } = start({ PORT: String(port) })
    await listening
    const { client } = await openWidget({ url }, { siteKey: spa.siteKey })
    const startedAt = performance.now()
    child.kill('SIGTERM')
    expect(await client.closed).toMatchObject({ code: CloseCode.goingAway })
    expect(await ended).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(output.stderr).toBe('')
    expect(output.stdout.trim().split('\n').at(-1)).toContain('"stopped"')
  })
})
