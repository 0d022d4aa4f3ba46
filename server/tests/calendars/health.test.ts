import { describe, expect, it } from 'vitest'
import { CalendarError } from '../../src/adapters/calendar/calendar.ts'
import { keepConnection } from '../../src/calendars/access/keep-connection.ts'
import { renewChannel } from '../../src/calendars/channels/channel.ts'
import { listConnections } from '../../src/calendars/connections.ts'
import { calendarHealth } from '../../src/calendars/health/calendar-health.ts'
import { recordFailure } from '../../src/calendars/health/record-failure.ts'
import { removeCalendar } from '../../src/calendars/remove-calendar.ts'
import { loadPlaceFacts } from '../../src/db/booking-facts.ts'
import { syncNow } from '../../src/calendars/sync/sync-now.ts'
import { runMirrorAppointment, runRetryConnection, runSyncCalendar } from '../../src/jobs/calendar-jobs.ts'
import { account, useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
const minuteMs = 60_000
const emails = () => stage.tenant.db.outboxMessage.findMany({ where: { purpose: 'calendar_broken' } })
const retry = () =>
  runRetryConnection(stage.deps, {
    tenant: stage.tenant,
    payload: { tenantId: stage.spa.tenantId, connectionId: stage.connectionId },
  })
async function withheld(): Promise<boolean> {
  return (await stage.calendar()).withheldSince !== null
}

describe('a permission that was taken back', () => {
  async function breakIt(): Promise<void> {
    stage.google.revokeTokens(account)
    expect(await stage.sync()).toEqual({ ok: false, reason: 'failed' })
  }

  it('withholds the times of all its providers, and says so everywhere', async () => {
    await breakIt()
    expect(await withheld()).toBe(true)
    await expect(stage.book(stage.at(10))).rejects.toThrow()
    await expect(stage.book(stage.at(10), { providerId: stage.spa.ortizId })).rejects.toThrow()
    const [problem, ...others] = await calendarHealth(stage.tenant, stage.clock())
    expect(others).toEqual([])
    expect(problem).toMatchObject({ account, reason: 'dead_token', needsReconnect: true })
    expect(problem!.providers.map(({ name }) => name).sort()).toEqual(['Dr. Lee', 'Rosa Ortiz, RN'])
    expect(problem!.why).toContain('Connect the account again')
    expect((await stage.calendar()).connection).toMatchObject({ status: 'broken', brokenReason: 'dead_token' })
    expect(await stage.openTasks('calendar_broken')).toHaveLength(1)
    const [email] = await emails()
    expect(email).toMatchObject({ channel: 'email', toAddress: stage.owner.email })
    expect(email!.text).toContain('Dr. Lee')
    expect(stage.jobs).toContainEqual(expect.objectContaining({ name: 'deliver-message' }))
  })

  it('tells the owner once a day, however often it fails', async () => {
    await breakIt()
    for (let hours = 1; hours < 24; hours += 6) {
      stage.aheadMs = hours * 60 * minuteMs
      await stage.sync()
    }
    expect(await emails()).toHaveLength(1)
    expect(await stage.openTasks('calendar_broken')).toHaveLength(1)
    stage.aheadMs = 25 * 60 * minuteMs
    await stage.sync()
    expect(await emails()).toHaveLength(2)
  })

  it('is tried less and less often, and left alone in between', async () => {
    await breakIt()
    const waits: number[] = []
    for (let tries = 0; tries < 8; tries++) {
      stage.jobs = []
      await retry()
      const job = stage.jobs.find(({ name }) => name === 'retry-calendar-connection')
      waits.push(+job!.startAfter! - +stage.clock())
    }
    expect(waits.at(-1)).toBeGreaterThan(10 * minuteMs)
    expect(waits.at(-1)).toBeLessThanOrEqual(30 * minuteMs)
    expect(waits[0]).toBeLessThan(2 * minuteMs)
    expect(await stage.sync(stage.lee.calendarId, {})).toEqual({ ok: false, reason: 'waiting' })
  })

  it('heals when the account is connected again, and shows what was booked meanwhile', async () => {
    const before = await stage.bookAndMirror(stage.at(9))
    await breakIt()
    await stage.tenant.db.appointment.updateMany({
      where: { id: before.id },
      data: { startsAt: stage.at(14), endsAt: stage.at(14, 30), version: { increment: 1 } },
    })
    stage.jobs = []
    expect(await stage.connect()).toBe(stage.connectionId)
    const syncs = stage.jobs.filter(({ name }) => name === 'sync-calendar')
    expect(syncs).toHaveLength(2)
    for (const { payload } of syncs) await stage.sync(payload['calendarId'], {})
    expect(await withheld()).toBe(false)
    expect(await calendarHealth(stage.tenant, stage.clock())).toEqual([])
    expect((await stage.calendar()).connection).toMatchObject({ status: 'active', failures: 0, nextTryAt: null })
    expect(await stage.openTasks('calendar_broken')).toEqual([])
    await stage.runMirrors()
    expect(new Date(stage.eventOf(before.id).start.dateTime)).toEqual(stage.at(14))
    await stage.book(stage.at(11))
  })

  it('heals by itself when Google takes the token again', async () => {
    stage.fault('invalid_grant', { for: account })
    stage.google.expireTokens(account)
    await stage.sync()
    expect(await withheld()).toBe(true)
    stage.noFaults()
    await retry()
    expect(await withheld()).toBe(false)
    expect(await calendarHealth(stage.tenant, stage.clock())).toEqual([])
  })

  it('is one also when Google renews the token and then does not take it', async () => {
    stage.fault('expired_token')
    expect(await stage.sync()).toEqual({ ok: false, reason: 'failed' })
    expect(await withheld()).toBe(true)
    expect(await stage.openTasks('calendar_broken')).toHaveLength(1)
    expect((await stage.calendar()).connection.failures).toBe(1)
  })

  it('says nothing about the permission that was given meanwhile', async () => {
    const { connection } = await stage.calendar()
    await stage.connect()
    stage.jobs = []
    const { calendarId } = stage.lee
    const error = new CalendarError('dead_token')
    await recordFailure(stage.deps, {
      tenant: stage.tenant,
      calendarId,
      sealedTokens: connection.sealedTokens,
      error,
    })
    expect(await withheld()).toBe(false)
    expect(stage.jobs.map(({ name }) => name)).toEqual(['sync-calendar'])
  })

  it('is noticed by whoever writes, too', async () => {
    await stage.book(stage.at(10))
    stage.google.revokeTokens(account)
    await stage.runMirrors()
    expect(await withheld()).toBe(true)
  })
})

describe('an account that lets nobody write any more', () => {
  it('is blamed by itself, and not the calendar that the appointment went to', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    const other = 'owner@lumen.example'
    const { refreshToken } = stage.google.grant({ account: other, scopes: [] })
    const broken = await keepConnection(stage.deps, {
      tenant: stage.tenant,
      kind: 'google_oauth',
      account: other,
      credentials: { kind: 'oauth', refreshToken, accessToken: null, expiresAt: null },
      scopes: [],
      actor: 'user:x',
    })
    // Dr. Lee's calendar is now in an account that may not do anything with it.
    await stage.tenant.db.calendar.updateMany({
      where: { id: stage.lee.calendarId },
      data: { connectionId: broken.connectionId },
    })
    await stage.tenant.db.appointment.updateMany({
      where: { id },
      data: { providerId: stage.spa.ortizId, version: { increment: 1 } },
    })
    await runMirrorAppointment(stage.deps, {
      tenant: stage.tenant,
      payload: { tenantId: stage.spa.tenantId, appointmentId: id },
    })
    expect(await withheld()).toBe(true)
    expect((await stage.calendar(stage.ortiz.calendarId)).withheldSince).toBeNull()
    expect(stage.eventOf(id, stage.ortiz.externalId)).toMatchObject({ status: 'confirmed' })
  })
})

