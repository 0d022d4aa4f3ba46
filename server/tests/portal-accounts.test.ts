import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createHmac } from 'node:crypto'
import type { OutgoingEmail } from '../src/adapters/email/email.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { bodyOf, createPerson, password, runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let server: RunningServer
let willow: MinimalSpa
const mails: OutgoingEmail[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  willow = await seedMinimalSpa(database.prisma)
  await createPerson(database.prisma, {
    email: 'owner@willow.example',
    spas: [{ tenant: willow.tenant, role: 'owner' }],
  })
  const email = {
    send: (mail: OutgoingEmail) => {
      mails.push(mail)
      return Promise.resolve({ providerId: '' })
    },
  }
  server = await runServer({ databaseUrl: database.appUrl, parts: { email } })
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await database.drop()
})

let address = 0

/** Keeps cookies as a browser does. */
function browser() {
  const jar = new Map<string, string>()
  address += 1
  const from = `203.0.113.${address}`
  return {
    jar,
    async send(path: string, body?: unknown, options: { method?: string; spa?: string } = {}) {
      const response = await fetch(`${server.url}${path}`, {
        method: options.method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          origin: server.url,
          'x-forwarded-for': from,
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(options.spa === undefined ? {} : { 'x-ava-spa': options.spa }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [name, value] = cookie.split(';')[0]!.split('=') as [string, string]
        if (/max-age=0/i.test(cookie)) jar.delete(name)
        else jar.set(name, value)
        expect(cookie.toLowerCase()).toContain('httponly')
      }
      return { status: response.status, body: await bodyOf(response) }
    },
  }
}

async function mailTo(to: string, subject: RegExp): Promise<OutgoingEmail> {
  return vi.waitFor(
    () => {
      const found = mails.findLast((mail) => mail.to === to && subject.test(mail.subject))
      expect(found).toBeDefined()
      return found!
    },
    { timeout: 10_000, interval: 50 },
  )
}

function tokenIn(mail: OutgoingEmail): string {
  return decodeURIComponent(/#(\S+)/.exec(mail.text)![1]!)
}

async function signUp(email: string, name = 'Mia Novak') {
  const anyone = browser()
  expect(await anyone.send('/auth/sign-up/email', { name, email, password })).toMatchObject({ status: 200 })
  const token = tokenIn(await mailTo(email, /Confirm/))
  expect(await anyone.send(`/auth/verify-email?token=${encodeURIComponent(token)}`)).toMatchObject({ status: 200 })
  const person = browser()
  expect(await person.send('/auth/sign-in/email', { email, password })).toMatchObject({ status: 200 })
  return person
}

describe('an account of one’s own', () => {
  it('opens nothing before its address is confirmed, and then a spa that its owner makes', async () => {
    const anyone = browser()
    await anyone.send('/auth/sign-up/email', { name: 'Ada', email: 'ada@new.example', password })
    expect(await anyone.send('/auth/sign-in/email', { email: 'ada@new.example', password })).toMatchObject({
      status: 403,
      body: { error: { code: 'email_not_verified' } },
    })
    const token = tokenIn(await mailTo('ada@new.example', /Confirm/))
    await anyone.send(`/auth/verify-email?token=${encodeURIComponent(token)}`)
    expect((await anyone.send('/api/portal/me')).status).toBe(401)
    await anyone.send('/auth/sign-in/email', { email: 'ada@new.example', password })
    expect((await anyone.send('/api/portal/me')).body.spas).toEqual([])
    const made = await anyone.send('/api/portal/spas', { name: 'Ada & Söhne <b>', timeZone: 'Nowhere/At_All' })
    expect(Object.keys(made.body.error.fields)).toEqual(['name', 'timeZone'])
    const spa = await anyone.send('/api/portal/spas', { name: 'Ada & Söhne', timeZone: 'America/Denver' })
    expect(spa).toMatchObject({ status: 201, body: { siteKey: expect.stringMatching(/^ada-sohne-/) } })
    expect((await anyone.send('/api/portal/me')).body.spas).toMatchObject([{ name: 'Ada & Söhne', role: 'owner' }])
  })

  it('answers the same whether an address is known or not, and tells its owner alone', async () => {
    const anyone = browser()
    const strange = (email: string) => anyone.send('/auth/sign-up/email', { name: 'X', email, password })
    const known = await strange('owner@willow.example')
    const unknown = await strange('nobody@new.example')
    expect(known.status).toBe(unknown.status)
    expect(Object.keys(known.body.user).toSorted()).toEqual(Object.keys(unknown.body.user).toSorted())
    await mailTo('owner@willow.example', /already have an account/)
    const reset = (email: string) => anyone.send('/auth/request-password-reset', { email })
    const answers = [await reset('owner@willow.example'), await reset('no-one@nowhere.example')]
    expect(answers[0]).toEqual(answers[1])
  })

  it('is not put into somebody’s mailbox without end', async () => {
    const before = mails.length
    for (let count = 0; count < 8; count++)
      await browser().send('/auth/request-password-reset', { email: 'ada@new.example' })
    await vi.waitFor(() => expect(mails.length - before).toBe(5), { timeout: 10_000 })
  })

  it('gets a new password by a link that works once, and everybody else is signed out', async () => {
    const person = await signUp('reset@new.example')
    await browser().send('/auth/request-password-reset', { email: 'reset@new.example' })
    const token = tokenIn(await mailTo('reset@new.example', /new password/))
    const choose = (newPassword: string) => browser().send('/auth/reset-password', { token, newPassword })
    expect((await choose('short')).body.error.fields).toEqual({ newPassword: expect.stringContaining('10') })
    expect((await choose('a wholly new password')).status).toBe(200)
    expect((await choose('another new password')).body.error.code).toBe('link_expired')
    expect((await person.send('/api/portal/me')).status).toBe(401)
    await mailTo('reset@new.example', /was changed/)
  })

  it('asks for a second step once it is on, takes each recovery code once, and never says less than both', async () => {
    const person = await signUp('two@new.example')
    expect((await person.send('/auth/two-factor/enable', { password: 'not the password' })).body.error.code).toBe(
      'wrong_password',
    )
    const { body } = await person.send('/auth/two-factor/enable', { password })
    expect(body.backupCodes).toHaveLength(10)
    const secret = new URL(body.totpURI).searchParams.get('secret')!
    expect((await person.send('/auth/two-factor/verify-totp', { code: '000000' })).status).toBe(400)
    expect((await person.send('/auth/two-factor/verify-totp', { code: totp(secret) })).status).toBe(200)
    const rows = await database.prisma.twoFactor.findMany()
    expect(JSON.stringify(rows)).not.toContain(body.backupCodes[0])

    const half = browser()
    const first = await half.send('/auth/sign-in/email', { email: 'two@new.example', password })
    expect(first.body).toMatchObject({ twoFactorRedirect: true })
    expect((await half.send('/api/portal/me')).status).toBe(401)
    expect((await half.send('/auth/two-factor/verify-backup-code', { code: body.backupCodes[0] })).status).toBe(200)
    expect((await half.send('/api/portal/me')).status).toBe(200)

    const again = browser()
    await again.send('/auth/sign-in/email', { email: 'two@new.example', password })
    expect((await again.send('/auth/two-factor/verify-backup-code', { code: body.backupCodes[0] })).status).toBe(400)
    expect((await again.send('/api/portal/me')).status).toBe(401)
    expect((await person.send('/auth/two-factor/disable', { password })).status).toBe(200)
    await mailTo('two@new.example', /two-step sign-in is off/i)
  })

  it('lists where somebody is signed in, and ends one or all others', async () => {
    const here = await signUp('many@new.example')
    const there = browser()
    await there.send('/auth/sign-in/email', { email: 'many@new.example', password })
    const { sessions } = (await here.send('/api/portal/account')).body
    expect(sessions).toHaveLength(2)
    expect(JSON.stringify(sessions)).not.toContain([...here.jar.values()][0]!.split('.')[0])
    const other = sessions.find((one: { isThisOne: boolean }) => !one.isThisOne)
    const stranger = await signUp('stranger@new.example')
    const end = (who: typeof here) =>
      who.send(`/api/portal/account/sessions/${other.id}`, undefined, { method: 'DELETE' })
    expect((await end(stranger)).status).toBe(404)
    expect((await end(here)).status).toBe(200)
    expect((await there.send('/api/portal/me')).status).toBe(401)
    expect((await here.send('/api/portal/me')).status).toBe(200)
  })

  it('takes no fields that are not asked for, and no path that is not meant', async () => {
    const anyone = browser()
    await anyone.send('/auth/sign-up/email', {
      name: 'Eve',
      email: 'eve@new.example',
      password,
      emailVerified: true,
      twoFactorEnabled: true,
      callbackURL: 'https://evil.example',
    })
    expect(await database.prisma.user.findUnique({ where: { email: 'eve@new.example' } })).toMatchObject({
      emailVerified: false,
      twoFactorEnabled: false,
    })
    for (const path of [
      '/auth/list-sessions',
      '/auth/update-user',
      '/auth/delete-user',
      '/auth/two-factor/view-backup-codes',
    ])
      expect((await anyone.send(path, {})).status, path).toBe(404)
  })
})

describe('an invitation', () => {
  it('makes a member of whoever is new, once, in the role that was given', async () => {
    const owner = browser()
    await owner.send('/auth/sign-in/email', { email: 'owner@willow.example', password })
    const spa = willow.tenantId
    const invite = (body: object) => owner.send('/api/portal/team/invitations', body, { spa })
    expect((await invite({ email: 'p@new.example', role: 'provider' })).body.error.fields).toHaveProperty('providerId')
    expect((await invite({ email: 'owner@willow.example', role: 'manager' })).body.error.code).toBe('already_member')
    await invite({ email: 'Pia@New.example', role: 'provider', providerId: willow.leeId })
    const token = tokenIn(await mailTo('pia@new.example', /invites you/))
    const pia = browser()
    expect((await pia.send('/api/portal/invitation/look', { token })).body).toMatchObject({
      spa: 'Willow Spa',
      role: 'provider',
      hasAccount: false,
    })
    const join = () => pia.send('/api/portal/invitation/join', { token, name: 'Pia', password })
    expect((await join()).status).toBe(201)
    expect((await join()).status).toBe(404)
    await pia.send('/auth/sign-in/email', { email: 'pia@new.example', password })
    expect((await pia.send('/api/portal/me')).body.spas).toMatchObject([
      { tenantId: spa, role: 'provider', providerId: willow.leeId },
    ])
    expect((await pia.send('/api/portal/team', undefined, { spa })).status).toBe(403)
  })

  it('opens to nobody else, not after it was taken back, and gives nothing above the inviter', async () => {
    const owner = browser()
    await owner.send('/auth/sign-in/email', { email: 'owner@willow.example', password })
    const spa = willow.tenantId
    const { body } = await owner.send(
      '/api/portal/team/invitations',
      { email: 'many@new.example', role: 'manager' },
      { spa },
    )
    const [invitation] = body.invitations
    const first = tokenIn(await mailTo('many@new.example', /invites you/))
    await owner.send(`/api/portal/team/invitations/${invitation.id}/again`, {}, { spa })
    const second = await vi.waitFor(async () => {
      const token = tokenIn(await mailTo('many@new.example', /invites you/))
      expect(token).not.toBe(first)
      return token
    })
    const many = browser()
    await many.send('/auth/sign-in/email', { email: 'many@new.example', password })
    const stranger = browser()
    await stranger.send('/auth/sign-in/email', { email: 'stranger@new.example', password })
    const accept = (who: typeof many, token: string) => who.send('/api/portal/invitation/accept', { token })
    expect((await accept(many, first)).status).toBe(404)
    expect((await accept(stranger, second)).body.error.code).toBe('other_address')
    expect((await accept(many, second)).status).toBe(200)

    // As a manager now.
    const give = (role: string) => many.send('/api/portal/team/invitations', { email: 'x@new.example', role }, { spa })
    expect((await give('owner')).body.error.code).toBe('above_you')
    expect((await give('front_desk')).status).toBe(200)
    const team = (await many.send('/api/portal/team', undefined, { spa })).body
    const boss = team.members.find((one: { role: string }) => one.role === 'owner')
    const member = (id: string) => `/api/portal/team/members/${id}`
    expect((await many.send(member(boss.id), undefined, { spa, method: 'DELETE' })).body.error.code).toBe('above_you')
    const demote = { was: 'owner', role: 'manager' }
    expect((await owner.send(member(boss.id), demote, { spa })).body.error.code).toBe('last_owner')
    expect((await owner.send(member(boss.id), undefined, { spa, method: 'DELETE' })).body.error.code).toBe('last_owner')
    const me = team.members.find((one: { isYou: boolean }) => one.isYou)
    expect((await owner.send(member(me.id), { was: 'front_desk', role: 'agency' }, { spa })).body.error.code).toBe(
      'stale',
    )
    expect((await owner.send(member(me.id), undefined, { spa, method: 'DELETE' })).status).toBe(200)
    expect((await many.send('/api/portal/team', undefined, { spa })).status).toBe(403)
  })
})

describe('an agency in a spa', () => {
  it('is written down once for each session', async () => {
    await createPerson(database.prisma, {
      email: 'a@agency.example',
      spas: [{ tenant: willow.tenant, role: 'agency' }],
    })
    const agency = browser()
    await agency.send('/auth/sign-in/email', { email: 'a@agency.example', password })
    const look = () => agency.send('/api/portal/desk', undefined, { spa: willow.tenantId })
    const entries = () => willow.tenant.db.auditEntry.count({ where: { action: 'agency.entered' } })
    await Promise.all([look(), look(), look()])
    expect(await entries()).toBe(1)
    await agency.send('/auth/sign-in/email', { email: 'a@agency.example', password })
    await look()
    expect(await entries()).toBe(2)
  })
})

/** RFC 6238, as an authenticator app does it. */
function totp(base32: string): string {
  const bits = [...base32].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  )
  const key = Buffer.from(
    bits
      .join('')
      .match(/.{8}/g)!
      .map((byte) => parseInt(byte, 2)),
  )
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)))
  const digest = createHmac('sha1', key).update(counter).digest()
  const offset = digest.at(-1)! & 15
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
