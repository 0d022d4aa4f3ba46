import { describe, expect, it } from 'vitest'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { rescheduleAppointment } from '../../src/scheduling/reschedule-appointment.ts'
import { now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()

describe('a change', () => {
  it('frees the old time only with the new one taken, and raises the version', async () => {
    const conversationId = await desk.startConversation()
    const [first, second] = await desk.openings(conversationId, 'this week', desk.spa.microneedlingId)
    const appointment = await desk.book(conversationId, first!.token)
    const moved = await rescheduleAppointment(desk.tenant, {
      conversationId,
      appointmentId: appointment.id,
      token: second!.token,
      now,
      enqueue: desk.enqueue,
    })
    expect(moved).toMatchObject({
      ok: true,
      appointment: { startsAt: second!.startsAt, version: 2, reference: appointment.reference },
    })
    const occupied = await desk.tenant.db.occupation.findMany({ orderBy: { startsAt: 'asc' } })
    expect(occupied).toHaveLength(4)
    expect(occupied[0]!.startsAt).toEqual(second!.startsAt)
    const again = await rescheduleAppointment(desk.tenant, {
      conversationId,
      appointmentId: appointment.id,
      token: second!.token,
      now,
      enqueue: desk.enqueue,
    })
    expect(again).toMatchObject({ ok: true, isNew: false })
  })

  it('to a slot that was taken meanwhile leaves the appointment where it was', async () => {
    const [mine, rival] = [await desk.startConversation(), await desk.startConversation()]
    const [first, second] = await desk.openings(mine, 'this week', desk.spa.microneedlingId)
    const appointment = await desk.book(mine, first!.token)
    const theirs = (await desk.openings(rival, 'this week', desk.spa.microneedlingId, 9)).find(
      ({ startsAt }) => +startsAt === +second!.startsAt,
    )
    await desk.book(rival, theirs!.token, {
      person: { givenName: 'Rival', familyName: null, contacts: [{ kind: 'phone', value: '+12125550999' }] },
    })
    const moved = await rescheduleAppointment(desk.tenant, {
      conversationId: mine,
      appointmentId: appointment.id,
      token: second!.token,
      now,
      enqueue: desk.enqueue,
    })
    expect(moved).toMatchObject({ ok: false, reason: 'slot_taken' })
    const rows = await desk.tenant.db.occupation.findMany({
      where: { appointmentId: appointment.id },
      orderBy: { startsAt: 'asc' },
    })
    expect(rows[0]!.startsAt).toEqual(first!.startsAt)
    expect(await desk.overlaps()).toBe(0)
  })

  it('by a quarter of an hour may use the time it had', async () => {
    const conversationId = await desk.startConversation()
    const [first] = await desk.openings(conversationId, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    const [quarterLater] = await desk.openings(conversationId, 'tomorrow 9:15 am', desk.spa.microneedlingId, 1)
    const appointment = await desk.book(conversationId, first!.token)
    const moved = await rescheduleAppointment(desk.tenant, {
      conversationId,
      appointmentId: appointment.id,
      token: quarterLater!.token,
      now,
      enqueue: desk.enqueue,
    })
    expect(moved).toMatchObject({ ok: true, appointment: { startsAt: new Date('2026-12-02T14:15:00Z') } })
  })

  it('cancelling frees the time and knows whether it is late', async () => {
    const conversationId = await desk.startConversation()
    const [soon] = await desk.openings(conversationId, 'today', desk.spa.botoxId, 1)
    const appointment = await desk.book(conversationId, soon!.token)
    const cancel = () =>
      cancelAppointment(desk.tenant, {
        conversationId,
        appointmentId: appointment.id,
        reason: 'ill',
        now,
        enqueue: desk.enqueue,
      })
    expect(await cancel()).toMatchObject({
      ok: true,
      feeCents: 5000,
      isNew: true,
      appointment: { status: 'cancelled', version: 2 },
    })
    expect(await cancel()).toMatchObject({ ok: true, isNew: false })
    expect(await desk.tenant.db.occupation.count()).toBe(0)

    const [far] = await desk.openings(conversationId, 'next week', desk.spa.botoxId, 1)
    const second = await desk.book(conversationId, far!.token, { idempotencyKey: 'second' })
    expect(
      await cancelAppointment(desk.tenant, {
        conversationId,
        appointmentId: second.id,
        reason: null,
        now,
        enqueue: desk.enqueue,
      }),
    ).toMatchObject({ feeCents: 0 })
    expect(await desk.tenant.db.outboxMessage.count({ where: { purpose: 'booking_cancelled' } })).toBe(2)
  })
})