describe('a quota or an outage', () => {
  it.each(['rate_limit_403', 'rate_limit_429', 'server_error', 'connection_dropped'])(
    'withholds nothing while what is known is fresh, and everything once it is stale (%s)',
    async (kind) => {
      stage.fault(kind)
      expect(await stage.sync()).toEqual({ ok: false, reason: 'failed' })
      expect(await withheld()).toBe(false)
      expect(await emails()).toEqual([])
      await stage.book(stage.at(10))
      stage.aheadMs = 31 * minuteMs
      await stage.sync()
      expect(await withheld()).toBe(true)
      expect(await emails()).toHaveLength(1)
      await expect(stage.book(stage.at(11))).rejects.toThrow()
      // Only this calendar's.
      await stage.book(stage.at(11), { providerId: stage.spa.ortizId })
      stage.noFaults()
      await stage.sync()
      expect(await withheld()).toBe(false)
      expect(await stage.openTasks('calendar_broken')).toEqual([])
    },
  )

  it('is an outage also when Google is too slow', { timeout: 60_000 }, async () => {
    stage.fault('slow', { times: 1, ms: 12_000 })
    expect(await stage.sync()).toEqual({ ok: false, reason: 'failed' })
    expect((await stage.calendar()).connection).toMatchObject({ status: 'active', failures: 1 })
  })
})

