import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Me } from '@ava/protocol/portal/me.ts'
import { portalRoutes } from '../src/http/portal/portal-routes.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { seedBlock } from './harness/minimal-spa.ts'
import { bodyOf, createPerson, runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let willow: MinimalSpa
let maple: MinimalSpa
let server: RunningServer
let owner: string
let agency: string
let mapleConversationId: string

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
  mapleConversationId = await createConversation(maple, { text: 'Secret of Maple' })
  await createForeignRows(maple)
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

/** Every route there is, so that a new one cannot be forgotten here. */
const routes = (
  portalRoutes({ access: {}, watchTenant: () => () => undefined } as never).stack as {
    route?: { path: string; methods: Record<string, boolean> }
  }[]
).flatMap(({ route }) =>
  route ? Object.keys(route.methods).map((method) => ({ method: method.toUpperCase(), path: route.path })) : [],
)

/** About a person, or about whoever holds an invitation's link, and so about no spa. */
const aboutNoSpa = routes.filter(({ path }) => /^\/(me|account|spas|invitation)(\/|$)/.test(path))
const aboutSpas = routes.filter((route) => !aboutNoSpa.includes(route))
/** They read a whole form before they look for its row: tried with one where the form is. */
const wholeForms = [
  'POST /calendar/appointments/:id/move',
  'POST /knowledge/:id',
  'POST /waitlist/:id/offer',
  'POST /set-up/services/:id',
  'POST /set-up/providers/:id',
  'POST /set-up/resources/:id',
  'POST /set-up/locations/:id',
]
/** Opened by the secret of a link. */
const bySecret = ['/invitation/look', '/invitation/join']

/** A row of Maple's for each kind of thing that a route names. */
const foreignIds: Record<string, string> = {}
const readAt = { updatedAt: '2026-11-24T12:00:00.000Z' }
/** What a route wants to be told before it looks for the row. */
const bodies: Record<string, object> = {
  'POST /webhooks/:id/active': { isActive: false },
  'POST /set-up/services/:id/active': { ...readAt, isActive: false },
  'POST /set-up/providers/:id/active': { ...readAt, isActive: false },
  'POST /set-up/resources/:id/active': { ...readAt, isActive: false },
  'DELETE /set-up/services/:id': readAt,
  'DELETE /set-up/providers/:id': readAt,
  'DELETE /set-up/resources/:id': readAt,
  'DELETE /set-up/locations/:id': readAt,
  'POST /set-up/locations/:id/hours': { ...readAt, hours: [] },
  'POST /set-up/locations/:id/exceptions': {
    fromDate: '2027-03-01',
    toDate: '2027-03-01',
    from: null,
    to: null,
    name: '',
  },
  'POST /knowledge/:id/status': { ...readAt, status: 'archived' },
  'POST /simulations/:id': { channel: 'chat', text: 'Hello', turn: 1 },
  'POST /team/members/:id': { was: 'front_desk', role: 'manager' },
  'POST /tasks/:id/decision': { decision: 'done' },
  'POST /appointments/:id/action': { action: 'check_in' },
  'POST /appointments/:id/move': {
    startsAt: '2027-03-01T15:00:00.000Z',
    providerId: '01900000-0000-7000-8000-000000000001',
    locationId: '01900000-0000-7000-8000-000000000002',
  },
  'POST /appointments/:id/plan': { spacing: 'weeks', totalSessions: 3, everyWeeks: 4 },
  'POST /plans/:id/sessions': { startsAt: ['2027-03-29T14:00:00.000Z'] },
  'POST /calendars/:id/title': { showsService: true },
  'POST /messaging/addresses/:id': { senderName: 'Willow', signature: '' },
  'POST /conversations/:id/action': { action: 'take_over' },
  'POST /customers/:id': { givenName: 'M', phones: [], emails: [], readAt: '2026-11-24T12:00:00.000Z' },
  'POST /customers/:id/consents': { purpose: 'marketing', isGranted: true, text: 'Signed' },
  'POST /customers/:id/allergies': { substance: 'Latex' },
  'POST /customers/:id/allergies/:allergyId': { isEnded: true },
  'POST /customers/:id/erase': { name: 'Maple' },
  'POST /customers/:id/merge': { otherId: '01900000-0000-7000-8000-000000000001' },
}

async function createForeignRows(spa: MinimalSpa): Promise<void> {
  const { db } = spa.tenant
  const id = { select: { id: true } } as const
  const [startsAt, endsAt] = [new Date('2027-03-01T15:00:00Z'), new Date('2027-03-01T15:30:00Z')]
  const { id: customerId } = await db.customer.create({ data: { givenName: 'Maple' }, ...id })
  const place = { serviceId: spa.botoxId, providerId: spa.leeId, locationId: spa.locationId }
  const appointment = {
    ...place,
    customerId,
    startsAt,
    endsAt,
    reference: 'MAPLE1',
    priceCents: 1,
    idempotencyKey: 'm',
  }
  const connection = await db.calendarConnection.create({
    data: { kind: 'google_oauth', account: 'maple@example.com', sealedTokens: 'v1.x.y', connectedBy: 'user:x' },
    ...id,
  })
  const message = await db.communicationMessage.findFirstOrThrow({
    where: { conversationId: mapleConversationId },
    ...id,
  })
  await db.emailDetails.create({
    data: {
      messageId: message.id,
      fromAddress: 'a@b.example',
      toAddress: 'c@d.example',
      subject: 'Maple',
      safeHtml: '<p>Maple</p>',
    },
  })
  const other = await db.customer.create({ data: { givenName: 'Maple' }, ...id })
  const endpoint = await db.webhookEndpoint.create({
    data: { url: 'https://maple.example/hook', events: [], sealedSecret: 'x' },
    ...id,
  })
  Object.assign(foreignIds, {
    '/conversations': mapleConversationId,
    '/messages': message.id,
    '/attachments': (
      await db.messageAttachment.create({
        data: { messageId: message.id, name: 'maple.txt', contentType: 'text/plain', size: 1, sealed: 'v1.x.y' },
        ...id,
      })
    ).id,
    '/canned-replies': (await db.cannedReply.create({ data: { shortcut: 'maple', text: 'Maple' }, ...id })).id,
    '/labels': (await db.label.create({ data: { name: 'Maple' }, ...id })).id,
    '/customers': customerId,
    '/messaging/addresses': (
      await db.channelAddress.create({ data: { channel: 'email', value: 'maple@inbound.example' }, ...id })
    ).id,
    '/merges': (
      await db.customerMerge.create({
        data: { keptId: customerId, mergedId: other.id, moved: {}, mergedBy: 'user:x' },
        ...id,
      })
    ).id,
    '/team/members': (
      await db.membership.create({
        data: {
          user: { create: { id: 'maple-member', name: 'Maple', email: 'member@maple.example' } },
          role: 'front_desk',
        },
        ...id,
      })
    ).id,
    '/team/invitations': (
      await db.invitation.create({
        data: {
          email: 'x@maple.example',
          role: 'manager',
          tokenHash: 'x',
          invitedBy: 'x',
          expiresAt: new Date('2100-01-01'),
        },
        ...id,
      })
    ).id,
    '/tasks': (await db.task.create({ data: { kind: 'message', title: 'Secret of Maple' }, ...id })).id,
    '/appointments': (await db.appointment.create({ data: appointment, ...id })).id,
    '/plans': (
      await db.treatmentPlan.create({
        data: {
          customerId,
          serviceId: spa.botoxId,
          totalSessions: 3,
          intervalMinDays: 28,
          intervalMaxDays: 28,
          createdBy: 'user:x',
        },
        ...id,
      })
    ).id,
    '/time-off': (await seedBlock(spa.tenant, spa.roomOneId)).id,
    '/waitlist': (
      await db.waitlistEntry.create({
        data: { customerId, serviceId: spa.botoxId, fromDate: startsAt, toDate: endsAt, channel: 'chat' },
        ...id,
      })
    ).id,
    '/set-up/services': spa.botoxId,
    '/set-up/providers': spa.leeId,
    '/set-up/resources': spa.roomOneId,
    '/set-up/locations': spa.locationId,
    '/set-up/exceptions': (
      await db.locationException.create({ data: { locationId: spa.locationId, localDate: startsAt }, ...id })
    ).id,
    '/knowledge': (await db.knowledgeArticle.findFirstOrThrow({ select: { id: true } })).id,
    '/api-keys': (
      await db.apiKey.create({
        data: { name: 'Maple', scopes: ['services:read'], keyHash: 'x', hint: 'x', createdBy: 'user:x' },
        ...id,
      })
    ).id,
    '/webhooks': endpoint.id,
    '/webhook-deliveries': (
      await db.webhookDelivery.create({ data: { endpointId: endpoint.id, event: 'test', data: {} }, ...id })
    ).id,
    // A simulation leaves no row.
    '/simulations': '01900000-0000-7000-8000-0000000000aa',
    '/calendars/accounts': connection.id,
    '/calendars': (
      await db.calendar.create({
        data: { connectionId: connection.id, providerId: spa.leeId, externalId: 'maple', name: 'Maple' },
        ...id,
      })
    ).id,
  })
}

/** The same rows under other names. */
const alsoNamed: Record<string, string> = { '/calendar/appointments': '/appointments', '/outbox': '/messages' }
const foreignIdFor = (path: string) => {
  const kind = path.split('/:id')[0]!
  return foreignIds[alsoNamed[kind] ?? kind]
}

describe('spas are kept apart', () => {
  it('has every route to look at, and a foreign row for each that names one', () => {
    const names = routes.map(({ method, path }) => `${method} ${path}`)
    expect(names.length).toBeGreaterThan(30)
    expect(names).toEqual(expect.arrayContaining(['GET /me', 'GET /conversations/:id', 'GET /stream']))
    for (const { path } of aboutSpas.filter(({ path }) => path.includes(':id'))) {
      expect(foreignIdFor(path), path).toMatch(/^[0-9a-f-]{36}$/)
    }
  })

  it.each(routes.filter(({ path }) => !bySecret.includes(path)))(
    '$method $path answers nobody who is not signed in',
    async ({ method, path }) => {
      const address = path.replace(':id', mapleConversationId)
      for (const cookie of ['', 'ava.session_token=forged.forged', 'ava.session_token=']) {
        const answer = await fetch(`${server.url}/api/portal${address}?spa=${willow.tenantId}`, {
          method,
          headers: { cookie, 'x-ava-spa': willow.tenantId },
        })
        expect(answer.status).toBe(401)
        expect(await answer.text()).not.toContain('Maple')
      }
    },
  )

  it.each(aboutSpas)('$method $path refuses a spa that is not the person’s', async ({ method, path }) => {
    const address = path.replace(':id', mapleConversationId)
    const foreign = [
      maple.tenantId,
      maple.tenantId.toUpperCase(),
      '00000000-0000-7000-8000-000000000000',
      '',
      "' or 1=1",
      `${willow.tenantId},${maple.tenantId}`,
    ]
    for (const spa of foreign) {
      const answer = await fetch(`${server.url}/api/portal${address}?spa=${encodeURIComponent(spa)}`, {
        method,
        headers: { cookie: owner, 'x-ava-spa': spa },
      })
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toContain('Maple')
    }
  })

  it.each(aboutSpas.filter(({ method, path }) => path.includes(':id') && !wholeForms.includes(`${method} ${path}`)))(
    '$method $path does not find what is another spa’s',
    async ({ method, path }) => {
      const body = bodies[`${method} ${path}`]
      const request = (cookie: string) =>
        fetch(`${server.url}/api/portal${path.replace(':id', foreignIdFor(path)!)}`, {
          method,
          headers: { cookie, 'x-ava-spa': willow.tenantId, ...(body ? { 'content-type': 'application/json' } : {}) },
          ...(body ? { body: JSON.stringify(body) } : {}),
        })
      expect((await request(owner)).status).toBe(404)
      // An agency may not do everything that an owner may; what it may, it may only where it looks.
      expect([403, 404]).toContain((await request(agency)).status)
    },
  )

  it('takes the spa from the header and from nowhere else', async () => {
    const answer = await ask(`/conversations?spa=${maple.tenantId}&tenantId=${maple.tenantId}`, {
      cookie: owner,
      spa: willow.tenantId,
    })
    expect(JSON.stringify(await bodyOf(answer))).not.toContain('Secret of Maple')
  })

  it('shows an agency each of its spas', async () => {
    expect((await ask(`/conversations/${mapleConversationId}`, { cookie: agency, spa: maple.tenantId })).status).toBe(
      200,
    )
    expect(Me.parse(await bodyOf(await ask('/me', { cookie: agency }))).spas).toHaveLength(2)
  })

  it('shows nothing any more once a membership has ended', async () => {
    await createPerson(database.prisma, {
      email: 'left@willow.example',
      spas: [{ tenant: willow.tenant, role: 'front_desk' }],
    })
    const cookie = await server.signIn('left@willow.example')
    expect((await ask('/conversations', { cookie, spa: willow.tenantId })).status).toBe(200)
    await willow.tenant.db.membership.deleteMany({ where: { userId: 'user-left@willow.example' } })
    expect((await ask('/conversations', { cookie, spa: willow.tenantId })).status).toBe(403)
  })
})
