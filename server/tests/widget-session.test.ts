import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { bodyOf, runServer, type RunningServer } from './harness/running-server.ts'
import { askForSession } from './harness/widget-client.ts'
import { sweepSessions } from '../src/http/widget/sweep-sessions.ts'

let database: TestDatabase
let spa: MinimalSpa
let other: MinimalSpa
let server: RunningServer
const allowed = 'https://willow.example'

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  other = await seedMinimalSpa(database.prisma)
  await spa.tenant.db.tenant.updateMany({ data: { allowedOrigins: [allowed] } })
  server = await runServer({ databaseUrl: database.appUrl, environment: { LIMIT_SESSIONS_PER_IP: '1000' } })
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

function post(body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${server.url}/api/widget/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: allowed, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

describe('the origin of the page', () => {
  it.each([
    'https://willow.example:8443',
    'http://willow.example',
    'https://www.willow.example',
    'https://willow.example.evil.example',
    'https://evilwillow.example',
    'https://willow.example/',
    'HTTPS://WILLOW.EXAMPLE',
    'null',
  ])('refuses %s, readably, and says what to do', async (origin) => {
    for (const answer of [
      await post({ siteKey: spa.siteKey }, { origin }),
      await fetch(`${server.url}/api/widget/config?site=${spa.siteKey}`, { headers: { origin } }),
    ]) {
      expect(answer.status).toBe(403)
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin)
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
      const { error } = await bodyOf(answer)
      expect(error.code).toBe('origin_not_allowed')
      if (origin !== 'null') {
        expect(error.message).toBe(`Add ${origin} to Allowed websites in Ava's portal under Set-up › Widget`)
      }
    }
  })

  it('refuses a request that comes from no page', async () => {
    const answer = await fetch(`${server.url}/api/widget/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ siteKey: spa.siteKey }),
    })
    expect(answer.status).toBe(403)
  })

  it('answers the preflight for the page that asks, without credentials', async () => {
    const answer = await fetch(`${server.url}/api/widget/session`, {
      method: 'OPTIONS',
      headers: {
        origin: allowed,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed)
    expect(answer.headers.get('access-control-allow-headers')).toBe('Content-Type')
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull()
    expect(answer.headers.get('vary')).toContain('Origin')
  })

  it('lets a spa’s page in to that spa only', async () => {
    expect((await post({ siteKey: spa.siteKey })).status).toBe(200)
    expect((await post({ siteKey: other.siteKey })).status).toBe(403)
  })

  it('lets our own pages in, also where the browser leaves the origin out', async () => {
    const config = await fetch(`${server.url}/api/widget/config?site=${spa.siteKey}`, {
      headers: { 'sec-fetch-site': 'same-origin' },
    })
    expect(config.status).toBe(200)
    expect((await bodyOf(config)).personaName).toBe('Ava')
  })
})

describe('a request that is not one', () => {
  it.each<[string, unknown, number]>([
    ['an unknown site', { siteKey: 'nobody' }, 404],
    ['a site key that is no string', { siteKey: 5 }, 400],
    ['no site key', {}, 400],
    ['broken JSON', '{"siteKey":', 400],
    ['a prototype for a body', '{"__proto__":{"siteKey":"x"}}', 400],
    ['a list', [], 400],
    ['a megabyte', { siteKey: 'x'.repeat(1e6) }, 413],
    ['a site key with a null byte', { siteKey: 'a\0b' }, 404],
  ])('%s', async (_what, body, status) => {
    const answer = await post(body)
    expect(answer.status).toBe(status)
    const { error } = await bodyOf(answer)
    expect(error.message).not.toMatch(/prisma|zod|at \//i)
    expect(error.requestId).toBe(answer.headers.get('x-request-id'))
  })

  it('names the fields that are wrong', async () => {
    const { error } = await bodyOf(await post({ siteKey: '', resume: { conversationId: 1 } }))
    expect(Object.keys(error.fields)).toEqual(['siteKey', 'resume.conversationId', 'resume.resumeKey'])
  })
})

describe('coming back', () => {
  it('brings the browser that holds the key back to its conversation', async () => {
    const first = await askForSession(server, { siteKey: spa.siteKey, origin: allowed })
    const second = await askForSession(server, { siteKey: spa.siteKey, origin: allowed, resume: first })
    expect(second).toMatchObject({ conversationId: first.conversationId, resumeKey: first.resumeKey, isResumed: true })
    expect(second.token).not.toBe(first.token)
  })

  it.each<
    [
      string,
      (first: { conversationId: string; resumeKey: string }) => {
        siteKey: string
        resume: { conversationId: string; resumeKey: string }
      },
    ]
  >([
    ['a wrong key', (first) => ({ siteKey: spa.siteKey, resume: { ...first, resumeKey: 'x'.repeat(43) } })],
    ['a conversation of another spa', (first) => ({ siteKey: other.siteKey, resume: first })],
    ['no conversation at all', (first) => ({ siteKey: spa.siteKey, resume: { ...first, conversationId: 'x' } })],
  ])('begins anew for %s', async (_what, ask) => {
    const first = await askForSession(server, { siteKey: spa.siteKey, origin: allowed })
    const { conversationId, resumeKey } = first
    const again = await askForSession(server, { ...ask({ conversationId, resumeKey }), origin: server.url })
    expect(again.isResumed).toBe(false)
    expect(again.conversationId).not.toBe(first.conversationId)
  })

  it('begins a new conversation of the same visitor when the old one has ended', async () => {
    const first = await askForSession(server, { siteKey: spa.siteKey, origin: allowed })
    await spa.tenant.db.conversation.updateMany({
      where: { id: first.conversationId },
      data: { status: 'ended', endedAt: new Date() },
    })
    const second = await askForSession(server, { siteKey: spa.siteKey, origin: allowed, resume: first })
    expect(second.isResumed).toBe(false)
    const rows = await spa.tenant.db.conversation.findMany({
      where: { id: { in: [first.conversationId, second.conversationId] } },
    })
    expect(new Set(rows.map((row) => row.visitorId)).size).toBe(1)
  })
})

it('keeps nothing of an address but the page', async () => {
  const answer = await post({ siteKey: spa.siteKey, pageUrl: 'https://willow.example/book?name=Jane&token=s3cret#x' })
  const { conversationId } = await bodyOf(answer)
  const row = await spa.tenant.db.conversation.findFirst({ where: { id: conversationId } })
  expect(row?.pageUrl).toBe('https://willow.example/book')
})

it('keeps no token, only its hash', async () => {
  const { token } = await askForSession(server, { siteKey: spa.siteKey, origin: allowed })
  const rows = JSON.stringify(await spa.tenant.db.widgetToken.findMany())
  expect(rows).not.toContain(token.split('.')[1])
})

it('sweeps what came to nothing, and nothing else', async () => {
  const old = new Date(Date.now() - 48 * 3_600_000)
  const make = async () => (await askForSession(server, { siteKey: other.siteKey })).conversationId
  const [silent, spoken, fresh] = [await make(), await make(), await make()]
  await other.tenant.db.communicationMessage.create({
    data: {
      conversationId: spoken,
      position: 1,
      direction: 'inbound',
      author: 'customer',
      channel: 'chat',
      text: 'Hello',
    },
  })
  await other.tenant.db.conversation.updateMany({
    where: { id: { in: [silent, spoken] } },
    data: { lastActivityAt: old },
  })
  await sweepSessions(other.tenant, new Date())
  const left = await other.tenant.db.conversation.findMany({
    where: { id: { in: [silent, spoken, fresh] } },
    select: { id: true },
  })
  expect(left.map((row) => row.id).sort()).toEqual([spoken, fresh].sort())
})

describe('limits', () => {
  it('asks one address to wait, and says how long', async () => {
    const limited = await runServer({
      databaseUrl: database.appUrl,
      environment: { LIMIT_SESSIONS_PER_IP: '3', TRUST_PROXY: '1' },
    })
    const ask = (address: string) =>
      fetch(`${limited.url}/api/widget/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: allowed, 'x-forwarded-for': address },
        body: JSON.stringify({ siteKey: spa.siteKey }),
      })
    try {
      const statuses = []
      for (let round = 0; round < 4; round++) statuses.push((await ask('203.0.113.7')).status)
      expect(statuses).toEqual([200, 200, 200, 429])
      const refused = await ask('203.0.113.7')
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await bodyOf(refused)).error.code).toBe('too_many_requests')
      expect((await ask('203.0.113.8')).status).toBe(200)
      // The whole of one customer's IPv6 network counts as one.
      for (let round = 0; round < 3; round++) await ask(`2001:db8:1:2::${round}`)
      expect((await ask('2001:db8:1:2:ffff::1')).status).toBe(429)
    } finally {
      await limited.close()
    }
  })
})
