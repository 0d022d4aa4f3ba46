import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { bodyOf, runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let spa: MinimalSpa
let server: RunningServer

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  server = await runServer({ databaseUrl: database.appUrl, environment: { METRICS_TOKEN: 'scrape-me' } })
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, { headers, redirect: 'manual' })

describe('operations', () => {
  it('say that the process lives, and what it can and cannot do', async () => {
    expect(await bodyOf(await get('/healthz'))).toEqual({ status: 'ok' })
    expect(await bodyOf(await get('/readyz'))).toEqual({
      status: 'ready',
      checks: { database: 'ok', queue: 'ok' },
      sandboxed: ['OpenAI', 'Twilio', 'SendGrid', 'Google Calendar'],
    })
  })

  it('show metrics to this machine and to the token, and to nobody else', async () => {
    expect(await (await get('/metrics')).text()).toContain('ava_sockets_open 0')
    const outside = { 'x-forwarded-for': '203.0.113.9' }
    expect((await get('/metrics', outside)).status).toBe(404)
    expect((await get('/metrics', { ...outside, authorization: 'Bearer wrong' })).status).toBe(404)
    expect((await get('/metrics', { ...outside, authorization: 'Bearer scrape-me' })).status).toBe(200)
  })
})

describe('every answer', () => {
  it.each([
    '/api/nothing',
    '/api/portal/nothing',
    '/auth/nothing',
    '/webhooks/nothing',
    '/live',
    '/api/portal/conversations/%E0%A4%A',
  ])('of %s is an error in words', async (path) => {
    const answer = await get(path)
    expect([400, 404]).toContain(answer.status)
    const { error } = await bodyOf(answer)
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(error.requestId).toMatch(/^[\da-f-]{36}$/)
    expect(answer.headers.get('x-powered-by')).toBeNull()
  })

  it('that is data can be neither framed, sniffed nor kept', async () => {
    const { headers } = await get('/api/portal/me')
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })
})

describe('the sample website', () => {
  it('is as strict as the strictest host page', async () => {
    const answer = await get(`/demo/${spa.siteKey}`)
    expect(answer.status).toBe(200)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self';script-src 'self';style-src 'self';")
    expect(policy).not.toMatch(/unsafe|blob:|data:|\*/)
    const page = await answer.text()
    expect(page).not.toMatch(/ style=|<style|onclick|javascript:/)
    expect(page).toContain(`src="${server.url}/widget/v1/ava.js"`)
    expect(page).toContain(`data-site="${spa.siteKey}"`)
    // Nothing comes from anywhere else.
    expect([...page.matchAll(/(?:src|href)="(https?:[^"]*)"/g)].map(([, address]) => address)).toEqual([
      `${server.url}/widget/v1/ava.js`,
    ])
  })

  it('shows the spa’s own services, prices and people, on two pages', async () => {
    const page = await (await get(`/demo/${spa.siteKey}`)).text()
    for (const words of ['Willow Spa', 'Microneedling', '$300', 'Dr. Lee']) expect(page).toContain(words)
    expect(await (await get(`/demo/${spa.siteKey}/visit`)).text()).toContain('1 Main Street')
    expect((await get('/demo/nobody')).status).toBe(404)
  })

  it('shows what a spa typed as text, and takes a colour for a colour only', async () => {
    const evil = await seedMinimalSpa(database.prisma)
    await evil.tenant.db.tenant.updateMany({
      data: { name: '</title><script>alert(1)</script>"\'&', accentColor: 'red;} body{background:url(//evil.example)' },
    })
    const page = await (await get(`/demo/${evil.siteKey}`)).text()
    expect(page).not.toContain('<script>alert')
    expect(await (await get(`/demo/${evil.siteKey}/theme.css`)).text()).toBe('')
    expect(await (await get(`/demo/${evil.siteKey}/icon.svg`)).text()).not.toContain('evil')
    await evil.tenant.db.tenant.updateMany({ data: { accentColor: 'oklch(0.52 0.09 175)' } })
    expect(await (await get(`/demo/${evil.siteKey}/theme.css`)).text()).toContain('--accent: oklch(0.52 0.09 175);')
  })
})
