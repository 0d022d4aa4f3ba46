import { describe, expect, it } from 'vitest'
import { setShowsService } from '../../src/calendars/choose-calendar.ts'
import { eventIdOf } from '../../src/calendars/mirror/event-id.ts'
import { openConnection } from '../../src/calendars/access/open-calendar.ts'
import { mirrorAppointment } from '../../src/calendars/mirror/mirror-appointment.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
const mirror = (appointmentId: string) => mirrorAppointment(stage.deps, { tenant: stage.tenant, appointmentId })

async function move(appointmentId: string, startsAt: Date, providerId = stage.spa.leeId): Promise<void> {
  await stage.tenant.db.appointment.updateMany({
    where: { id: appointmentId },
    data: { startsAt, endsAt: new Date(+startsAt + 30 * 60_000), providerId, version: { increment: 1 } },
  })
}
const cancel = (appointmentId: string) =>
  cancelAppointment(stage.tenant, {
    conversationId: null,
    appointmentId,
    reason: null,
    actor: 'user:x',
    now: stage.clock(),
    enqueue: stage.enqueue,
  })

describe('an appointment in its provider’s calendar', () => {
  it('is one event, that says no more than it must', async () => {
    const appointment = await stage.bookAndMirror(stage.at(10))
    const event = stage.eventOf(appointment.id)
    expect(stage.eventsIn()).toHaveLength(1)
    expect(event).toMatchObject({
      id: eventIdOf(appointment.id),
      summary: 'Appointment – A.B.',
      visibility: 'private',
      extendedProperties: { private: { avaAppointment: appointment.id } },
    })
    expect(new Date(event.start.dateTime)).toEqual(appointment.startsAt)
    expect(new Date(event.end.dateTime)).toEqual(appointment.endsAt)
    expect(event.description).toContain(`http://localhost:3000/appointments/${appointment.id}`)
    expect(JSON.stringify(event)).not.toMatch(/botox|Anna|Berg/i)
    expect(event.attendees).toBeUndefined()
    expect(stage.violations()).toEqual([])
  })

  it('names the service where the spa wants it', async () => {
    const appointment = await stage.bookAndMirror(stage.at(10))
    await setShowsService(stage.deps, { tenant: stage.tenant, calendarId: stage.lee.calendarId, showsService: true })
    await stage.runMirrors()
    expect(stage.eventOf(appointment.id).summary).toBe('Botox – A.B.')
  })

  it('moves and goes with the appointment, and repeating any of it changes nothing', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    await mirror(id)
    await move(id, stage.at(14))
    await mirror(id)
    await mirror(id)
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
    expect(stage.eventsIn()).toHaveLength(1)
    await cancel(id)
    await stage.runMirrors()
    await mirror(id)
    expect(stage.eventsIn()).toEqual([])
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('goes to the other calendar with the provider, and comes back', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    await move(id, stage.at(10), stage.spa.ortizId)
    await mirror(id)
    expect(stage.eventsIn()).toEqual([])
    expect(stage.eventsIn(stage.ortiz.externalId)).toHaveLength(1)
    await move(id, stage.at(11))
    await mirror(id)
    expect(stage.eventsIn()).toHaveLength(1)
    expect(stage.eventsIn(stage.ortiz.externalId)).toEqual([])
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('is never sent when it was cancelled before anybody came to it', async () => {
    const { id } = await stage.book(stage.at(10))
    await cancel(id)
    await stage.runMirrors()
    expect(stage.eventOf(id)).toBeNull()
  })

  it('keeps what a person adds to its event', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    stage.google.changeEvent(stage.place(id), { colorId: '11', summary: 'Mine' })
    await move(id, stage.at(14))
    await mirror(id)
    expect(stage.eventOf(id)).toMatchObject({ colorId: '11', summary: 'Appointment – A.B.' })
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('is one event however many jobs write it at once', async () => {
    const { id } = await stage.book(stage.at(10))
    await Promise.all([mirror(id), mirror(id), mirror(id)])
    await move(id, stage.at(14))
    await Promise.all([mirror(id), mirror(id)])
    expect(stage.eventsIn()).toHaveLength(1)
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
  })
})

describe('when the writing goes wrong', () => {
  it('takes an event whose answer was lost for its own', async () => {
    const { id } = await stage.book(stage.at(10))
    stage.fault('answer_lost', { times: 1 })
    await expect(mirror(id)).rejects.toMatchObject({ kind: 'unreachable' })
    await move(id, stage.at(14))
    await mirror(id)
    expect(stage.eventsIn()).toHaveLength(1)
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('reads again after 412, and writes over what nobody moved', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    await move(id, stage.at(14))
    stage.fault('precondition_failed', { times: 1 })
    await mirror(id)
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
  })

  it('reads again after 409', async () => {
    const { id } = await stage.book(stage.at(10))
    stage.fault('duplicate', { times: 1 })
    await mirror(id)
    expect(stage.eventsIn()).toHaveLength(1)
  })

  it.each(['rate_limit_429', 'rate_limit_403', 'server_error', 'connection_dropped'])(
    'leaves %s to the next try of the job',
    async (kind) => {
      const { id } = await stage.book(stage.at(10))
      stage.fault(kind, { times: 1 })
      await expect(mirror(id)).rejects.toMatchObject({ name: 'CalendarError' })
      await mirror(id)
      expect(stage.eventsIn()).toHaveLength(1)
    },
  )

  it('renews a token that died early, and keeps the new one', async () => {
    const before = (await stage.calendar()).connection.sealedTokens
    stage.google.expireTokens(stage.google.accounts()[0]!.email)
    await stage.bookAndMirror(stage.at(10))
    expect(stage.eventsIn()).toHaveLength(1)
    const after = (await stage.calendar()).connection.sealedTokens
    expect(after).not.toBe(before)
    expect(after).not.toContain('ya29')
  })

  it('renews one token for several at once, and keeps one that is good', async () => {
    const email = stage.google.accounts()[0]!.email
    const booked = [await stage.book(stage.at(9)), await stage.book(stage.at(11)), await stage.book(stage.at(13))]
    stage.google.expireTokens(email)
    // Each opens the account by itself, as in processes of their own.
    const [read] = await Promise.all([stage.sync(), ...booked.map(({ id }) => mirror(id))])
    expect(read).toMatchObject({ ok: true })
    expect(stage.eventsIn()).toHaveLength(3)
    const { connection } = await stage.calendar()
    expect(connection).toMatchObject({ status: 'active', failures: 0 })
    // No other is asked for from here on.
    stage.fault('invalid_grant', { for: email })
    await stage.bookAndMirror(stage.at(15))
    expect(stage.eventsIn()).toHaveLength(4)
  })

  it('never writes a renewed token over a permission that was given meanwhile', async () => {
    const { connection } = await stage.calendar()
    const old = await openConnection(stage.deps, { tenant: stage.tenant, connection })
    stage.google.expireTokens(stage.google.accounts()[0]!.email)
    await stage.connect()
    const given = (await stage.calendar()).connection.sealedTokens
    await old.calendars()
    expect((await stage.calendar()).connection.sealedTokens).toBe(given)
  })

  it('does not ask about what has taken place: people tidy their calendars', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    stage.google.deleteEvent(stage.place(id))
    stage.aheadMs = +stage.at(11) - Date.now()
    // As when it is marked as completed.
    await stage.tenant.db.appointment.updateMany({ where: { id }, data: { version: { increment: 1 } } })
    await mirror(id)
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('does not win against a person who moved the event meanwhile', async () => {
    const { id } = await stage.bookAndMirror(stage.at(10))
    stage.google.moveEvent(stage.place(id), { start: stage.at(15).toISOString() })
    await move(id, stage.at(14))
    await mirror(id)
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(15))
    const [task] = await stage.openTasks('calendar_conflict')
    expect(task).toMatchObject({
      appointmentId: id,
      data: { what: 'moved', to: { startsAt: stage.at(15).toISOString() } },
    })
    await mirror(id)
    expect(await stage.openTasks('calendar_conflict')).toHaveLength(1)
  })

  it('never shows a token in the log', async () => {
    stage.fault('invalid_grant', { for: 'front-desk@glow.example' })
    stage.google.expireTokens()
    await stage.bookAndMirror(stage.at(10))
    expect(stage.log.join('\n')).toContain('dead_token')
    expect(stage.log.join('\n')).not.toMatch(/ya29|1\/\/0|sandbox-secret|Bearer/)
  })
})
