import { describe, expect, it } from 'vitest'
import { addBlock, removeBlock } from '../../src/scheduling/blocks/blocks.ts'
import { bookAppointment } from '../../src/scheduling/book-appointment.ts'
import { bookByStaff } from '../../src/scheduling/booking/book-by-staff.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { HOLD_CAP_MS, HOLD_MS, prolongHolds } from '../../src/scheduling/holds.ts'
import { complete } from '../../src/scheduling/lifecycle/attend.ts'
import { createPlan, planProgress } from '../../src/scheduling/plans/plans.ts'
import { bookSessions, proposeSessions } from '../../src/scheduling/plans/propose-sessions.ts'
import { later, now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()
const at = (text: string) => new Date(`${text}:00Z`)

function timeOff(resourceId: string, startsAt: Date, endsAt: Date) {
  return desk.tenant.transaction((tx) =>
    addBlock(tx, {
      tenantId: desk.tenant.id,
      enqueue: desk.enqueue,
      now,
      resourceId,
      kind: 'time_off',
      startsAt,
      endsAt,
      createdBy: 'user:desk',
      reason: 'ill',
    }),
  )
}

describe('time off', () => {
  it('removes no appointment, leaves a task for each, and takes the time as it is given up', async () => {
    const conversationId = await desk.startConversation()
    const [slot] = await desk.openings(conversationId, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    const appointment = await desk.book(conversationId, slot!.token)
    const day = { from: at('2026-12-02T14:00'), to: at('2026-12-02T22:00') }
    const { block, appointmentIds } = await timeOff(desk.spa.leeResourceId, day.from, day.to)
    expect(appointmentIds).toEqual([appointment.id])
    expect(await desk.tenant.db.task.findMany()).toMatchObject([{ kind: 'rebook', appointmentId: appointment.id }])
    expect((await desk.tenant.db.appointment.findFirst())!.status).toBe('booked')
    const covered = async () => {
      const rows = await desk.tenant.db.occupation.findMany({ where: { blockId: block.id } })
      return rows.reduce((sum, one) => sum + (+one.endsAt - +one.startsAt), 0) / 60_000
    }
    expect(await covered()).toBe(8 * 60 - 45)
    await cancelAppointment(desk.tenant, {
      conversationId,
      appointmentId: appointment.id,
      reason: null,
      now,
      enqueue: desk.enqueue,
    })
    expect(await covered()).toBe(8 * 60)
    expect(await desk.openings(conversationId, 'tomorrow', desk.spa.microneedlingId)).toSatisfy(
      (found: { startsAt: Date }[]) => found.every(({ startsAt }) => startsAt >= day.to || startsAt < day.from),
    )
    await desk.tenant.transaction((tx) =>
      removeBlock(tx, { tenantId: desk.tenant.id, enqueue: desk.enqueue, now, blockId: block.id }),
    )
    expect(await desk.tenant.db.occupation.count()).toBe(0)
  })

  it('ends a hold under it, which is no promise yet', async () => {
    const conversationId = await desk.startConversation()
    const [slot] = await desk.openings(conversationId, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    await holdSlot(desk.tenant, { conversationId, token: slot!.token, now, enqueue: desk.enqueue })
    await timeOff(desk.spa.leeResourceId, at('2026-12-02T14:00'), at('2026-12-02T22:00'))
    expect(await desk.tenant.db.hold.findMany()).toMatchObject([{ status: 'released' }])
    expect(await desk.overlaps()).toBe(0)
  })

  it('ends a held seat of a group under it, and books nobody into what will not take place', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.facialId }, data: { capacity: 3 } })
    const conversationId = await desk.startConversation()
    const [slot] = await desk.openings(conversationId, 'tomorrow 10am', desk.spa.facialId, 1)
    const held = await holdSlot(desk.tenant, { conversationId, token: slot!.token, now, enqueue: desk.enqueue })
    expect(held.ok).toBe(true)
    await timeOff(desk.spa.ortizResourceId, at('2026-12-02T14:00'), at('2026-12-02T22:00'))
    expect(await desk.tenant.db.hold.findMany()).toMatchObject([{ status: 'released', groupSessionId: null }])
    expect(await desk.tenant.db.groupSession.count()).toBe(0)
    const booked = await bookAppointment(desk.tenant, desk.booking(conversationId, slot!.token))
    expect(booked).toMatchObject({ ok: false, reason: 'slot_taken' })
  })
})