describe('a calendar that nobody reads any more', () => {
  it('is withheld by its age alone, although no job has run and nothing has failed', async () => {
    stage.aheadMs = 44 * minuteMs
    await stage.book(stage.at(10))
    expect(await calendarHealth(stage.tenant, stage.clock())).toEqual([])
    stage.aheadMs = 46 * minuteMs
    await expect(stage.book(stage.at(11))).rejects.toThrow()
    expect((await calendarHealth(stage.tenant, stage.clock()))[0]).toMatchObject({ account, reason: 'stale' })
    const { connections } = await listConnections(stage.deps, { tenant: stage.tenant })
    expect(connections[0]!.calendars[0]!.why).toContain('not read this calendar')
    await stage.sync()
    await stage.book(stage.at(11))
    expect((await calendarHealth(stage.tenant, stage.clock()))[0]!.providers.map(({ name }) => name)).toEqual([
      'Rosa Ortiz, RN',
    ])
  })

  it('does not make a held time into an appointment either', async () => {
    const hold = { serviceIds: [], providerIds: [stage.spa.leeId], locationId: stage.spa.locationId }
    const isWithheldAt = async (now: Date) =>
      (await stage.tenant.transaction((tx) => loadPlaceFacts(tx, { ...hold, now }))).providers.get(stage.spa.leeId)!
        .isWithheld
    expect(await isWithheldAt(new Date(Date.now() + 44 * minuteMs))).toBe(false)
    expect(await isWithheldAt(new Date(Date.now() + 46 * minuteMs))).toBe(true)
  })
})

describe('one calendar of an account that fails beside another', () => {
  it('is tried less and less often, and the other is read all the while', async () => {
    stage.fault('error_inside_200')
    await stage.sync()
    for (let tries = 0; tries < 6; tries++) await retry()
    const { failures, nextTryAt, status } = (await stage.calendar()).connection
    expect({ failures, status }).toEqual({ failures: 7, status: 'active' })
    expect(+nextTryAt! - +stage.clock()).toBeGreaterThan(5 * minuteMs)
    expect(await stage.sync(stage.ortiz.calendarId, {})).toMatchObject({ ok: true })
    expect(await stage.sync(stage.lee.calendarId, {})).toEqual({ ok: false, reason: 'waiting' })
    stage.noFaults()
    await retry()
    expect((await stage.calendar()).connection).toMatchObject({ failures: 0, nextTryAt: null })
  })

  it('does not keep appointments out of the other', async () => {
    stage.aheadMs = 31 * minuteMs
    stage.fault('rate_limit_429')
    await stage.sync()
    expect((await stage.calendar()).connection.status).toBe('broken')
    const { id } = await stage.book(stage.at(10), { providerId: stage.spa.ortizId })
    await stage.runMirrors()
    expect(stage.eventOf(id, stage.ortiz.externalId)).toMatchObject({ status: 'confirmed' })
  })
})

