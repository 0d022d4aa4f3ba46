import { describe, expect, it } from 'vitest'
import { acceptChange, putBack } from '../../src/calendars/conflicts/decide-conflict.ts'
import { mirrorAppointment } from '../../src/calendars/mirror/mirror-appointment.ts'
import { useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
const appointment = (id: string) => stage.tenant.db.appointment.findFirstOrThrow({ where: { id } })
const decision = async () => {
  const [task] = await stage.openTasks('calendar_conflict')
  if (!task) throw new Error('There is no task')
  return { tenant: stage.tenant, taskId: task.id, ...stage.owner }
}

async function moved(to: Date) {
  const booked = await stage.bookAndMirror(stage.at(10))
  stage.google.moveEvent(stage.place(booked.id), { start: to.toISOString() })
  await stage.sync()
  return booked.id
}
async function deleted() {
  const booked = await stage.bookAndMirror(stage.at(10))
  stage.google.deleteEvent(stage.place(booked.id))
  await stage.sync()
  return booked.id
}

describe('an event of ours that somebody moved', () => {
  it('is asked about once, with both times', async () => {
    const id = await moved(stage.at(14))
    const tasks = await stage.openTasks('calendar_conflict')
    expect(tasks).toHaveLength(1)
    expect(tasks[0]).toMatchObject({
      appointmentId: id,
      title: 'An appointment was moved in Dr. Lee’s calendar',
      data: {
        what: 'moved',
        from: { startsAt: stage.at(10).toISOString(), endsAt: stage.at(10, 30).toISOString() },
        to: { startsAt: stage.at(14).toISOString(), endsAt: stage.at(14, 30).toISOString() },
      },
    })
    await stage.sync(stage.lee.calendarId, { isWhole: true })
    expect(await stage.openTasks('calendar_conflict')).toHaveLength(1)
    expect((await appointment(id)).startsAt).toEqual(stage.at(10))
  })

  it('out of a visit of several services says that accepting moves this one only', async () => {
    const one = await stage.bookAndMirror(stage.at(10))
    const other = await stage.bookAndMirror(stage.at(10, 45))
    await stage.tenant.db.appointment.updateMany({
      where: { id: { in: [one.id, other.id] } },
      data: { visitId: one.id },
    })
    stage.google.moveEvent(stage.place(one.id), { start: stage.at(14).toISOString() })
    await stage.sync()
    const [task] = await stage.openTasks('calendar_conflict')
    expect((task!.data as any).visit).toContain('moves this one only')
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: true })
    expect((await appointment(one.id)).startsAt).toEqual(stage.at(14))
    expect((await appointment(other.id)).startsAt).toEqual(stage.at(10, 45))
  })

  it('and moved on is asked about by its newest time only', async () => {
    const id = await moved(stage.at(14))
    stage.google.moveEvent(stage.place(id), { start: stage.at(15).toISOString() })
    await stage.sync()
    const tasks = await stage.openTasks('calendar_conflict')
    expect(tasks.map(({ data }) => (data as any).to.startsAt)).toEqual([stage.at(15).toISOString()])
  })

  it('and moved back needs nobody any more', async () => {
    const id = await moved(stage.at(14))
    stage.google.moveEvent(stage.place(id), { start: stage.at(10).toISOString() })
    await stage.sync()
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('is accepted: the appointment goes there, and its event is left alone', async () => {
    const id = await moved(stage.at(14))
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: true })
    expect((await appointment(id)).startsAt).toEqual(stage.at(14))
    await stage.runMirrors()
    await stage.sync()
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
    const held = await stage.tenant.db.occupation.findMany({
      where: { resourceId: stage.spa.leeResourceId, appointmentId: id },
    })
    expect(held.map(({ startsAt }) => startsAt)).toEqual([stage.at(14)])
  })

  it('is not accepted where somebody else is, and stays asked about', async () => {
    await stage.book(stage.at(14))
    const id = await moved(stage.at(14))
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: false, reason: 'not_free' })
    expect((await appointment(id)).startsAt).toEqual(stage.at(10))
    await mirrorAppointment(stage.deps, { tenant: stage.tenant, appointmentId: id })
    // Not written over either.
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(14))
    expect(await stage.openTasks('calendar_conflict')).toHaveLength(1)
  })

  it('is put back', async () => {
    const id = await moved(stage.at(14))
    expect(await putBack(stage.deps, await decision())).toEqual({ ok: true })
    await stage.runMirrors()
    await stage.sync()
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(10))
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
    const [task] = await stage.tenant.db.task.findMany({ where: { appointmentId: id, kind: 'calendar_conflict' } })
    expect(task).toMatchObject({ resolution: 'Put back.', closedBy: `user:${stage.owner.userId}` })
  })

  it('is not accepted as a whole day', async () => {
    const id = await moved(stage.at(14))
    const date = stage.at(14).toISOString().slice(0, 10)
    const next = stage.at(14, 0, 1).toISOString().slice(0, 10)
    stage.google.changeEvent(stage.place(id), {
      start: { date, dateTime: null },
      end: { date: next, dateTime: null },
    })
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: false, reason: 'not_a_time' })
    expect((await appointment(id)).startsAt).toEqual(stage.at(10))
  })

  it('is not accepted outside of working hours', async () => {
    const id = await moved(stage.at(3))
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: false, reason: 'not_free' })
    expect(await stage.openTasks('calendar_conflict')).toHaveLength(1)
    expect((await appointment(id)).startsAt).toEqual(stage.at(10))
  })

  it('and made longer keeps the length of its service', async () => {
    const booked = await stage.bookAndMirror(stage.at(10))
    stage.google.moveEvent(stage.place(booked.id), {
      start: stage.at(10).toISOString(),
      end: stage.at(12).toISOString(),
    })
    await stage.sync()
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: true })
    await stage.runMirrors()
    expect(new Date(stage.eventOf(booked.id).end.dateTime)).toEqual(stage.at(10, 30))
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('is not decided twice', async () => {
    await moved(stage.at(14))
    const first = await decision()
    await putBack(stage.deps, first)
    expect(await acceptChange(stage.deps, first)).toEqual({ ok: false, reason: 'not_open' })
  })

  it('is not decided blind', async () => {
    await moved(stage.at(14))
    const mine = await decision()
    stage.fault('server_error', { times: 1 })
    expect(await putBack(stage.deps, mine)).toEqual({ ok: false, reason: 'calendar_unreachable' })
    expect(await stage.openTasks('calendar_conflict')).toHaveLength(1)
  })
})

