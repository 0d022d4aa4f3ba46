import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { beginConnection } from '../../src/calendars/access/consent.ts'
import { openCredentials } from '../../src/calendars/access/open-calendar.ts'
import { connectServiceAccount } from '../../src/calendars/access/service-account.ts'
import { renewChannel } from '../../src/calendars/channels/channel.ts'
import { chooseCalendar, listAccountCalendars } from '../../src/calendars/choose-calendar.ts'
import { listConnections } from '../../src/calendars/connections.ts'
import { disconnect } from '../../src/calendars/remove-calendar.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { createPerson, runServer, type RunningServer } from '../harness/running-server.ts'

const account = 'owner@lumen.example'
let database: TestDatabase
let spa: MinimalSpa
let otherSpa: MinimalSpa
let sandbox: Sandbox
let server: RunningServer
let cookie: string
let userId: string
/** Of the browser in which it was begun. */
let sessionId: string

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  otherSpa = await seedMinimalSpa(database.prisma)
  sandbox = await startSandbox({ port: 0 })
  server = await runServer({ databaseUrl: database.appUrl, environment: { SANDBOX_PORT: String(sandbox.port) } })
  const owns = (tenant: MinimalSpa['tenant'], email: string) =>
    createPerson(database.prisma, { email, spas: [{ tenant, role: 'owner' }] })
  userId = (await owns(spa.tenant, 'owner@willow.example')).id
  await owns(otherSpa.tenant, 'other@oak.example')
  cookie = await server.signIn('owner@willow.example')
  sessionId = (await database.prisma.session.findFirstOrThrow({ where: { userId } })).id
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  expect(server.log.join('\n')).not.toMatch(/ya29|1\/\/0|4\/0A|sandbox-secret|PRIVATE KEY/)
  await server.close()
  await sandbox.close()
  await database.drop()
})

const begin = async () =>
  (await beginConnection(server.context.calendars, { tenant: spa.tenant, userId, sessionId })).url

/** What a person does on Google's page; resolves to where they are sent back to. */
async function consent(url: string, options: { answer?: 'allow' | 'deny'; leaveOut?: string } = {}): Promise<string> {
  const scope = new URL(url).searchParams.get('scope')!.split(' ')
  const form = new URLSearchParams({ account, answer: options.answer ?? 'allow' })
  for (const one of scope) if (one !== options.leaveOut) form.append('scope', one)
  const answer = await fetch(url, { method: 'POST', body: form, redirect: 'manual' })
  expect(answer.status).toBe(303)
  return answer.headers.get('location')!
}

/** The browser follows; resolves to where the portal is opened. */
async function follow(location: string, as: string | null = cookie): Promise<string> {
  const { pathname, search } = new URL(location)
  const answer = await fetch(`${server.url}${pathname}${search}`, {
    redirect: 'manual',
    headers: as === null ? {} : { cookie: as },
  })
  expect(answer.status).toBe(303)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer.headers.get('location')!
}

