import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConversationDetail, ConversationList } from '@ava/protocol/portal/conversations.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { bodyOf, createPerson, password, runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let willow: MinimalSpa
let maple: MinimalSpa
let server: RunningServer
let owner: string
let agency: string

beforeAll(async () => {
  database = await createTestDatabase()
  willow = await seedMinimalSpa(database.prisma)
  maple = await seedMinimalSpa(database.prisma)
  await createPerson(database.prisma, {
    email: 'owner@willow.example',
    spas: [{ tenant: willow.tenant, role: 'owner' }],
  })
  await createPerson(database.prisma, {
    email: 'agency@north.example',
    spas: [
      { tenant: willow.tenant, role: 'agency' },
      { tenant: maple.tenant, role: 'agency' },
    ],
  })
  server = await runServer({ databaseUrl: database.appUrl })
  owner = await server.signIn('owner@willow.example')
  agency = await server.signIn('agency@north.example')
  await createConversation(maple, { text: 'Secret of Maple' })
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

async function createConversation(
  spa: MinimalSpa,
  options: { text: string; at?: Date; customer?: { givenName: string; familyName: string }; status?: 'open' | 'ended' },
): Promise<string> {
  const { text, at = new Date(), customer, status = 'ended' } = options
  const customerId = customer ? (await spa.tenant.db.customer.create({ data: customer })).id : null
  const { id } = await spa.tenant.db.conversation.create({
    data: { channel: 'chat', status, customerId, startedAt: at, lastActivityAt: at },
  })
  await spa.tenant.db.communicationMessage.create({
    data: {
      conversationId: id,
      position: 1,
      direction: 'inbound',
      author: 'customer',
      channel: 'chat',
      text,
      sentAt: at,
    },
  })
  return id
}

function ask(path: string, options: { cookie?: string; spa?: string } = {}) {
  return fetch(`${server.url}/api/portal${path}`, {
    headers: {
      ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
      ...(options.spa === undefined ? {} : { 'x-ava-spa': options.spa }),
    },
  })
}

describe('the list', () => {
  it('comes page by page, newest first, each conversation once', async () => {
    const at = new Date('2026-03-01T12:00:00Z')
    const made: string[] = []
    for (let count = 0; count < 7; count++) {
      // Several at the very same instant: the id decides.
      made.push(
        await createConversation(maple, {
          text: `m${count}`,
          at: new Date(at.getTime() + Math.floor(count / 3) * 1000),
        }),
      )
    }
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const query: string = `/conversations?limit=2${cursor ? `&cursor=${cursor}` : ''}`
      const page = ConversationList.parse(await bodyOf(await ask(query, { cookie: agency, spa: maple.tenantId })))
      seen.push(...page.conversations.map(({ id }) => id))
      cursor = page.nextCursor
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.filter((id) => made.includes(id))).toHaveLength(made.length)
  })

  it('leaves out conversations in which nothing was said', async () => {
    const { id } = await willow.tenant.db.conversation.create({ data: { channel: 'chat' } })
    const list = ConversationList.parse(
      await bodyOf(await ask('/conversations', { cookie: owner, spa: willow.tenantId })),
    )
    expect(list.conversations.map((row) => row.id)).not.toContain(id)
  })

  it.each([
    ['zoë', true],
    ['O’Brien', true],
    ['zoë o’brien', true],
    ['lasers for 100%', true],
    ['skin types?', true],
    ['obri', false],
    ['laser skin O’Brien', false],
    ['nobody', false],
  ])('finds “%s”: %s', async (search, isFound) => {
    const id = await createConversation(willow, {
      text: 'Are lasers for 100% of skin types?',
      customer: { givenName: 'Zoë', familyName: 'O’Brien' },
    })
    const answer = await ask(`/conversations?search=${encodeURIComponent(search)}`, {
      cookie: owner,
      spa: willow.tenantId,
    })
    const list = ConversationList.parse(await bodyOf(answer))
    expect(list.conversations.some((row) => row.id === id)).toBe(isFound)
  })

  it.each([
    'limit=0',
    'limit=101',
    'limit=x',
    'status=nope',
    'cursor=nope',
    `cursor=${Buffer.from(`2026-01-01T00:00:00.000Z ${'-'.repeat(36)}`).toString('base64url')}`,
    `cursor=${Buffer.from('-200000-01-01T00:00:00.000Z 0196f3c0-0000-7000-8000-000000000000').toString('base64url')}`,
    'search=a%00b',
    `search=${'x'.repeat(201)}`,
    'search=a&search=b',
  ])('refuses %s', async (query) => {
    const answer = await ask(`/conversations?${query}`, { cookie: owner, spa: willow.tenantId })
    expect(answer.status).toBe(400)
    expect(Object.keys((await bodyOf(answer)).error.fields)).toEqual([query.split('=')[0]])
  })
})

it('shows one conversation with all that belongs to it, in words', async () => {
  const id = await createConversation(willow, {
    text: 'Book me in',
    customer: { givenName: 'Ana', familyName: 'Lima' },
    status: 'open',
  })
  const { db } = willow.tenant
  await db.communicationEvent.create({ data: { conversationId: id, type: 'call_started', data: {} } })
  await db.communicationEvent.create({ data: { conversationId: id, type: 'handed_over', data: {} } })
  await db.toolCall.create({
    data: {
      conversationId: id,
      callId: 'c1',
      name: 'book_appointment',
      arguments: {},
      status: 'done',
      result: { ok: true },
      endedAt: new Date(),
    },
  })
  await db.toolCall.create({
    data: {
      conversationId: id,
      callId: 'c2',
      name: 'hold_slot',
      arguments: {},
      status: 'done',
      result: { ok: false, reason: 'slot_taken' },
    },
  })
  await db.voiceCallDetails.create({
    data: { conversationId: id, model: 'm', voice: 'v', latenciesMs: [900, 500, 700, 600] },
  })
  await db.task.create({
    data: {
      conversationId: id,
      kind: 'hand_over',
      title: 'Call back',
      data: { reason: 'asks for a person', customerId: 'x' },
    },
  })
  const detail = ConversationDetail.parse(
    await bodyOf(await ask(`/conversations/${id}`, { cookie: owner, spa: willow.tenantId })),
  )
  expect(detail).toMatchObject({
    customerName: 'Ana Lima',
    channel: 'voice',
    isLive: true,
    isInCall: true,
    openTaskCount: 1,
    messages: [{ text: 'Book me in', author: 'customer' }],
    events: [{ label: 'Call began' }, { label: 'A person was asked for' }],
    toolCalls: [{ label: 'Booked an appointment' }, { label: 'Keeping a time free: the time had just been taken' }],
    calls: [{ medianResponseMs: 650 }],
    tasks: [{ details: [{ label: 'Reason', value: 'asks for a person' }] }],
  })
})

describe('signing in', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.url, ...headers },
      body: JSON.stringify(body),
    })

  it('has nothing but what it needs', async () => {
    for (const path of [
      '/update-user',
      '/delete-user',
      '/sign-in/social',
      '/ok',
      '/sign-in/email/',
      '//sign-up/email',
    ]) {
      expect((await post(path, { email: 'new@evil.example', password, name: 'x' })).status, path).toBe(404)
    }
  })

  it('lets nobody in with an account whose address is not confirmed', async () => {
    const email = 'new@evil.example'
    const made = await post('/sign-up/email', { email, password, name: 'Somebody' })
    expect(made.status).toBe(200)
    expect(made.headers.getSetCookie().join()).not.toMatch(/session_token=[^;]/)
    const answer = await post('/sign-in/email', { email, password })
    expect([401, 403]).toContain(answer.status)
    expect(answer.headers.getSetCookie().join()).not.toMatch(/session_token=[^;]/)
  })

  it('sets a cookie that scripts cannot read', async () => {
    const answer = await post('/sign-in/email', { email: 'owner@willow.example', password })
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie().join()).toMatch(/HttpOnly/i)
    expect(answer.headers.getSetCookie().join()).toMatch(/SameSite=Lax/i)
  })

  it('says the same of a wrong password and of an unknown address', async () => {
    const wrong = await post('/sign-in/email', { email: 'owner@willow.example', password: 'wrong password' })
    const unknown = await post('/sign-in/email', { email: 'nobody@willow.example', password: 'wrong password' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect((await bodyOf(wrong)).error.message).toBe((await bodyOf(unknown)).error.message)
  })

  it('refuses forms of other sites', async () => {
    const answer = await post(
      '/sign-in/email',
      { email: 'owner@willow.example', password },
      { origin: 'https://evil.example', cookie: owner },
    )
    expect(answer.status).toBe(403)
  })

  it('ends the session for good when somebody signs out', async () => {
    await createPerson(database.prisma, {
      email: 'brief@willow.example',
      spas: [{ tenant: willow.tenant, role: 'manager' }],
    })
    const cookie = await server.signIn('brief@willow.example')
    expect((await ask('/me', { cookie })).status).toBe(200)
    expect((await post('/sign-out', {}, { cookie })).status).toBe(200)
    expect((await ask('/me', { cookie })).status).toBe(401)
  })

  it('ends a session that was left behind', async () => {
    await createPerson(database.prisma, {
      email: 'idle@willow.example',
      spas: [{ tenant: willow.tenant, role: 'manager' }],
    })
    const cookie = await server.signIn('idle@willow.example')
    await database.prisma.session.updateMany({
      where: { userId: 'user-idle@willow.example' },
      data: { updatedAt: new Date(Date.now() - 31 * 60_000) },
    })
    expect((await ask('/me', { cookie })).status).toBe(401)
  })

  it('asks whoever tries passwords to wait, whatever address they claim', async () => {
    const statuses: number[] = []
    for (let round = 0; round < 12; round++) {
      const answer = await post(
        '/sign-in/email',
        { email: 'owner@willow.example', password: `guess number ${round}` },
        { 'x-ava-client-address': `203.0.113.${round}` },
      )
      statuses.push(answer.status)
    }
    expect(statuses.at(-1)).toBe(429)
    const refused = await post('/sign-in/email', { email: 'owner@willow.example', password })
    expect(refused.status).toBe(429)
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
