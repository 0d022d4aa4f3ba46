import { describe, expect, it } from 'vitest'
import { chooseCalendar, listAccountCalendars } from '../../src/calendars/choose-calendar.ts'
import { listConnections } from '../../src/calendars/connections.ts'
import { calendarHealth } from '../../src/calendars/health/calendar-health.ts'
import { disconnect, removeCalendar } from '../../src/calendars/remove-calendar.ts'
import { account, useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()

describe('a calendar that is just chosen', () => {
  it('is not booked blind: its times wait for the first reading', async () => {
    await removeCalendar(stage.deps, { tenant: stage.tenant, calendarId: stage.lee.calendarId, actor: 'user:x' })
    const appointment = await stage.book(stage.at(13))
    const lee = await stage.choose(stage.spa.leeId)
    expect(await calendarHealth(stage.tenant, stage.clock())).toEqual([])
    await expect(stage.book(stage.at(10))).rejects.toThrow()
    await stage.sync(lee.calendarId)
    await stage.book(stage.at(10))
    await stage.runMirrors()
    expect(stage.eventsIn(lee.externalId).map(({ id }) => id)).toContain(stage.place(appointment.id).event)
  })

  it('is one that the account may write in, and nobody else’s', async () => {
    const choose = (externalId: string, providerId = stage.spa.leeId) =>
      chooseCalendar(stage.deps, {
        tenant: stage.tenant,
        connectionId: stage.connectionId,
        providerId,
        externalId,
        actor: 'user:x',
      })
    expect(await choose('nobody@group.calendar.google.com')).toEqual({ ok: false, reason: 'unknown_calendar' })
    expect(await choose(stage.ortiz.externalId)).toEqual({ ok: false, reason: 'in_use' })
    const listed = await listAccountCalendars(stage.deps, { tenant: stage.tenant, connectionId: stage.connectionId })
    if (!listed.ok) throw new Error(listed.reason)
    expect(listed.calendars[0]).toMatchObject({ id: account, isPrimary: true, chosenForProviderId: null })
    expect(listed.calendars.find(({ id }) => id === stage.lee.externalId)?.chosenForProviderId).toBe(stage.spa.leeId)
  })

  it('is one provider’s, also when it is chosen for two at once', async () => {
    const externalId = stage.newGoogleCalendar()
    const choose = (providerId: string) =>
      chooseCalendar(stage.deps, {
        tenant: stage.tenant,
        connectionId: stage.connectionId,
        providerId,
        externalId,
        actor: 'user:x',
      })
    const outcomes = await Promise.all([choose(stage.spa.leeId), choose(stage.spa.ortizId)])
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes).toContainEqual({ ok: false, reason: 'in_use' })
    expect(await stage.tenant.db.calendar.count({ where: { externalId } })).toBe(1)
  })

  it('is not left behind by an account that was disconnected meanwhile', async () => {
    const { calendars } = stage.deps
    const leave = () =>
      disconnect(stage.deps, { tenant: stage.tenant, connectionId: stage.connectionId, actor: 'user:x' })
    const open: typeof calendars.open = (...given) => {
      const mirror = calendars.open(...given)
      return { ...mirror, calendars: () => mirror.calendars().finally(leave) }
    }
    const outcome = await chooseCalendar(
      { ...stage.deps, calendars: { ...calendars, open } },
      {
        tenant: stage.tenant,
        connectionId: stage.connectionId,
        providerId: stage.spa.leeId,
        externalId: stage.newGoogleCalendar(),
        actor: 'user:x',
      },
    )
    expect(outcome).toEqual({ ok: false, reason: 'not_found' })
    await stage.book(stage.at(10))
  })

  it('takes the place of the one before, whose events go', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    stage.google.insertEvent(stage.lee.externalId, {
      start: { dateTime: stage.at(14).toISOString() },
      end: { dateTime: stage.at(15).toISOString() },
    })
    await stage.sync()
    const next = await stage.choose(stage.spa.leeId)
    expect(await stage.busyTimes()).toEqual([])
    expect(stage.eventsIn().filter((event) => event.madeBy !== null)).toEqual([])
    await stage.sync(next.calendarId)
    await stage.runMirrors()
    expect(stage.eventOf(id, next.externalId)).toMatchObject({ status: 'confirmed' })
  })
})

describe('an account that is disconnected', () => {
  it('is given back and forgotten; appointments stay', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    stage.google.insertEvent(stage.lee.externalId, {
      start: { dateTime: stage.at(14).toISOString() },
      end: { dateTime: stage.at(15).toISOString() },
    })
    await stage.sync()
    const request = { tenant: stage.tenant, connectionId: stage.connectionId, actor: 'user:x' }
    expect(await disconnect(stage.deps, request)).toEqual({ ok: true, isRevoked: true })
    expect(await stage.busyTimes()).toEqual([])
    expect(await stage.tenant.db.externalEvent.count()).toBe(0)
    expect(await stage.tenant.db.calendar.count()).toBe(0)
    const row = await stage.tenant.db.calendarConnection.findFirstOrThrow()
    expect(row).toMatchObject({ status: 'disconnected', sealedTokens: '' })
    expect((await stage.tenant.db.appointment.findFirst({ where: { id } }))?.status).toBe('booked')
    expect(stage.eventOf(id)).toMatchObject({ status: 'confirmed' })
    expect(await listConnections(stage.deps, { tenant: stage.tenant })).toEqual({ connections: [], canBePushed: false })
    await stage.book(stage.at(14))
    expect(await disconnect(stage.deps, request)).toEqual({ ok: false })
    // … and may come back.
    expect(await stage.connect()).toBe(stage.connectionId)
  })

  it('can be left also while Google does not answer', async () => {
    stage.fault('server_error', { for: account })
    const request = { tenant: stage.tenant, connectionId: stage.connectionId, actor: 'user:x' }
    expect(await disconnect(stage.deps, request)).toMatchObject({ ok: true })
    expect(await stage.tenant.db.calendar.count()).toBe(0)
  })
})