describe('a push channel', () => {
  it('that could not be renewed while the account did not work is opened when it does', async () => {
    stage.deps = { ...stage.deps, pushAddress: `${stage.sandbox.url}/nobody` }
    const { calendarId } = stage.lee
    await renewChannel(stage.deps, { tenant: stage.tenant, calendarId })
    const before = await stage.calendar()
    stage.google.revokeTokens(account)
    stage.aheadMs = 8 * 24 * 60 * minuteMs
    await stage.sync()
    // Its time comes, and nothing can be done.
    await renewChannel(stage.deps, { tenant: stage.tenant, calendarId })
    await stage.connect()
    stage.jobs = []
    await stage.sync()
    expect(stage.jobs).toContainEqual(expect.objectContaining({ name: 'renew-calendar-channel' }))
    await renewChannel(stage.deps, { tenant: stage.tenant, calendarId })
    const { channelId, channelExpiresAt } = await stage.calendar()
    expect(channelId).not.toBe(before.channelId)
    stage.jobs = []
    stage.aheadMs = 0
    expect(channelExpiresAt! > stage.clock()).toBe(true)
    await stage.sync()
    expect(stage.jobs.filter(({ name }) => name === 'renew-calendar-channel')).toEqual([])
  })

  it('is one, also when two jobs open it at once', async () => {
    stage.deps = { ...stage.deps, pushAddress: `${stage.sandbox.url}/nobody` }
    const open = () => renewChannel(stage.deps, { tenant: stage.tenant, calendarId: stage.lee.calendarId })
    await Promise.all([open(), open(), open()])
    const { channelId } = await stage.calendar()
    const channels = stage.google.channels().filter(({ calendar }) => calendar === stage.lee.externalId)
    expect(channels.map(({ id }) => id)).toEqual([channelId])
  })
})

describe('an error inside an answer that looks well', () => {
  it('is never read as “nothing there”: the times are withheld at once', async () => {
    stage.google.insertEvent(stage.lee.externalId, {
      start: { dateTime: stage.at(10).toISOString() },
      end: { dateTime: stage.at(11).toISOString() },
    })
    await stage.sync()
    stage.fault('error_inside_200')
    expect(await stage.sync(stage.lee.calendarId, { isWhole: true, isUrgent: true })).toMatchObject({ ok: false })
    expect(await stage.busyTimes()).toHaveLength(1)
    expect(await withheld()).toBe(true)
    expect((await calendarHealth(stage.tenant, stage.clock()))[0]).toMatchObject({
      reason: 'bad_answer',
      needsReconnect: false,
    })
    stage.noFaults()
    await retry()
    expect(await withheld()).toBe(false)
  })
})

describe('the regular reading', () => {
  it('is asked for before anything else happens, and comes back whatever happens', async () => {
    stage.fault('server_error')
    const { calendarId } = stage.lee
    const payload = { tenantId: stage.spa.tenantId, calendarId, cause: 'change' as const }
    await runSyncCalendar(stage.deps, { tenant: stage.tenant, payload })
    const next = stage.jobs.find(({ name, payload }) => name === 'sync-calendar' && payload['cause'] === 'regular')
    const waitMs = +next!.startAfter! - +stage.clock()
    expect(waitMs).toBeGreaterThan(9 * minuteMs)
    expect(waitMs).toBeLessThanOrEqual(15 * minuteMs)
  })

  it('is planned anew when somebody asks for one: nothing else may be left to do it', async () => {
    const { calendarId } = stage.lee
    expect(await syncNow(stage.deps, { tenant: stage.tenant, calendarId })).toMatchObject({ ok: true })
    expect(stage.jobs.map(({ name, payload }) => [name, payload['cause']])).toContainEqual(['sync-calendar', 'regular'])
  })

  it('ends with the calendar', async () => {
    const { calendarId } = stage.lee
    await removeCalendar(stage.deps, { tenant: stage.tenant, calendarId, actor: 'user:x' })
    stage.jobs = []
    const payload = { tenantId: stage.spa.tenantId, calendarId, cause: 'regular' as const }
    await runSyncCalendar(stage.deps, { tenant: stage.tenant, payload })
    expect(stage.jobs).toEqual([])
  })
})
