import { describe, expect, it } from 'vitest'
import { takeLease } from '../../src/calendars/sync/sync-lease.ts'
import { useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
const time = (start: Date, end: Date, extra: object = {}) => ({
  summary: 'Dentist, root canal',
  start: { dateTime: start.toISOString() },
  end: { dateTime: end.toISOString() },
  ...extra,
})
const add = (body: object) => stage.google.insertEvent(stage.lee.externalId, body)
const place = (event: string) => ({ calendar: stage.lee.externalId, event })
const day = (date: Date) => date.toISOString().slice(0, 10)

describe('what keeps a provider busy elsewhere', () => {
  it('is kept free here, follows its event, and is free again without it', async () => {
    const event = add(time(stage.at(10), stage.at(11)))
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([[stage.at(10), stage.at(11)]])
    stage.google.moveEvent(place(event.id), { start: stage.at(14).toISOString() })
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([[stage.at(14), stage.at(15)]])
    stage.google.deleteEvent(place(event.id))
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([])
    expect(stage.violations()).toEqual([])
  })

  it('keeps nothing of an event but its time', async () => {
    add(time(stage.at(10), stage.at(11)))
    await stage.sync()
    const rows = [await stage.tenant.db.externalEvent.findMany(), await stage.tenant.db.block.findMany()]
    expect(JSON.stringify(rows)).not.toContain('root canal')
  })

  it('cannot be booked', async () => {
    add(time(stage.at(10), stage.at(11)))
    await stage.sync()
    await expect(stage.book(stage.at(10, 30))).rejects.toThrow('slot_taken')
    await stage.book(stage.at(11))
  })

  it('stays busy under an appointment, and is kept free when that goes', async () => {
    const appointment = await stage.book(stage.at(10))
    add(time(stage.at(9), stage.at(11)))
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([
      [stage.at(9), stage.at(10)],
      [stage.at(10, 30), stage.at(11)],
    ])
    expect((await stage.tenant.db.appointment.findFirst({ where: { id: appointment.id } }))?.status).toBe('booked')
  })

  it('is what is busy: not what is marked as free, declined, or says where somebody works', async () => {
    add(time(stage.at(9), stage.at(10), { transparency: 'transparent' }))
    add(time(stage.at(10), stage.at(11), { eventType: 'workingLocation', transparency: 'transparent' }))
    add(
      time(stage.at(11), stage.at(12), {
        attendees: [{ email: stage.lee.externalId, responseStatus: 'declined', self: true }],
      }),
    )
    const tentative = add(time(stage.at(13), stage.at(14), { status: 'tentative' }))
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([[stage.at(13), stage.at(14)]])
    stage.google.changeEvent(place(tentative.id), { transparency: 'transparent' })
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([])
  })

  it('knows whole days by the calendar’s own midnight', async () => {
    add({ summary: 'Away', start: { date: day(stage.at(12)) }, end: { date: day(stage.at(12, 0, 1)) } })
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([[stage.at(0), stage.at(0, 0, 1)]])
  })

  it('takes repeating events apart, and one time of them away', async () => {
    add({
      ...time(stage.at(10), stage.at(11)),
      start: { dateTime: stage.at(10).toISOString(), timeZone: 'America/New_York' },
      end: { dateTime: stage.at(11).toISOString(), timeZone: 'America/New_York' },
      recurrence: ['RRULE:FREQ=DAILY;COUNT=3'],
    })
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([0, 1, 2].map((days) => [stage.at(10, 0, days), stage.at(11, 0, days)]))
    const [, second] = stage.google.events(stage.lee.externalId, {
      from: +stage.at(0),
      to: +stage.at(0, 0, 3),
    })
    stage.google.deleteEvent(place(second!.id))
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([0, 2].map((days) => [stage.at(10, 0, days), stage.at(11, 0, days)]))
  })

  it('is read page by page', async () => {
    for (let hour = 9; hour < 15; hour++) add(time(stage.at(hour), stage.at(hour, 30)))
    stage.fault('small_pages')
    await stage.sync()
    expect(await stage.busyTimes()).toHaveLength(6)
    await stage.sync(stage.lee.calendarId, { isWhole: true })
    expect(await stage.busyTimes()).toHaveLength(6)
  })

  it('is read whole again after 410, with what went away in the meantime', async () => {
    const event = add(time(stage.at(10), stage.at(11)))
    await stage.sync()
    stage.google.deleteEvent(place(event.id))
    add(time(stage.at(15), stage.at(16)))
    stage.google.forgetSyncTokens(stage.lee.externalId)
    expect(await stage.sync()).toMatchObject({ ok: true, isWhole: true })
    expect(await stage.busyTimes()).toEqual([[stage.at(15), stage.at(16)]])
    stage.fault('sync_token_gone', { times: 1 })
    expect(await stage.sync()).toMatchObject({ ok: true, isWhole: true })
    expect(await stage.sync()).toMatchObject({ ok: true, isWhole: false, events: 0 })
  })

  it('is read whole once a day, because the window moves on', async () => {
    expect(await stage.sync()).toMatchObject({ isWhole: false })
    stage.aheadMs = 25 * 3_600_000
    expect(await stage.sync()).toMatchObject({ isWhole: true })
  })

  it('wakes whoever waits for the time when it comes free', async () => {
    const event = add(time(stage.at(10), stage.at(11)))
    await stage.sync()
    stage.jobs = []
    stage.google.deleteEvent(place(event.id))
    await stage.sync()
    expect(stage.jobs).toContainEqual(
      expect.objectContaining({
        name: 'match-waitlist',
        payload: expect.objectContaining({ providerId: stage.spa.leeId, startsAt: stage.at(10).toISOString() }),
      }),
    )
  })
})

describe('two readers of one calendar', () => {
  it('do not write over each other: the second comes back later', async () => {
    const lease = await takeLease(stage.tenant, { calendarId: stage.lee.calendarId, now: stage.clock() })
    expect(lease).not.toBeNull()
    expect(await stage.sync()).toEqual({ ok: false, reason: 'busy' })
    // Who had it is dead.
    stage.aheadMs = 3 * 60_000
    expect(await stage.sync()).toMatchObject({ ok: true })
  })

  it('write nothing once another has taken their place', async () => {
    add(time(stage.at(10), stage.at(11)))
    stage.fault('slow', { times: 1, ms: 400 })
    const late = stage.sync()
    await expect.poll(async () => (await stage.calendar()).syncLeaseUntil).not.toBeNull()
    await stage.tenant.db.calendar.updateMany({ data: { syncLeaseUntil: new Date(Date.now() + 60_000) } })
    expect(await late).toEqual({ ok: false, reason: 'busy' })
    expect(await stage.busyTimes()).toEqual([])
  })
})

describe('our own events', () => {
  it('are not taken for somebody else’s', async () => {
    await stage.bookAndMirror(stage.at(10))
    await stage.sync()
    await stage.sync(stage.lee.calendarId, { isWhole: true })
    expect(await stage.busyTimes()).toEqual([])
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('that were copied by hand are somebody else’s: they keep their time busy', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    const { extendedProperties, summary } = stage.eventOf(id)
    add(time(stage.at(14), stage.at(15), { extendedProperties, summary }))
    await stage.sync()
    expect(await stage.busyTimes()).toEqual([[stage.at(14), stage.at(15)]])
  })
})