describe('a hold', () => {
  it('is prolonged while the customer talks, to a cap and no further', async () => {
    const conversationId = await desk.startConversation()
    const [slot] = await desk.openings(conversationId, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    await holdSlot(desk.tenant, { conversationId, token: slot!.token, now, enqueue: desk.enqueue })
    const turn = (ms: number) => desk.tenant.transaction((tx) => prolongHolds(tx, { conversationId, now: later(ms) }))
    expect(await turn(60_000)).toEqual(later(60_000 + HOLD_MS))
    expect(await turn(9 * 60_000)).toEqual(later(9 * 60_000 + HOLD_MS))
    expect(await turn(18 * 60_000)).toEqual(later(18 * 60_000 + HOLD_MS))
    expect(await turn(27 * 60_000)).toEqual(later(HOLD_CAP_MS))
    expect(await turn(29 * 60_000)).toEqual(later(HOLD_CAP_MS))
    expect(await turn(HOLD_CAP_MS)).toBeNull()
    const booked = desk.book(conversationId, slot!.token, {
      conversation: { id: conversationId, channel: 'chat', visitorId: null, now: later(HOLD_CAP_MS - 1) },
    })
    expect((await booked).status).toBe('booked')
  })
})

describe('a plan', () => {
  const start = at('2026-12-08T15:00')

  async function plan(totalSessions: number) {
    const { id: customerId } = await desk.tenant.db.customer.create({ data: { givenName: 'Jane' } })
    return desk.tenant.transaction((tx) =>
      createPlan(tx, {
        customerId,
        serviceId: desk.spa.microneedlingId,
        totalSessions,
        intervalMinDays: 21,
        intervalMaxDays: 35,
        createdBy: 'user:desk',
      }),
    )
  }

  const series = (planId: string) => ({
    planId,
    providerId: desk.spa.leeId,
    locationId: desk.spa.locationId,
    firstStartsAt: start,
    staffId: '00000000-0000-7000-8000-000000000000',
    now,
  })

  it('is proposed and booked on one weekday at one wall-clock time, across the change of the clocks', async () => {
    await desk.tenant.db.service.updateMany({ where: {}, data: { horizonDays: 365 } })
    const { id } = await plan(5)
    const proposed = await proposeSessions(desk.tenant, series(id))
    const local = (instant: Date) =>
      Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(desk.spa.timeZone)
    expect(proposed).toMatchObject({ ok: true })
    const sessions = proposed.ok ? proposed.sessions : []
    expect(sessions.map(({ position, isFree }) => [position, isFree])).toEqual(
      [1, 2, 3, 4, 5].map((one) => [one, true]),
    )
    expect(new Set(sessions.map(({ startsAt }) => local(startsAt).toPlainTime().toString()))).toEqual(
      new Set(['10:00:00']),
    )
    expect(new Set(sessions.map(({ startsAt }) => local(startsAt).dayOfWeek))).toEqual(new Set([2]))
    // New York's clocks go forward on 14 March 2027.
    expect(sessions.at(-1)!.startsAt.toISOString()).toBe('2027-03-30T14:00:00.000Z')

    const request = { ...series(id), actor: 'user:desk', enqueue: desk.enqueue }
    expect(await bookSessions(desk.tenant, request)).toMatchObject({ ok: true, notFree: [] })
    expect(await bookSessions(desk.tenant, request)).toEqual({ ok: false, reason: 'nothing_left' })
    expect(await desk.tenant.db.appointment.count({ where: { planId: id } })).toBe(5)
  })

  it('of which one day is not free is booked not at all and says which', async () => {
    const { id } = await plan(2)
    const { id: other } = await desk.tenant.db.customer.create({ data: { givenName: 'Rival' } })
    // Every Tuesday within the interval.
    for (const day of ['2026-12-29', '2027-01-05', '2027-01-12']) {
      const taken = await bookByStaff(desk.tenant, {
        staffId: series(id).staffId,
        actor: 'user:desk',
        customerId: other,
        locationId: desk.spa.locationId,
        services: [{ serviceId: desk.spa.botoxId, providerId: desk.spa.leeId, startsAt: at(`${day}T15:30`) }],
        idempotencyKey: day,
        now,
        enqueue: desk.enqueue,
      })
      expect(taken.ok).toBe(true)
    }
    const request = { ...series(id), actor: 'user:desk', enqueue: desk.enqueue }
    const refused = await bookSessions(desk.tenant, request)
    expect(refused).toMatchObject({ ok: false, reason: 'not_all_free', notFree: [at('2027-01-05T15:00')] })
    expect(await desk.tenant.db.appointment.count({ where: { planId: id } })).toBe(0)
    expect(await bookSessions(desk.tenant, { ...request, skipNotFree: true })).toMatchObject({
      ok: true,
      appointments: [{ planPosition: 1 }],
    })
  })

  it('of which a session was cancelled is booked to its end again, at the same time too', async () => {
    const { id } = await plan(2)
    const request = { ...series(id), actor: 'user:desk', enqueue: desk.enqueue }
    const first = await bookSessions(desk.tenant, request)
    const last = first.ok ? first.appointments[1]! : (undefined as never)
    for (let round = 0; round < 2; round++) {
      const [standing] = await desk.tenant.db.appointment.findMany({ where: { planPosition: 2, status: 'booked' } })
      await cancelAppointment(desk.tenant, {
        conversationId: null,
        appointmentId: standing!.id,
        reason: null,
        actor: 'user:desk',
        now,
        enqueue: desk.enqueue,
      })
      expect(await bookSessions(desk.tenant, request)).toMatchObject({
        ok: true,
        appointments: [{ status: 'booked', startsAt: last.startsAt }],
      })
    }
    expect(await desk.tenant.db.appointment.count({ where: { planId: id, status: 'booked' } })).toBe(2)
  })

  it('counts sessions when they are given, and ends with the last', async () => {
    const { id } = await plan(1)
    const booked = await bookSessions(desk.tenant, { ...series(id), actor: 'user:desk', enqueue: desk.enqueue })
    const appointmentId = booked.ok ? booked.appointments[0]!.id : ''
    await complete(desk.tenant, {
      appointmentId,
      actor: 'user:desk',
      now: at('2026-12-08T16:00'),
      enqueue: desk.enqueue,
    })
    const progress = await desk.tenant.transaction((tx) => planProgress(tx, id))
    expect(progress).toMatchObject({ plan: { status: 'completed' }, completed: 1, booked: 0, remaining: 0 })
  })
})