describe('an event of ours that somebody deleted', () => {
  it('is asked about, also when everything was read anew', async () => {
    const id = await deleted()
    const [task] = await stage.openTasks('calendar_conflict')
    expect(task).toMatchObject({ appointmentId: id, data: { what: 'deleted' } })
    expect((await appointment(id)).status).toBe('booked')
  })

  it('is noticed when the token was lost in the meantime', async () => {
    const booked = await stage.bookAndMirror(stage.at(10))
    stage.google.deleteEvent(stage.place(booked.id))
    stage.google.forgetSyncTokens(stage.lee.externalId)
    stage.aheadMs = 1_000
    await stage.sync()
    expect(await stage.openTasks('calendar_conflict')).toHaveLength(1)
  })

  it('is accepted: the appointment is cancelled', async () => {
    const id = await deleted()
    expect(await acceptChange(stage.deps, await decision())).toEqual({ ok: true })
    expect(await appointment(id)).toMatchObject({ status: 'cancelled', cancelledBy: `user:${stage.owner.userId}` })
    await stage.runMirrors()
    expect(stage.eventsIn()).toEqual([])
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })

  it('is put back', async () => {
    const id = await deleted()
    expect(await putBack(stage.deps, await decision())).toEqual({ ok: true })
    await stage.runMirrors()
    await stage.sync()
    expect(stage.eventsIn()).toHaveLength(1)
    expect(new Date(stage.eventOf(id).start.dateTime)).toEqual(stage.at(10))
    expect(await stage.openTasks('calendar_conflict')).toEqual([])
  })
})
