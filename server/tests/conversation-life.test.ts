import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import type { TextModel, TextModelTurn } from '../src/adapters/text-model/text-model.ts'
import { endIfIdle } from '../src/conversation/end-conversation.ts'
import { IDLE_END_MS, MAX_CUSTOMER_MESSAGES } from '../src/conversation/limits.ts'
import type { ToolRegistry } from '../src/tools/registry.ts'
import type { ToolResult } from '../src/tools/tool.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { runServer, type RunningServer } from './harness/running-server.ts'
import { openWidget } from './harness/widget-client.ts'

const usage = { responseId: 'r', model: 'm', inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 }
const words = (text: string): TextModelTurn => ({ text, toolCalls: [], usage })

let database: TestDatabase
let spa: MinimalSpa
let server: RunningServer
/** What the model answers next; after that, "Of course." */
const turns: TextModelTurn[] = []
const toolResults = new Map<string, ToolResult>()
const closing: (() => Promise<void>)[] = []

let instructions = ''
const textModel: TextModel = {
  turn: (request) => {
    instructions = request.instructions
    return Promise.resolve(turns.shift() ?? words('Of course.'))
  },
  structured: () => Promise.resolve({ json: { summary: 'They said\u0000 hello.' }, usage }),
}
const tools: ToolRegistry = {
  definitions: [],
  run: (_context, { name }) => Promise.resolve({ result: toolResults.get(name)!, cards: [], effects: [] }),
}

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  server = await runServer({ databaseUrl: database.appUrl, parts: { textModel, tools } })
})
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()))
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

async function visit(resume?: { conversationId: string; resumeKey: string }) {
  const { client, session } = await openWidget(server, { siteKey: spa.siteKey, ...(resume ? { resume } : {}) })
  closing.push(() => client.close())
  const { conversationId } = session
  return {
    conversationId,
    session,
    client,
    type: (id: string, text: string) => client.send({ type: 'chat.send', id, text }),
    said: (text: string) => client.next('message', ({ message }) => message.isFinal && message.text === text),
    row: () => spa.tenant.db.conversation.findFirstOrThrow({ where: { id: conversationId } }),
    stored: async (author: 'ava' | 'customer') =>
      (
        await spa.tenant.db.communicationMessage.findMany({
          where: { conversationId, author },
          orderBy: { position: 'asc' },
        })
      ).map(({ text }) => text),
  }
}

it('goes on when it had been ended for silence and the visitor, whose page was open, writes again', async () => {
  const { conversationId, type, said, row, client, stored } = await visit()
  type('one', 'Hello')
  await said('Of course.')
  const { enqueue } = server.context.queue
  const later = new Date(Date.now() + IDLE_END_MS + 60_000)
  const end = (now: Date) => endIfIdle(spa.tenant, { conversationId, enqueue, now })
  expect(await end(later)).toBeNull()
  expect(await row()).toMatchObject({ status: 'ended', endReason: 'idle', outcome: 'abandoned' })
  await expect.poll(async () => (await row()).summary).toBe('They said hello.')

  type('two', 'Are you still there?')
  await client.next('message', ({ message }) => message.clientId === 'two')
  await expect.poll(row).toMatchObject({
    status: 'open',
    isAiActive: true,
    endedAt: null,
    endReason: null,
    outcome: null,
    summary: null,
  })
  await expect.poll(() => stored('customer')).toEqual(['Hello', 'Are you still there?'])
  // And it ends again when that is quiet too.
  await end(new Date(later.getTime() + IDLE_END_MS))
  expect(await row()).toMatchObject({ status: 'ended', endReason: 'idle' })
})

it('stays ended when the visitor ended it', async () => {
  const { type, said, row, client } = await visit()
  type('one', 'Hello')
  await said('Of course.')
  client.send({ type: 'conversation.end' })
  await client.next('state', ({ state }) => state === 'ended')
  type('two', 'One more thing')
  client.send({ type: 'ping', sentAt: 1 })
  await client.next('pong')
  expect(await row()).toMatchObject({ status: 'ended', endReason: 'visitor' })
})

it('keeps what a model says although PostgreSQL takes no NUL', async () => {
  const { type, stored } = await visit()
  turns.push(words('We open\u0000 at nine.'))
  type('one', 'Hello')
  await expect.poll(() => stored('ava')).toContain('We open at nine.')
})

it('says exact words also when the model called another tool after the one they come from', async () => {
  const { type, said } = await visit()
  toolResults.set('book_appointment', { ok: false, say: 'Shall I book it?', mustSay: true })
  toolResults.set('list_services', { ok: true })
  const call = (name: string) => ({ callId: name, name, argumentsJson: '{}' })
  turns.push({ text: '', toolCalls: [call('book_appointment'), call('list_services')], usage })
  type('one', 'Book it, and what else do you do?')
  await said('Shall I book it?')
})

it('keeps nothing of the page’s address but the page', async () => {
  const { conversationId, client, row } = await visit()
  client.send({
    type: 'context.set',
    pageUrl: 'https://willow.example/reset?token=secret&email=jane%40example.com#key',
    pageTitle: 'Reset',
  })
  await expect.poll(async () => (await row()).pageUrl).toBe('https://willow.example/reset')
  const [event] = await spa.tenant.db.communicationEvent.findMany({ where: { conversationId, type: 'context' } })
  expect(event?.data).toEqual({ pageUrl: 'https://willow.example/reset', pageTitle: 'Reset' })
})

it('takes up what the spa has set, without a restart, with the next conversation', async () => {
  const before = await visit()
  const greeting = 'Welcome in, I’m Mina, an AI. What can I do for you?'
  await spa.tenant.db.persona.updateMany({ data: { name: 'Mina', greeting, houseRules: ['Never rush anybody.'] } })
  const { client, type, said } = await visit()
  expect(await client.next('ready')).toMatchObject({ personaName: 'Mina', greeting })
  type('one', 'Hello')
  await said('Of course.')
  expect(instructions).toContain(`"${greeting}"`)
  expect(instructions).toContain('Never rush anybody.')
  // One that goes on keeps the voice it began with.
  before.type('one', 'Hello')
  await before.said('Of course.')
  expect(instructions).not.toContain('Mina')
})

it('knows how much was said before a reload, and stops whoever goes on without end', async () => {
  const { session, conversationId, client } = await visit()
  await client.close()
  await spa.tenant.db.communicationMessage.createMany({
    data: Array.from({ length: 2 * MAX_CUSTOMER_MESSAGES }, (_, index) => ({
      conversationId,
      position: index + 1,
      author: index % 2 === 0 ? ('customer' as const) : ('ava' as const),
      direction: index % 2 === 0 ? ('inbound' as const) : ('outbound' as const),
      channel: 'chat' as const,
      text: `Words ${index}`,
      sentAt: new Date(),
    })),
  })
  const again = await visit(session)
  again.type('more', 'And another thing')
  expect(await again.client.next('notice')).toMatchObject({ code: 'over_limit', clientId: 'more' })
})
