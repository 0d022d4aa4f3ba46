import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { connect, startQuickSandbox } from '../openai/realtime/test-client.ts'
import { startSandbox } from '../start-sandbox.ts'
import type { Sandbox } from '../start-sandbox.ts'

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startQuickSandbox(() => ({ text: 'Hello.', toolCalls: [] }))
})
beforeEach(() => sandbox.control.resetFaults())
afterAll(() => sandbox.close())

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${sandbox.url}/control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

it('gives the open session, or the next one, its lines', async () => {
  await call('POST', 'ears', { utterances: ['for the next'] })
  const client = await connect(sandbox)
  expect(await call('GET', 'sessions')).toMatchObject({
    body: { sessions: [{ ear: 'script', toHear: ['for the next'], items: 0 }] },
  })
  await call('POST', 'ears', { utterances: ['for this one'] })
  expect(sandbox.control.sessions()[0]!.toHear).toEqual(['for the next', 'for this one'])
  await call('POST', 'sessions/expire')
  expect((await client.gone()).code).toBe(1001)
})

it('shows violations and forgets them', async () => {
  const client = await connect(sandbox)
  client.send({ type: 'response.cancel', why: 1 })
  await client.next('error')
  expect(await call('GET', 'violations')).toMatchObject({
    body: { violations: [{ kind: 'unknown_parameter', event: 'response.cancel' }] },
  })
  await call('DELETE', 'violations')
  expect(await call('GET', 'violations')).toEqual({ status: 200, body: { violations: [] } })
  client.socket.close()
})

it('moves the clock', async () => {
  const client = await connect(sandbox)
  await call('POST', 'clock', { advanceMs: 3_600_000 })
  expect((await client.gone()).code).toBe(1001)
})

it('sets, shows and resets faults', async () => {
  expect(await call('POST', 'faults', { thinkingMs: 7, rateLimitedResponses: 2 })).toMatchObject({
    status: 200,
    body: { thinkingMs: 7, rateLimitedResponses: 2, twoAudioItems: false },
  })
  expect(await call('DELETE', 'faults')).toMatchObject({ body: { rateLimitedResponses: 0 } })
})

it.each([
  ['ears', { utterances: 'no list' }],
  ['ears', { lines: [] }],
  ['clock', { advanceMs: -1 }],
  ['faults', { nonsense: true }],
  ['faults', { speed: 'fast' }],
  ['faults', '{broken'],
])('refuses bad input to %s: %j', async (path, body) => {
  expect(await call('POST', path, body)).toMatchObject({ status: 400, body: { error: expect.any(String) as string } })
})

it('shows and empties the outbox', async () => {
  expect(await call('GET', 'outbox')).toEqual({ status: 200, body: { messages: [] } })
  expect((await call('DELETE', 'outbox')).status).toBe(200)
})

it('cannot start on a port that is taken', async () => {
  await expect(startSandbox({ port: sandbox.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
})
