import { Website } from '@ava/protocol/portal/website.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { bodyOf, createPerson, runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let willow: MinimalSpa
let maple: MinimalSpa
let server: RunningServer
const cookies: Record<string, string> = {}
const roles = ['owner', 'manager', 'agency', 'front_desk', 'provider'] as const

beforeAll(async () => {
  database = await createTestDatabase()
  willow = await seedMinimalSpa(database.prisma)
  maple = await seedMinimalSpa(database.prisma)
  server = await runServer({ databaseUrl: database.appUrl, environment: { LIMIT_SESSIONS_PER_IP: '1000' } })
  for (const role of roles) {
    const email = `${role}@willow.example`
    await createPerson(database.prisma, { email, spas: [{ tenant: willow.tenant, role }] })
    cookies[role] = await server.signIn(email)
  }
})
beforeEach(async () => {
  await willow.tenant.db.tenant.updateMany({ data: { allowedOrigins: [] } })
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

interface Asking {
  as?: (typeof roles)[number]
  spa?: string
  headers?: Record<string, string>
}

function change(method: 'POST' | 'DELETE', body: unknown, { as = 'owner', spa, headers }: Asking = {}) {
  return fetch(`${server.url}/api/portal/website/origins`, {
    method,
    headers: {
      cookie: cookies[as] ?? '',
      'x-ava-spa': spa ?? willow.tenantId,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify(body),
  })
}

async function website(as: (typeof roles)[number] = 'owner'): Promise<Website> {
  const answer = await fetch(`${server.url}/api/portal/website`, {
    headers: { cookie: cookies[as] ?? '', 'x-ava-spa': willow.tenantId },
  })
  expect(answer.status).toBe(200)
  return Website.parse(await bodyOf(answer))
}

const audit = () =>
  willow.tenant.db.auditEntry.findMany({
    where: { subjectType: 'tenant', subjectId: willow.tenantId },
    orderBy: { at: 'asc' },
  })

it('lets the widget in where it is allowed, and no longer once that is removed', async () => {
  const origin = 'https://www.willow.example'
  const startSession = () =>
    fetch(`${server.url}/api/widget/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ siteKey: willow.siteKey }),
    })
  const entriesBefore = (await audit()).length

  expect((await startSession()).status).toBe(403)
  expect((await change('POST', { origin })).status).toBe(200)
  expect((await startSession()).status).toBe(200)
  const removed = await change('DELETE', { origin }, { as: 'manager' })
  expect(Website.parse(await bodyOf(removed)).allowedOrigins).toEqual([])
  expect((await startSession()).status).toBe(403)

  expect((await audit()).slice(entriesBefore)).toMatchObject([
    { actor: 'user:user-owner@willow.example', action: 'website.allowed', data: { origin } },
    { actor: 'user:user-manager@willow.example', action: 'website.removed', data: { origin } },
  ])
})

it('gives the snippet for this spa’s pages', async () => {
  await willow.tenant.db.tenant.updateMany({ data: { name: 'Willow "&" Co', accentColor: '#2f7a68' } })
  expect((await website()).snippet).toBe(
    `<script async src="${server.url}/widget/v1/ava.js" data-site="${willow.siteKey}" data-spa="Willow &#34;&#38;&#34; Co" data-accent="#2f7a68"></script>`,
  )
  await willow.tenant.db.tenant.updateMany({ data: { accentColor: null } })
  expect((await website()).snippet).not.toContain('data-accent')
})

describe('a website that is added', () => {
  it.each([
    ['https://Example.com/path/', 'https://example.com'],
    ['  https://example.com?a=b#c ', 'https://example.com'],
    ['https://example.com:443', 'https://example.com'],
    ['https://example.com:8443/', 'https://example.com:8443'],
    ['HTTPS://bücher.example', 'https://xn--bcher-kva.example'],
    ['http://localhost:5173/', 'http://localhost:5173'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ])('%s is kept as %s', async (typed, origin) => {
    const answer = await change('POST', { origin: typed })
    expect(Website.parse(await bodyOf(answer)).allowedOrigins).toEqual([origin])
  })

  it.each([
    '',
    '   ',
    'example.com',
    'www.example.com/path',
    'https://',
    'https:///example.com',
    'https:example.com',
    'http://example.com',
    'http://localhost.example.com',
    'https://*.example.com',
    'https://user:secret@example.com',
    'https://localhost@evil.example',
    'https://exa mple.com',
    'https://example.com:99999',
    'ftp://example.com',
    'javascript://example.com',
    'file:///etc/passwd',
    'null',
    '*',
    `https://${'x'.repeat(300)}.example`,
    5,
    null,
    ['https://example.com'],
    undefined,
  ])('%j is refused, with words at its field', async (origin) => {
    const answer = await change('POST', { origin })
    expect(answer.status).toBe(400)
    const { error } = await bodyOf(answer)
    expect(Object.keys(error.fields)).toEqual(['origin'])
    expect(error.fields.origin).toMatch(/^[A-Z].+\.$/)
    expect((await website()).allowedOrigins).toEqual([])
  })

  it('is there once, however often and however many at once add it', async () => {
    const entriesBefore = (await audit()).length
    const answers = await Promise.all([
      ...['https://a.example', 'https://A.example/', 'https://a.example:443'].map((origin) =>
        change('POST', { origin }),
      ),
      change('POST', { origin: 'https://b.example' }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect((await website()).allowedOrigins.toSorted()).toEqual(['https://a.example', 'https://b.example'])
    expect((await audit()).length - entriesBefore).toBe(2)
  })

  it('is refused when the list is full, unless it is on it', async () => {
    const full = Array.from({ length: 50 }, (_, index) => `https://site-${index}.example`)
    await willow.tenant.db.tenant.updateMany({ data: { allowedOrigins: full } })
    const answer = await change('POST', { origin: 'https://one-more.example' })
    expect(answer.status).toBe(409)
    expect((await bodyOf(answer)).error.fields.origin).toContain('50')
    expect((await change('POST', { origin: 'https://site-7.example' })).status).toBe(200)
  })
})

it('removes what was stored in another form, and does not mind what is not there', async () => {
  await willow.tenant.db.tenant.updateMany({
    data: { allowedOrigins: ['http://old.example/', 'https://kept.example'] },
  })
  expect((await change('DELETE', { origin: 'http://old.example/' })).status).toBe(200)
  const entries = (await audit()).length
  expect((await change('DELETE', { origin: 'http://never.example' })).status).toBe(200)
  expect((await website()).allowedOrigins).toEqual(['https://kept.example'])
  expect(await audit()).toHaveLength(entries)
})

describe('who may change the list', () => {
  it.each(roles)('%s', async (as) => {
    const isAllowed = as !== 'front_desk' && as !== 'provider'
    for (const method of ['POST', 'DELETE'] as const) {
      const answer = await change(method, { origin: 'https://example.com' }, { as })
      expect(answer.status).toBe(isAllowed ? 200 : 403)
      if (!isAllowed) expect((await bodyOf(answer)).error.message).toContain('Ask its owner')
    }
    if (isAllowed) expect((await website(as)).snippet).toContain(willow.siteKey)
  })

  it('nobody of another spa', async () => {
    const answer = await change('POST', { origin: 'https://example.com' }, { spa: maple.tenantId })
    expect(answer.status).toBe(403)
    const { allowedOrigins } = await maple.tenant.db.tenant.findFirstOrThrow()
    expect(allowedOrigins).not.toContain('https://example.com')
  })

  it.each([
    [{ origin: 'https://evil.example' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ 'sec-fetch-site': 'same-site' }, 403],
    [{ 'content-type': 'text/plain' }, 400],
    [{ 'content-type': 'application/x-www-form-urlencoded' }, 400],
  ])('no page of another site: %j', async (headers, status) => {
    const answer = await change('POST', { origin: 'https://example.com' }, { headers: headers })
    expect(answer.status).toBe(status)
    expect((await website()).allowedOrigins).toEqual([])
  })

  it('the portal’s own page', async () => {
    const headers = { origin: server.url, 'sec-fetch-site': 'same-origin' }
    expect((await change('POST', { origin: 'https://example.com' }, { headers })).status).toBe(200)
  })
})
