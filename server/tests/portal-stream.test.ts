import { afterAll, beforeAll, expect, it } from 'vitest'
import { StreamEvent } from '@ava/protocol/portal-stream.ts'
import { addBlock } from '../src/scheduling/blocks/blocks.ts'
import { notifyConversation, notifyTask } from '../src/db/notify.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { createPerson, runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let willow: MinimalSpa
let maple: MinimalSpa
let server: RunningServer
let cookie: string
const conversationId = '01900000-0000-7000-8000-000000000001'

beforeAll(async () => {
  database = await createTestDatabase()
  willow = await seedMinimalSpa(database.prisma)
  maple = await seedMinimalSpa(database.prisma)
  await createPerson(database.prisma, {
    email: 'owner@willow.example',
    spas: [{ tenant: willow.tenant, role: 'owner' }],
  })
  server = await runServer({ databaseUrl: database.appUrl })
  cookie = await server.signIn('owner@willow.example')
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

/** A portal that listens; `next` reads the next event, `ended` settles when the server closes the stream. */
async function listen(headers: Record<string, string> = {}) {
  const abort = new AbortController()
  const response = await fetch(`${server.url}/api/portal/stream?spa=${willow.tenantId}`, {
    headers: { cookie, ...headers },
    signal: abort.signal,
  })
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    close: () => abort.abort(),
    async next(): Promise<StreamEvent | null> {
      for (;;) {
        const line = /^data: (.*)\n/m.exec(text)
        if (line?.[1]) {
          text = text.slice(line.index + line[0].length)
          return StreamEvent.parse(JSON.parse(line[1]))
        }
        const { value, done } = await reader.read()
        if (done) return null
        text += value
      }
    },
  }
}

it('tells that labels, ready-made words or the set-up of messages changed', async () => {
  const stream = await listen()
  const headers = { cookie, origin: server.url, 'x-ava-spa': willow.tenantId, 'content-type': 'application/json' }
  const post = async (path: string, body: object): Promise<number> => {
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return (await fetch(`${server.url}/api/portal/${path}`, init)).status
  }
  expect(await post('labels', { name: 'VIP', tone: 'violet' })).toBe(201)
  expect(await stream.next()).toEqual({ type: 'desk' })
  expect(await post('canned-replies', { shortcut: 'parking', text: 'Behind the house.' })).toBe(201)
  expect(await stream.next()).toEqual({ type: 'desk' })
  const voice = { channel: 'voice', replyMode: 'off', quietFromMin: 1_260, quietUntilMin: 480 }
  const setting = { ...voice, asksSatisfaction: true, handsOverOutsideHours: false }
  expect(await post('messaging/channels', setting)).toBe(200)
  expect(await stream.next()).toEqual({ type: 'desk' })
  expect(await post('messaging/names-treatments', { namesTreatments: true })).toBe(200)
  expect(await stream.next()).toEqual({ type: 'desk' })
  stream.close()
})

it('tells what changes in its spa, and nothing of another', async () => {
  const stream = await listen()
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
  await maple.tenant.transaction((tx) =>
    notifyConversation(tx, { conversationId: '01900000-0000-7000-8000-00000000dead' }),
  )
  await willow.tenant.transaction((tx) => notifyConversation(tx, { conversationId }))
  expect(await stream.next()).toEqual({ type: 'conversation', conversationId })
  await willow.tenant.transaction((tx) => notifyTask(tx, { taskId: conversationId }))
  expect(await stream.next()).toEqual({ type: 'task', taskId: conversationId })
  const startsAt = new Date('2027-02-01T15:00:00Z')
  const endsAt = new Date('2027-02-01T20:00:00Z')
  await willow.tenant.transaction((tx) =>
    addBlock(tx, {
      tenantId: willow.tenantId,
      enqueue: () => Promise.resolve(),
      now: startsAt,
      resourceId: willow.leeResourceId,
      kind: 'time_off',
      startsAt,
      endsAt,
      createdBy: 'test',
    }),
  )
  expect(await stream.next()).toEqual({ type: 'appointments' })
  stream.close()
})

it('tells nothing of what was rolled back', async () => {
  const stream = await listen()
  const undone = willow.tenant.transaction(async (tx) => {
    await notifyTask(tx, { taskId: '01900000-0000-7000-8000-00000000dead' })
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  await willow.tenant.transaction((tx) => notifyConversation(tx, { conversationId }))
  expect(await stream.next()).toEqual({ type: 'conversation', conversationId })
  stream.close()
})

it('has a portal that comes back load everything anew', async () => {
  const stream = await listen({ 'last-event-id': '1' })
  expect(await stream.next()).toEqual({ type: 'resync' })
  stream.close()
})

it('is not open more often than a person has tabs', async () => {
  const streams = await Promise.all(Array.from({ length: 12 }, () => listen()))
  expect((await listen()).response.status).toBe(429)
  streams.forEach((stream) => stream.close())
  await expect
    .poll(async () => {
      const again = await listen()
      again.close()
      return again.response.status
    })
    .toBe(200)
})

it('ends when the server goes down', async () => {
  const second = await runServer({ databaseUrl: database.appUrl })
  const response = await fetch(`${second.url}/api/portal/stream?spa=${willow.tenantId}`, { headers: { cookie } })
  expect(response.status).toBe(200)
  const ended = response.text()
  await second.close()
  expect(await ended).toContain('retry:')
})
