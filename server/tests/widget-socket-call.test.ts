import { afterAll, beforeAll, expect, it } from 'vitest'
import { CloseCode } from '@ava/protocol/widget-socket.ts'
import { startSandbox, type Sandbox } from '../../sandbox/src/start-sandbox.ts'
import {
  createRestartableDatabase,
  seedMinimalSpa,
  type MinimalSpa,
  type RestartableDatabase,
} from './harness/database.ts'
import { runServer, type RunningServer } from './harness/running-server.ts'
import { openWidget, type WidgetClient } from './harness/widget-client.ts'

let database: RestartableDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let server: RunningServer

beforeAll(async () => {
  database = await createRestartableDatabase()
  spa = await seedMinimalSpa(database.prisma)
  sandbox = await startSandbox({ port: 0 })
  server = await start()
})
afterAll(async () => {
  await server.close()
  expect(sandbox.control.violations()).toEqual([])
  await sandbox.close()
  await database.drop()
})

function start(): Promise<RunningServer> {
  return runServer({ databaseUrl: database.appUrl, environment: { SANDBOX_PORT: new URL(sandbox.url).port } })
}

async function call(on: RunningServer = server) {
  const { client, session } = await openWidget(on, { siteKey: spa.siteKey })
  const frames: Buffer[] = []
  client.socket.on('message', (data, isBinary) => {
    if (isBinary) frames.push(data as Buffer)
  })
  client.send({ type: 'call.start' })
  await client.next('call.started')
  return { client, session, frames }
}

const greeted = (client: WidgetClient) =>
  client.next('message', ({ message }) => message.author === 'ava' && message.text.includes('AI assistant'))
const eventsOf = async (conversationId: string) =>
  (
    await spa.tenant.db.communicationEvent
      .findMany({ where: { conversationId }, orderBy: { at: 'asc' } })
      .catch(() => [])
  ).map(({ type }) => type)

it('begins with the greeting, seen and heard', async () => {
  const { client, frames } = await call()
  await greeted(client)
  await expect.poll(() => frames.length, { timeout: 8_000 }).toBeGreaterThan(10)
  const loudest = Math.max(...frames.flatMap((frame) => [...new Int16Array(new Uint8Array(frame.subarray(12)).buffer)]))
  expect(loudest).toBeGreaterThan(1_000)
  expect(client.received.find(({ type }) => type === 'call.started')).toMatchObject({ ears: 'sandbox' })
  client.send({ type: 'call.end' })
  expect(await client.next('call.ended')).toMatchObject({ reason: 'visitor' })
  await client.close()
})

it('is not taken where the spa has switched calls off, and the widget does not offer it', async () => {
  const offered = async () => {
    const headers = { origin: server.url }
    const config = await fetch(`${server.url}/api/widget/config?site=${spa.siteKey}`, { headers })
    return ((await config.json()) as { isVoiceAvailable: boolean }).isVoiceAvailable
  }
  expect(await offered()).toBe(true)
  const { client, session } = await openWidget(server, { siteKey: spa.siteKey })
  await spa.tenant.db.channelSetting.create({ data: { channel: 'voice', replyMode: 'off' } })
  expect(await offered()).toBe(false)
  // A page that was open before it was switched off.
  client.send({ type: 'call.start' })
  expect(await client.next('notice')).toMatchObject({
    code: 'voice_off',
    actions: ['type_instead', 'leave_message', 'call_spa'],
  })
  expect(client.received.some(({ type }) => type === 'call.started')).toBe(false)
  expect(await eventsOf(session.conversationId)).not.toContain('call_started')

  await spa.tenant.db.channelSetting.deleteMany({ where: { channel: 'voice' } })
  client.send({ type: 'call.start' })
  await client.next('call.started')
  await client.close()
})

it('is one at a time, and another may follow', async () => {
  const { client } = await call()
  client.send({ type: 'call.start' })
  client.send({ type: 'ping', sentAt: 1 })
  await client.next('pong')
  expect(client.received.filter(({ type }) => type === 'call.started')).toHaveLength(1)
  client.send({ type: 'call.end' })
  await client.next('call.ended')
  // The server hears of the end a moment after it has told the client.
  await expect
    .poll(
      () => {
        client.send({ type: 'call.start' })
        return client.received.filter(({ type }) => type === 'call.started').length
      },
      { timeout: 8_000, interval: 200 },
    )
    .toBe(2)
  await client.close()
})

it('takes what is typed, and answers aloud', async () => {
  const { client, session } = await call()
  await greeted(client)
  client.send({ type: 'chat.send', id: 'typed', text: 'How much is a HydraFacial?' })
  client.send({ type: 'chat.send', id: 'typed', text: 'How much is a HydraFacial?' })
  await client.next('message', ({ message }) => message.clientId === 'typed' && message.channel === 'chat')
  await client.next('message', ({ message }) => message.author === 'ava' && message.text.includes('199'))
  await client.close()
  const rows = await spa.tenant.db.communicationMessage.findMany({
    where: { conversationId: session.conversationId, author: 'customer' },
  })
  expect(rows.map(({ text }) => text)).toEqual(['How much is a HydraFacial?'])
})

it('closes the socket on audio that is none', async () => {
  const { client } = await call()
  client.send(new Uint8Array([9, 9, 9]))
  expect(await client.closed).toMatchObject({ code: CloseCode.malformed })
})

it('ends when the client vanishes, and keeps what was said', async () => {
  const { client, session } = await call()
  await greeted(client)
  client.socket.terminate()
  await expect.poll(() => eventsOf(session.conversationId), { timeout: 10_000 }).toEqual(['call_started', 'call_ended'])
  await expect.poll(() => server.context.sockets.openCount()).toBe(0)
  expect(await spa.tenant.db.voiceCallDetails.count({ where: { conversationId: session.conversationId } })).toBe(1)
})

it('goes on while the database restarts, and loses nothing of it', async () => {
  const { client, session } = await call()
  await database.stop()
  await greeted(client)
  client.send({ type: 'chat.send', id: 'meanwhile', text: 'Where do I park?' })
  await client.next('message', ({ message }) => message.clientId === 'meanwhile')
  await database.start()
  client.send({ type: 'ping', sentAt: 5 })
  await client.next('pong')
  expect(client.received.some(({ type }) => type === 'call.ended')).toBe(false)
  client.send({ type: 'call.end' })
  await client.next('call.ended')
  await client.close()
  await expect
    .poll(
      async () =>
        (
          await spa.tenant.db.communicationMessage
            .findMany({ where: { conversationId: session.conversationId }, orderBy: { position: 'asc' } })
            .catch(() => [])
        ).map(({ text }) => text),
      { timeout: 15_000 },
    )
    .toEqual(expect.arrayContaining(['Where do I park?']))
})

it('is ended and stored before the server goes down', async () => {
  const other = await start()
  const { client, session } = await call(other)
  await greeted(client)
  await other.close()
  expect(await client.closed).toMatchObject({ code: CloseCode.goingAway })
  expect(await eventsOf(session.conversationId)).toEqual(['call_started', 'call_ended'])
})
