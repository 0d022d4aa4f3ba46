import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import type { Sandbox } from '../../start-sandbox.ts'
import { connect, startQuickSandbox, TestClient } from './test-client.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startQuickSandbox(() => ({ text: 'Hello.', toolCalls: [] }))
})
afterEach(() => sandbox.control.resetFaults())
afterAll(() => sandbox.close())

function open(query: string, { headers = {}, protocols = [] as string[] } = {}): WebSocket {
  const url = `${sandbox.url.replace('http', 'ws')}/openai/v1/realtime${query}`
  return new WebSocket(url, protocols, { headers })
}

async function denial(socket: WebSocket): Promise<{ status: number | undefined; error: unknown }> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
  let body = ''
  for await (const chunk of response) body += String(chunk)
  expect(response.headers['content-type']).toBe('application/json')
  return { status: response.statusCode, ...(JSON.parse(body) as { error: unknown }) }
}

const key = { authorization: 'Bearer sk-test' }

it.each([
  ['no key', '?model=gpt-realtime-2.1', {}, 401, null],
  ['another scheme', '?model=gpt-realtime-2.1', { authorization: 'Basic eDp5' }, 401, null],
  ['an empty key', '?model=gpt-realtime-2.1', { authorization: 'Bearer ' }, 401, null],
  ['no model', '', key, 400, 'missing_model'],
  ['a model that does not exist', '?model=gpt-realtime-9', key, 404, 'model_not_found'],
])('refuses the upgrade with %s', async (_, query, headers, status, code) => {
  const denied = await denial(open(query, { headers }))
  expect(denied).toMatchObject({ status, error: { type: 'invalid_request_error', code } })
})

it.each(['GET // HTTP/1.1', 'GET /elsewhere HTTP/1.1', 'GET /openai/v1/realtime%zz?model=%zz HTTP/1.1'])(
  'turns away the strange upgrade %s and lives',
  async (line) => {
    const socket = connectTcp({ host: '127.0.0.1', port: sandbox.port })
    socket.write(`${line}\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString('utf8')).toMatch(/^HTTP\/1\.1 40\d /)
    socket.destroy()
    ;(await connect(sandbox)).socket.close()
  },
)

it('closes with 4000 when the beta header is sent', async () => {
  const client = new TestClient(open('?model=gpt-realtime', { headers: { ...key, 'openai-beta': 'realtime=v1' } }))
  expect((await client.gone()).code).toBe(4000)
  expect(client.all('error')[0]!.error.code).toBe('beta_api_shape_disabled')
  expect(client.types()).toEqual(['error'])
})

it('lets a browser bring its key as a subprotocol', async () => {
  const client = new TestClient(
    open('?model=gpt-realtime', { protocols: ['realtime', 'openai-insecure-api-key.sk-test'] }),
  )
  await client.next('session.created')
  expect(client.socket.protocol).toBe('realtime')
  client.socket.close()
})

it('answers upgrades with a status while it is "down", and lets them in again', async () => {
  sandbox.control.setFaults({ refuseUpgrades: 503 })
  expect((await denial(open('?model=gpt-realtime', { headers: key }))).status).toBe(503)
  sandbox.control.setFaults({ refuseUpgrades: 0, hangUpgrades: 1 })
  const hanging = open('?model=gpt-realtime', { headers: key })
  hanging.on('error', () => undefined)
  const client = await connect(sandbox)
  expect(hanging.readyState).toBe(WebSocket.CONNECTING)
  hanging.terminate()
  client.socket.close()
})

it('forgets a session when its socket closes', async () => {
  const client = await connect(sandbox)
  const [summary] = sandbox.control.sessions().slice(-1)
  expect(summary).toMatchObject({ model: 'gpt-realtime-2.1', ear: 'demo' })
  client.socket.terminate()
  await expect.poll(() => sandbox.control.sessions().map(({ id }) => id)).not.toContain(summary!.id)
})

it('closes a socket that sends a frame beyond any limit, and only that one', async () => {
  const [client, other] = [await connect(sandbox), await connect(sandbox)]
  client.socket.send('x'.repeat(25 * 1024 * 1024))
  expect((await client.gone()).code).toBe(1009)
  await other.configure()
  other.socket.close()
})
