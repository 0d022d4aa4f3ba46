import { connect } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { CloseCode } from '@ava/protocol/widget-socket.ts'
import { shutBrowserOut } from '../src/customers/thread-sides.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { runServer, type RunningServer } from './harness/running-server.ts'
import { askForSession, openWidget, WidgetClient } from './harness/widget-client.ts'

let database: TestDatabase
let spa: MinimalSpa
let other: MinimalSpa
let server: RunningServer
const clients: WidgetClient[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  other = await seedMinimalSpa(database.prisma)
  server = await runServer({
    databaseUrl: database.appUrl,
    environment: { LIMIT_SESSIONS_PER_IP: '1000', LIMIT_SOCKETS_PER_IP: '20' },
  })
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

async function open(request: Partial<Parameters<typeof openWidget>[1]> = {}) {
  const opened = await openWidget(server, { siteKey: spa.siteKey, ...request })
  clients.push(opened.client)
  return opened
}

function connectWith(token: string, options: ConstructorParameters<typeof WidgetClient>[2] = {}) {
  const client = new WidgetClient(server, token, options)
  clients.push(client)
  return client
}

describe('opening', () => {
  it('brings the whole state, and answers with our protocol only', async () => {
    const { client, session } = await open()
    expect(client.socket.protocol).toBe('ava.v1')
    expect(client.received[0]).toMatchObject({
      type: 'ready',
      conversationId: session.conversationId,
      state: 'open',
      personaName: 'Ava',
      messages: [],
    })
  })

  it('lets the browser go when its key is taken from it, and gives it a conversation of its own', async () => {
    const { client, session } = await open()
    const { conversationId, resumeKey } = session
    await spa.tenant.transaction((tx) => shutBrowserOut(tx, conversationId))
    expect(await client.closed).toMatchObject({ code: CloseCode.unauthorized })
    const again = await askForSession(server, { siteKey: spa.siteKey, resume: { conversationId, resumeKey } })
    expect(again.isResumed).toBe(false)
    expect(again.conversationId).not.toBe(conversationId)
  })

  it('lets a token in once', async () => {
    const { session } = await open()
    const replay = connectWith(session.token)
    expect(await replay.closed).toMatchObject({ code: CloseCode.unauthorized })
  })

  it('lets one of many in that come with the same token at the same moment', async () => {
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    const racers = Array.from({ length: 8 }, () => connectWith(token))
    const results = await Promise.allSettled(racers.map((racer) => racer.next('ready')))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('refuses a token that has expired', async () => {
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    await spa.tenant.db.widgetToken.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
    expect(await connectWith(token).closed).toMatchObject({ code: CloseCode.unauthorized })
  })

  it('refuses a token on a page of another origin, and does not use it up', async () => {
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    expect(await connectWith(token, { origin: 'https://evil.example' }).closed).toMatchObject({
      code: CloseCode.unauthorized,
    })
    await connectWith(token).next('ready')
  })

  it('refuses a token under the site key of another spa', async () => {
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    const forged = `${other.siteKey}.${token.split('.')[1]}`
    expect(await connectWith(forged).closed).toMatchObject({ code: CloseCode.unauthorized })
  })

  it.each(['', 'x', 'x.y', `nobody.${'a'.repeat(43)}`, 'a'.repeat(5_000)])(
    'refuses “%s” for a token',
    async (token) => {
      expect(await connectWith(token).closed).toMatchObject({ code: CloseCode.unauthorized })
    },
  )

  it('refuses who does not speak our protocol, and paths that are not there', async () => {
    expect(await connectWith('', { protocols: ['other'] }).closed).toMatchObject({ code: 1006 })
    const answer = await fetch(`${server.url}/live`)
    expect(answer.status).toBe(404)
  })

  it('outlives clients that hang up in the middle of the handshake', async () => {
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    const port = Number(new URL(server.url).port)
    for (let round = 0; round < 5; round++) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => {
          socket.write(
            `GET /live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
              `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: ${server.url}\r\nSec-WebSocket-Protocol: ava.v1, ava.token.${token}\r\n\r\n`,
            () => {
              socket.destroy()
              resolve()
            },
          )
        })
      })
    }
    await open()
  })

  it('has room for so many sockets of one address', async () => {
    const sockets = await Promise.all(Array.from({ length: 20 }, () => open()))
    const { token } = await askForSession(server, { siteKey: spa.siteKey })
    expect(await connectWith(token).closed).toMatchObject({ code: 1006 })
    await sockets[0]?.client.close()
    // Counted until the socket itself is gone, which the server hears a moment later.
    await expect
      .poll(async () =>
        connectWith((await askForSession(server, { siteKey: spa.siteKey })).token)
          .next('ready')
          .then(
            () => true,
            () => false,
          ),
      )
      .toBe(true)
  })
})

describe('frames', () => {
  it.each<[string, string]>([
    ['text that is not JSON', 'hello'],
    ['half of JSON', '{"type":"ping"'],
    ['a list', '[]'],
    ['null', 'null'],
    ['no type', '{}'],
    ['a known type of the wrong shape', '{"type":"ping","sentAt":"now"}'],
    ['a chat message without words', '{"type":"chat.send","id":"1","text":""}'],
    ['a chat message without an id', '{"type":"chat.send","text":"hi"}'],
    ['a chat message whose id holds a NUL', '{"type":"chat.send","id":"a\\u0000","text":"hi"}'],
    ['a negative sample', '{"type":"speech.started","atSample":-1}'],
  ])('closes on %s', async (_what, frame) => {
    const { client } = await open()
    client.send(frame)
    expect(await client.closed).toMatchObject({ code: CloseCode.malformed })
  })

  it('ignores types it does not know, and goes on', async () => {
    const { client } = await open()
    client.send({ type: 'from.the.future', anything: { nested: [1] } })
    client.send({ type: 'ping', sentAt: 7 })
    expect(await client.next('pong')).toEqual({ type: 'pong', sentAt: 7 })
  })

  it('closes on a megabyte of text without reading it into the conversation', async () => {
    const { client, session } = await open()
    client.send({ type: 'chat.send', id: '1', text: 'x'.repeat(1_000_000) })
    expect((await client.closed).code).toBe(1009)
    expect(await spa.tenant.db.communicationMessage.count({ where: { conversationId: session.conversationId } })).toBe(
      0,
    )
  })

  it('says so when a message is too long, and stays open', async () => {
    const { client } = await open()
    client.send({ type: 'chat.send', id: 'long', text: 'x'.repeat(4_001) })
    expect(await client.next('notice')).toMatchObject({ code: 'too_long', clientId: 'long' })
    client.send({ type: 'ping', sentAt: 1 })
    await client.next('pong')
  })

  it('ignores audio outside of a call, garbage included', async () => {
    const { client } = await open()
    client.send(new Uint8Array(0))
    client.send(crypto.getRandomValues(new Uint8Array(1_001)))
    client.send({ type: 'call.mute', muted: true })
    client.send({ type: 'playback.report', epoch: 0, item: 1, samples: 5 })
    client.send({ type: 'ping', sentAt: 1 })
    await client.next('pong')
  })

  it('closes on a flood of messages', async () => {
    const { client } = await open()
    for (let count = 0; count < 400; count++) client.send({ type: 'ping', sentAt: count })
    expect(await client.closed).toMatchObject({ code: CloseCode.rateLimited })
  })

  it('closes on a flood of audio', async () => {
    const { client } = await open()
    for (let count = 0; count < 40; count++) client.send(new Uint8Array(60_000))
    expect(await client.closed).toMatchObject({ code: CloseCode.rateLimited })
  })

  it('asks somebody who types too fast to wait', async () => {
    const { client } = await open()
    for (let count = 0; count < 12; count++) client.send({ type: 'chat.send', id: `m${count}`, text: `Hello ${count}` })
    expect(await client.next('notice', (notice) => notice.code === 'too_fast')).toMatchObject({ actions: ['retry'] })
  })
})

describe('what is typed', () => {
  it('is kept with its emoji and its direction, and without control characters', async () => {
    const { client, session } = await open()
    const name = 'مرحبا 👩‍👩‍👧 שלום José\u0301'
    client.send({ type: 'chat.send', id: 'name', text: `  ${name}\u0000\u0007\u202e\r\nsecond line\ud800 ` })
    await client.next('message', ({ message }) => message.clientId === 'name')
    await expect
      .poll(
        async () =>
          (
            await spa.tenant.db.communicationMessage.findFirst({
              where: { conversationId: session.conversationId, author: 'customer' },
            })
          )?.text,
      )
      .toBe(`${name.normalize('NFC')}\nsecond line\ufffd`)
  })

  it('comes back after a reload', async () => {
    const { client, session } = await open()
    client.send({ type: 'chat.send', id: 'one', text: 'Do you do facials?' })
    await client.next('message', ({ message }) => message.clientId === 'one' && message.isFinal)
    await client.close()
    const again = await open({ resume: { conversationId: session.conversationId, resumeKey: session.resumeKey } })
    const ready = await again.client.next('ready')
    expect(ready.conversationId).toBe(session.conversationId)
    expect(ready.messages.map((message) => message.text)).toContain('Do you do facials?')
  })

  it('is stored once when it is sent again after a reconnect', async () => {
    const { client, session } = await open()
    client.send({ type: 'chat.send', id: 'one', text: 'Hello' })
    await client.next('message', ({ message }) => message.clientId === 'one')
    await client.close()
    const again = await open({ resume: session })
    again.client.send({ type: 'chat.send', id: 'one', text: 'Hello' })
    again.client.send({ type: 'ping', sentAt: 1 })
    await again.client.next('pong')
    await again.client.close()
    const rows = await spa.tenant.db.communicationMessage.findMany({
      where: { conversationId: session.conversationId, author: 'customer' },
    })
    expect(rows).toHaveLength(1)
  })
})

describe('two sockets of one conversation', () => {
  it('leave the newest', async () => {
    const { client, session } = await open()
    const second = await open({ resume: session })
    expect(await client.closed).toMatchObject({ code: CloseCode.replaced })
    second.client.send({ type: 'ping', sentAt: 1 })
    await second.client.next('pong')
  })

  it('leave one when many come at once', async () => {
    const { session } = await open()
    const tokens = await Promise.all(
      Array.from({ length: 6 }, () => askForSession(server, { siteKey: spa.siteKey, resume: session })),
    )
    const racers = tokens.map(({ token }) => connectWith(token))
    await Promise.all(racers.map((racer) => racer.next('ready')))
    await expect.poll(() => racers.filter((racer) => racer.socket.readyState === racer.socket.OPEN).length).toBe(1)
    expect(server.context.sockets.openCount()).toBe(1)
  })
})

it('tells what the page claims to the staff only as a claim', async () => {
  const { client, session } = await open()
  client.send({ type: 'identify', name: 'Jane\u0000', email: 'jane@example.com' })
  client.send({ type: 'context.set', pageUrl: 'https://willow.example/prices', values: { plan: 'gold' } })
  client.send({ type: 'ping', sentAt: 1 })
  await client.next('pong')
  await client.close()
  await expect
    .poll(async () =>
      (await spa.tenant.db.communicationEvent.findMany({ where: { conversationId: session.conversationId } }))
        .map((event) => event.type)
        .sort(),
    )
    .toEqual(['context', 'identity_claimed'])
  const row = await spa.tenant.db.conversation.findFirst({ where: { id: session.conversationId } })
  expect(row).toMatchObject({ customerId: null, verifiedAt: null, pageUrl: 'https://willow.example/prices' })
})
