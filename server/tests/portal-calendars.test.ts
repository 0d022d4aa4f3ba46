import { CalendarChoices, CalendarSetUp, DriftReport } from '@ava/protocol/portal/calendars.ts'
import { Attention, TaskList } from '@ava/protocol/portal/tasks.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../sandbox/src/start-sandbox.ts'
import { keepConnection } from '../src/calendars/access/keep-connection.ts'
import { eventIdOf } from '../src/calendars/mirror/event-id.ts'
import { mirrorAppointment } from '../src/calendars/mirror/mirror-appointment.ts'
import { openPortalDesk, roles, seedAppointment, type Asking, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

const account = 'front-desk@glow.example'
const scopes = ['calendar.events', 'calendar.calendarlist.readonly'].map(
  (scope) => `https://www.googleapis.com/auth/${scope}`,
)
const gone = '00000000-0000-7000-8000-000000000000'

let sandbox: Sandbox
let desk: PortalDesk
let accountId: string
let externalId: string
let calendarCount = 0

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  desk = await openPortalDesk({ environment: { GOOGLE_BASE_URL: `${sandbox.url}/google` } })
})
beforeEach(async () => {
  sandbox.control.resetFaults()
  const { db } = desk.willow.tenant
  await db.task.deleteMany({})
  await db.block.deleteMany({})
  await db.calendarConnection.deleteMany({})
  accountId = await connect()
  calendarCount += 1
  externalId = `lee-${calendarCount}@group.calendar.google.com`
  sandbox.control.google.addCalendar({
    id: externalId,
    summary: 'Dr. Lee',
    owner: account,
    timeZone: 'America/New_York',
  })
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
  await sandbox.close()
})

/** As after the consent page. */
async function connect(spa = desk.willow): Promise<string> {
  const { refreshToken, accessToken } = sandbox.control.google.grant({ account, scopes })
  const { connectionId } = await keepConnection(desk.server.context.calendars, {
    tenant: spa.tenant,
    kind: 'google_oauth',
    account,
    credentials: { kind: 'oauth', refreshToken, accessToken, expiresAt: Date.now() + 3_600_000 },
    scopes,
    actor: 'user:test',
  })
  return connectionId
}

const post = (path: string, body: unknown = {}, asking: Asking = {}) =>
  desk.ask(`calendars/${path}`, { method: 'POST', body, ...asking })
async function setUpOf(answer: Response): Promise<CalendarSetUp> {
  expect(answer.status).toBe(200)
  return CalendarSetUp.parse(await bodyOf(answer))
}
const readSetUp = async () => setUpOf(await desk.ask('calendars'))
const leeIn = ({ providers }: CalendarSetUp) => providers.find(({ id }) => id === desk.willow.leeId)!

async function choose(): Promise<string> {
  const chosen = await setUpOf(await post('choice', { providerId: desk.willow.leeId, accountId, externalId }))
  const { id } = leeIn(chosen).calendar!
  await setUpOf(await post(`${id}/sync`))
  await expect.poll(async () => leeIn(await readSetUp()).calendar?.state).toBe('working')
  return id
}

it('leads to Google’s consent page', async () => {
  const { url } = await bodyOf(await post('accounts'))
  expect(url).toContain(sandbox.url)
  expect(new URL(url).searchParams.get('redirect_uri')).toBe(`${desk.server.url}/oauth/google/callback`)
})

it('shows an account’s calendars, and a provider’s choice of them', async () => {
  const { calendars } = CalendarChoices.parse(await bodyOf(await desk.ask(`calendars/accounts/${accountId}/choices`)))
  expect(calendars.find((one) => one.externalId === externalId)).toMatchObject({ name: 'Dr. Lee', canWrite: true })
  await choose()
  const setUp = await readSetUp()
  expect(setUp).toMatchObject({ accounts: [{ id: accountId, name: account, isBroken: false }] })
  expect(leeIn(setUp).calendar).toMatchObject({ externalId, state: 'working', showsService: false })
})

