import { expect, it } from 'vitest'
import { driftReport } from '../../src/calendars/drift/drift-report.ts'
import { fixDrift } from '../../src/calendars/drift/fix-drift.ts'
import { eventIdOf } from '../../src/calendars/mirror/event-id.ts'
import { useCalendarStage } from './calendar-stage.ts'

const stage = useCalendarStage()
const report = () => driftReport(stage.deps, { tenant: stage.tenant, calendarId: stage.lee.calendarId })
const fix = () =>
  fixDrift(stage.deps, { tenant: stage.tenant, calendarId: stage.lee.calendarId, actor: `user:${stage.owner.userId}` })
const busy = (hour: number) =>
  stage.google.insertEvent(stage.lee.externalId, {
    start: { dateTime: stage.at(hour).toISOString() },
    end: { dateTime: stage.at(hour + 1).toISOString() },
  })

it('says that both sides agree when they do', async () => {
  await stage.bookAndMirror(stage.at(10))
  busy(14)
  await stage.sync()
  expect(await report()).toMatchObject({ ok: true, differences: [] })
})

it('finds every kind of difference, and one click mends them all', async () => {
  const moved = await stage.bookAndMirror(stage.at(9))
  const deleted = await stage.bookAndMirror(stage.at(9, 45))
  const extra = await stage.bookAndMirror(stage.at(10, 30))
  const gone = busy(13)
  const other = busy(14)
  const wrong = busy(15)
  await stage.sync()

  const missing = await stage.book(stage.at(11, 15))
  stage.jobs = []
  stage.google.moveEvent(stage.place(moved.id), { start: stage.at(16).toISOString() })
  stage.google.deleteEvent(stage.place(deleted.id))
  // Somebody mended the book by hand, and no job was queued.
  await stage.tenant.db.occupation.deleteMany({ where: { appointmentId: extra.id } })
  await stage.tenant.db.appointment.updateMany({ where: { id: extra.id }, data: { status: 'cancelled' } })
  stage.google.deleteEvent({ calendar: stage.lee.externalId, event: gone.id })
  stage.google.moveEvent({ calendar: stage.lee.externalId, event: other.id }, { start: stage.at(13).toISOString() })
  const added = busy(12)
  const block = await stage.tenant.db.block.findFirstOrThrow({ where: { externalEvent: { eventId: wrong.id } } })
  await stage.tenant.db.block.updateMany({ where: { id: block.id }, data: { endsAt: stage.at(15, 30) } })

  const found = await report()
  if (!found.ok) throw new Error(found.reason)
  expect(found.differences.map(({ kind, eventId }) => [kind, eventId]).sort()).toEqual(
    [
      ['moved', eventIdOf(moved.id)],
      ['deleted', eventIdOf(deleted.id)],
      ['missing', eventIdOf(missing.id)],
      ['extra', eventIdOf(extra.id)],
      ['external_extra', gone.id],
      ['external_moved', other.id],
      ['external_moved', wrong.id],
      ['external_missing', added.id],
    ].sort(),
  )
  expect(found.differences.find(({ kind }) => kind === 'moved')).toMatchObject({
    reference: moved.reference,
    here: { startsAt: stage.at(9) },
    there: { startsAt: stage.at(16) },
  })

  expect(await fix()).toMatchObject({ ok: true, differences: [] })
  expect(new Date(stage.eventOf(moved.id).start.dateTime)).toEqual(stage.at(9))
  expect(stage.eventOf(deleted.id).status).toBe('confirmed')
  expect(stage.eventOf(missing.id).status).toBe('confirmed')
  expect(stage.eventOf(extra.id).status).toBe('cancelled')
  expect(await stage.busyTimes()).toEqual([
    [stage.at(12), stage.at(13)],
    [stage.at(13), stage.at(14)],
    [stage.at(15), stage.at(16)],
  ])
  await stage.sync()
  expect(await stage.openTasks('calendar_conflict')).toEqual([])
})

it('says when the calendar does not answer, and changes nothing', async () => {
  busy(14)
  await stage.sync()
  stage.fault('error_inside_200')
  expect(await report()).toEqual({ ok: false, reason: 'calendar_unreachable' })
  expect(await fix()).toEqual({ ok: false, reason: 'calendar_unreachable' })
  expect(await stage.busyTimes()).toHaveLength(1)
})