describe('connecting an account', () => {
  it('asks for no more than it needs, with a proof that only this server has', async () => {
    const asked = new URL(await begin()).searchParams
    expect(asked.get('access_type')).toBe('offline')
    expect(asked.get('prompt')).toBe('consent')
    expect(asked.get('code_challenge_method')).toBe('S256')
    expect(asked.get('scope')!.split(' ')).toEqual([
      'openid',
      'email',
      'https://www.googleapis.com/auth/calendar.events',
      'https://www.googleapis.com/auth/calendar.calendarlist.readonly',
    ])
    const row = await spa.tenant.db.calendarConsent.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
    expect(row.stateHash).toBe(createHash('sha256').update(asked.get('state')!).digest('hex'))
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(10 * 60_000)
  })

  it('ends on the portal’s page, connected, its tokens sealed and nothing of them in an address', async () => {
    const back = await follow(await consent(await begin()))
    const { connections } = await listConnections(server.context.calendars, { tenant: spa.tenant })
    expect(connections).toMatchObject([{ account, kind: 'google_oauth', status: 'active', calendars: [] }])
    expect(back).toBe(`/calendars?connected=${connections[0]!.id}`)
    const row = await spa.tenant.db.calendarConnection.findFirstOrThrow()
    expect(row.sealedTokens).toMatch(/^v1\./)
    const credentials = await openCredentials(spa.tenant, row)
    expect(credentials).toMatchObject({ kind: 'oauth', refreshToken: expect.stringMatching(/^1\/\//) })
    // What was sealed for this spa is nobody else's.
    await expect(openCredentials(otherSpa.tenant, row)).rejects.toMatchObject({ kind: 'dead_token' })
  })

  it('again is the same connection with new tokens', async () => {
    const before = await spa.tenant.db.calendarConnection.findFirstOrThrow()
    await follow(await consent(await begin()))
    const rows = await spa.tenant.db.calendarConnection.findMany()
    expect(rows.map(({ id }) => id)).toEqual([before.id])
    expect(rows[0]!.sealedTokens).not.toBe(before.sealedTokens)
  })

  it('denied says so', async () => {
    expect(await follow(await consent(await begin(), { answer: 'deny' }))).toBe('/calendars?problem=denied')
  })

  it('allowed in part says so', async () => {
    const leaveOut = 'https://www.googleapis.com/auth/calendar.events'
    expect(await follow(await consent(await begin(), { leaveOut }))).toBe('/calendars?problem=scopes_missing')
  })

  it('works once with one state', async () => {
    const location = await consent(await begin())
    expect(await follow(location)).toContain('connected=')
    expect(await follow(location)).toBe('/calendars?problem=expired')
  })

  it('ends after ten minutes', async () => {
    const location = await consent(await begin())
    await spa.tenant.db.calendarConsent.updateMany({ where: {}, data: { expiresAt: new Date(Date.now() - 1) } })
    expect(await follow(location)).toBe('/calendars?problem=expired')
  })

  it('is for the person and the session that began it', async () => {
    const location = await consent(await begin())
    expect(await follow(location, null)).toBe('/calendars?problem=signed_out')
    expect(await follow(location, await server.signIn('other@oak.example'))).toBe('/calendars?problem=expired')
    expect(await follow(location, await server.signIn('owner@willow.example'))).toBe('/calendars?problem=expired')
    // Nobody of them used it up.
    expect(await follow(location)).toContain('connected=')
  })

  it.each(['front_desk', 'provider'] as const)('is not for somebody who is %s there', async (role) => {
    const email = `${role}@willow.example`
    const { id } = await createPerson(database.prisma, { email, spas: [{ tenant: spa.tenant, role }] })
    const theirs = await server.signIn(email)
    const { id: theirSession } = await database.prisma.session.findFirstOrThrow({ where: { userId: id } })
    // As if they had been allowed to begin: their role may have changed since.
    const { url } = await beginConnection(server.context.calendars, {
      tenant: spa.tenant,
      userId: id,
      sessionId: theirSession,
    })
    expect(await follow(await consent(url), theirs)).toBe('/calendars?problem=expired')
  })

  it.each([
    ['nothing', ''],
    ['a made-up state', '?state=made-up&code=4/0Ax'],
    ['two states', '?state=a&state=b&code=4/0Ax'],
    ['another spa’s state', `?state=${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}.${'a'.repeat(43)}&code=4/0Ax`],
  ])('does not begin with %s', async (_what, query) => {
    expect(await follow(`http://x/oauth/google/callback${query}`)).toBe('/calendars?problem=expired')
  })

  it('with a code that Google does not know says so', async () => {
    const state = new URL(await begin()).searchParams.get('state')!
    expect(await follow(`http://x/oauth/google/callback?state=${state}&code=4/0Amade-up`)).toBe(
      '/calendars?problem=refused',
    )
  })

  it('while Google is away says so', async () => {
    const location = await consent(await begin())
    sandbox.control.setFaults({ googleFaults: [{ kind: 'server_error', times: 1 }] } as never)
    expect(await follow(location)).toBe('/calendars?problem=unreachable')
    sandbox.control.resetFaults()
  })
})

describe('a service account', () => {
  const key = () => sandbox.control.google.serviceAccount(sandbox.url)
  const connect = (keyFile: string, subject?: string) =>
    connectServiceAccount(server.context.calendars, { tenant: spa.tenant, userId, keyFile, subject: subject ?? null })

  it('works with the calendars that are shared with it, or in somebody’s name', async () => {
    for (const subject of [undefined, 'front-desk@glow.example']) {
      const connected = await connect(JSON.stringify(key()), subject)
      if (!connected.ok) throw new Error(connected.reason)
      expect(connected.account).toBe(subject ?? key()['client_email'])
      const listed = await listAccountCalendars(server.context.calendars, {
        tenant: spa.tenant,
        connectionId: connected.connectionId,
      })
      expect(listed).toMatchObject({ ok: true })
      expect(listed.ok && listed.calendars.map(({ id }) => id)).toContain('castellano.glow@group.calendar.google.com')
    }
    const row = await spa.tenant.db.calendarConnection.findFirstOrThrow({ where: { kind: 'google_service_account' } })
    expect(row.sealedTokens).toMatch(/^v1\./)
    expect(row.sealedTokens).not.toContain('PRIVATE')
  })

  it.each([
    ['no JSON', 'secret'],
    ['another kind of key', '{"type":"authorized_user"}'],
    ['a key that is none', JSON.stringify({ type: 'service_account', client_email: 'a@b.example', private_key: 'x' })],
  ])('is not connected with %s', async (_what, keyFile) => {
    expect(await connect(keyFile)).toEqual({ ok: false, reason: 'not_a_key' })
  })

  it('is not connected in the name of somebody it may not act for', async () => {
    expect(await connect(JSON.stringify(key()), 'somebody@elsewhere.example')).toEqual({ ok: false, reason: 'refused' })
    expect(await connect(JSON.stringify(key()), 'nobody')).toEqual({ ok: false, reason: 'not_an_address' })
  })
})

describe('a push channel', () => {
  const channelOf = () => spa.tenant.db.calendar.findFirstOrThrow({ where: { providerId: spa.leeId } })
  const push = (headers: Record<string, string>) =>
    fetch(`${server.url}/webhooks/google-calendar`, { method: 'POST', headers })
  const externalId = 'okafor.lumen@group.calendar.google.com'
  const busyCount = () => spa.tenant.db.occupation.count({ where: { kind: 'external' } })
  const add = (day: number) => {
    const start = new Date(Date.now() + day * 86_400_000)
    return sandbox.control.google.insertEvent(externalId, {
      start: { dateTime: start.toISOString() },
      end: { dateTime: new Date(+start + 3_600_000).toISOString() },
    })
  }

  it('brings a change in at once, from choosing the calendar on', async () => {
    await follow(await consent(await begin()))
    const { connections } = await listConnections(server.context.calendars, { tenant: spa.tenant })
    const chosen = await chooseCalendar(server.context.calendars, {
      tenant: spa.tenant,
      connectionId: connections.find((one) => one.account === account)!.id,
      providerId: spa.leeId,
      externalId,
      actor: `user:${userId}`,
    })
    expect(chosen).toMatchObject({ ok: true })
    await expect.poll(async () => (await channelOf()).channelExpiresAt, { timeout: 15_000 }).not.toBeNull()
    await expect.poll(async () => (await channelOf()).withheldSince, { timeout: 15_000 }).toBeNull()
    // The reading that opening the channel asked for.
    await expect.poll(async () => (await channelOf()).syncLeaseUntil, { timeout: 5_000 }).toBeNull()
    const before = await busyCount()
    add(2)
    await expect.poll(busyCount, { timeout: 10_000, interval: 50 }).toBe(before + 1)
    expect(sandbox.control.google.pushes().map(({ outcome }) => outcome)).not.toContain('refused')
  })

  it('that loses a push loses nothing: the regular reading brings it', async () => {
    sandbox.control.setFaults({ googleFaults: [{ kind: 'lost_push', times: 1 }] } as never)
    const before = await busyCount()
    add(3)
    expect(await busyCount()).toBe(before)
    const { id: calendarId } = await channelOf()
    await spa.tenant.transaction((tx) =>
      server.context.queue.enqueue(tx, 'sync-calendar', { tenantId: spa.tenantId, calendarId, cause: 'change' }),
    )
    await expect.poll(busyCount, { timeout: 10_000 }).toBe(before + 1)
  })

  it('is known by its token alone: whatever else comes is refused and counted', async () => {
    const { channelId } = await channelOf()
    const metric = async () =>
      Number(
        /^ava_calendar_pushes_refused (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1] ?? 'NaN',
      )
    const before = await metric()
    const other = channelId!.replace(/^[\da-f]{32}/, otherSpa.tenantId.replaceAll('-', ''))
    const answers = [
      await push({}),
      await push({ 'x-goog-channel-id': 'x', 'x-goog-resource-state': 'exists' }),
      await push({ 'x-goog-channel-id': channelId!, 'x-goog-resource-state': 'exists' }),
      await push({
        'x-goog-channel-id': channelId!,
        'x-goog-channel-token': 'wrong',
        'x-goog-resource-state': 'exists',
      }),
      await push({ 'x-goog-channel-id': other, 'x-goog-channel-token': 'wrong', 'x-goog-resource-state': 'exists' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(new Set(bodies.map((body) => body.replace(/"requestId":"[^"]*"/, ''))).size).toBe(1)
    expect(await metric()).toBe(before + 5)
  })

  it('keeps only a hash of its token, and is renewed before it ends', async () => {
    const before = await channelOf()
    expect(before.channelTokenHash).toMatch(/^[\da-f]{64}$/)
    expect(before.channelId!.length).toBeLessThanOrEqual(64)
    await spa.tenant.db.calendar.updateMany({
      where: { id: before.id },
      data: { channelExpiresAt: new Date(Date.now() + 3_600_000) },
    })
    await renewChannel(server.context.calendars, { tenant: spa.tenant, calendarId: before.id })
    const after = await channelOf()
    expect(after.channelId).not.toBe(before.channelId)
    expect(after.channelExpiresAt!.getTime()).toBeGreaterThan(Date.now() + 6 * 86_400_000)
    expect(sandbox.control.google.channels().map(({ id }) => id)).toEqual([after.channelId])
    // Nothing to do: it is good for days.
    await renewChannel(server.context.calendars, { tenant: spa.tenant, calendarId: before.id })
    expect((await channelOf()).channelId).toBe(after.channelId)
  })

  it('is stopped with the account', async () => {
    const { connectionId } = await channelOf()
    const request = { tenant: spa.tenant, connectionId, actor: `user:${userId}` }
    expect(await disconnect(server.context.calendars, request)).toEqual({ ok: true, isRevoked: true })
    expect(sandbox.control.google.channels()).toEqual([])
    expect(await busyCount()).toBe(0)
  })
})