it('lets two providers not share a calendar', async () => {
  await choose()
  const answer = await post('choice', { providerId: desk.willow.ortizId, accountId, externalId })
  expect(answer.status).toBe(409)
  expect((await bodyOf(answer)).error.code).toBe('in_use')
})

it('shows the treatment’s name only when somebody wants it, and notes who', async () => {
  const id = await choose()
  expect(leeIn(await setUpOf(await post(`${id}/title`, { showsService: true }))).calendar?.showsService).toBe(true)
  expect(
    await desk.willow.tenant.db.auditEntry.findFirst({ where: { subjectId: id, action: 'calendar.title_set' } }),
  ).toMatchObject({ actor: 'user:user-owner@willow.example', data: { showsService: true } })
  for (const body of [{}, { showsService: 'yes' }]) expect((await post(`${id}/title`, body)).status).toBe(400)
})

it('compares both sides, and mends them', async () => {
  const id = await choose()
  const appointment = await seedAppointment(desk.willow, { startsInMin: 3 * 24 * 60 })
  const before = DriftReport.parse(await bodyOf(await desk.ask(`calendars/${id}/drift`)))
  expect(before.differences).toMatchObject([
    {
      kind: 'missing',
      reference: appointment.reference,
      ours: { startsAt: appointment.startsAt.toISOString() },
      theirs: null,
    },
  ])
  const after = DriftReport.parse(await bodyOf(await post(`${id}/mend`)))
  expect(after.differences).toEqual([])
  expect(sandbox.control.google.events(externalId).map((event: { id: string }) => event.id)).toEqual([
    eventIdOf(appointment.id),
  ])
  await desk.willow.tenant.db.occupation.deleteMany({ where: { appointmentId: appointment.id } })
  await desk.willow.tenant.db.appointment.deleteMany({ where: { id: appointment.id } })
})

describe('a change in Google', () => {
  it('becomes a task that is put back from the portal', async () => {
    const id = await choose()
    const appointment = await seedAppointment(desk.willow, { startsInMin: 4 * 24 * 60 })
    const { calendars } = desk.server.context
    await mirrorAppointment(calendars, { tenant: desk.willow.tenant, appointmentId: appointment.id })
    const there = { calendar: externalId, event: eventIdOf(appointment.id) }
    const elsewhere = new Date(appointment.startsAt.getTime() + 3_600_000).toISOString()
    sandbox.control.google.moveEvent(there, { start: elsewhere })
    await setUpOf(await post(`${id}/sync`))
    const { tasks } = TaskList.parse(await bodyOf(await desk.ask('tasks?kind=calendar_conflict')))
    expect(tasks).toMatchObject([
      {
        decisions: ['accept_change', 'put_back'],
        change: { what: 'moved', from: { startsAt: appointment.startsAt.toISOString() }, to: { startsAt: elsewhere } },
      },
    ])
    const decision = (as: Asking['as']) =>
      desk.ask(`tasks/${tasks[0]!.id}/decision`, {
        method: 'POST',
        body: { decision: 'put_back' },
        ...(as ? { as } : {}),
      })
    // It is their own visit, but the book is the desk’s to put right.
    expect((await decision('provider')).status).toBe(409)
    expect(await bodyOf(await decision('front_desk'))).toMatchObject({ status: 'done', closedBy: 'Test Person' })
    expect((await decision('front_desk')).status).toBe(409)
    expect(await desk.willow.tenant.db.appointment.findFirst({ where: { id: appointment.id } })).toMatchObject({
      startsAt: appointment.startsAt,
    })
  })
})

it('says on every page whose times are withheld, and since when', async () => {
  const id = await choose()
  sandbox.control.google.revokeTokens(account)
  let answer!: Response
  // A job may still be reading it at this moment.
  await expect.poll(async () => (answer = await post(`${id}/sync`)).status).toBe(424)
  expect((await bodyOf(answer)).error.message).toContain('tries again')
  for (const as of roles) {
    const attention = Attention.parse(await bodyOf(await desk.ask('attention', { as })))
    expect(attention.withheld).toMatchObject([{ providerName: 'Dr. Lee' }])
  }
  const setUp = await readSetUp()
  expect(setUp.accounts).toMatchObject([{ isBroken: true }])
  expect(leeIn(setUp).calendar).toMatchObject({ state: 'withheld' })
  expect(leeIn(setUp).calendar?.why).toContain('Connect the account again')
})

it('forgets a calendar, and an account with all of its own', async () => {
  const id = await choose()
  expect(leeIn(await setUpOf(await desk.ask(`calendars/${id}`, { method: 'DELETE' }))).calendar).toBeNull()
  await choose()
  const setUp = await setUpOf(await desk.ask(`calendars/accounts/${accountId}`, { method: 'DELETE' }))
  expect(setUp.accounts).toEqual([])
  expect(leeIn(setUp).calendar).toBeNull()
})

describe('a key that is none', () => {
  it.each(['', 'not json', '{}', '{"type":"service_account"}', 'x'.repeat(20_001)])(
    '%j is refused at its field',
    async (keyFile) => {
      const answer = await post('service-account', { keyFile: keyFile.slice(0, 20_001) })
      expect([400, 409]).toContain(answer.status)
      const { error } = await bodyOf(answer)
      expect(Object.keys(error.fields)).toEqual(['keyFile'])
      expect(JSON.stringify(error)).not.toContain('xxxx')
    },
  )
})

describe('who may set calendars up', () => {
  const routes = [
    ['GET', '', undefined, 200],
    ['POST', '/accounts', {}, 200],
    ['POST', '/service-account', { keyFile: '{}' }, 409],
    ['POST', '/choice', { providerId: gone, accountId: gone, externalId: 'x' }, 409],
    ['GET', `/accounts/${gone}/choices`, undefined, 404],
    ['DELETE', `/accounts/${gone}`, undefined, 404],
    ['DELETE', `/${gone}`, undefined, 404],
    ['POST', `/${gone}/title`, { showsService: true }, 404],
    ['POST', `/${gone}/sync`, {}, 404],
    ['GET', `/${gone}/drift`, undefined, 404],
    ['POST', `/${gone}/mend`, {}, 404],
  ] as const

  it.each(routes)('%s calendars%s', async (method, path, body, status) => {
    for (const as of roles) {
      const answer = await desk.ask(`calendars${path}`, { method, body, as })
      expect([as, answer.status]).toEqual([as, as === 'front_desk' || as === 'provider' ? 403 : status])
    }
    expect((await desk.ask(`calendars${path}`, { method, body, spa: desk.maple.tenantId })).status).toBe(403)
    if (method === 'GET') return
    const headers = { origin: 'https://evil.example' }
    expect((await desk.ask(`calendars${path}`, { method, body, headers })).status).toBe(403)
  })

  it('nobody touches what is another spa’s', async () => {
    const theirs = await connect(desk.maple)
    expect((await desk.ask(`calendars/accounts/${theirs}/choices`)).status).toBe(404)
    expect((await desk.ask(`calendars/accounts/${theirs}`, { method: 'DELETE' })).status).toBe(404)
    expect((await post('choice', { providerId: desk.willow.leeId, accountId: theirs, externalId })).status).toBe(404)
    const { url } = await bodyOf(await post('accounts', { accountId: theirs }))
    expect(url).not.toContain(encodeURIComponent(account))
    expect(await desk.maple.tenant.db.calendarConnection.count({ where: { status: 'active' } })).toBe(1)
  })

  it.each([
    { providerId: 'x' },
    { providerId: gone, accountId: gone },
    { providerId: gone, accountId: gone, externalId: '' },
  ])('nothing is chosen by %j', async (body) => {
    expect((await post('choice', body)).status).toBe(400)
  })
})
