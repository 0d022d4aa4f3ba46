import { describe, expect, it } from 'vitest'
import { bookByStaff } from '../../src/scheduling/booking/book-by-staff.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { rescheduleAppointment } from '../../src/scheduling/reschedule-appointment.ts'
import { now, useBookingDesk } from './booking-desk.ts'
import { FreeTimes, wednesday } from './free-times.ts'

const desk = useBookingDesk()
const times = new FreeTimes(desk)

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

  it('of a visit to a time that is taken hears of times that the whole visit makes room for', async () => {
    const { botoxId, facialId, leeId, ortizId, locationId } = desk.spa
    const conversationId = await desk.startConversation()
    const serviceIds = [botoxId, facialId]
    const offered = async (wall: string) => {
      const [hour, minute] = wall.split(':').map(Number)
      const clock = { earliestMin: hour! * 60 + minute!, latestMin: hour! * 60 + minute! }
      const date = Temporal.PlainDate.from(wednesday)
      const wish = { from: date, to: date, timeZone: desk.spa.timeZone, ...clock }
      const answer = await times.openings({ conversationId, serviceIds, providerId: leeId, wish })
      return answer.ok ? answer.openings[0]! : (undefined as never)
    }
    const appointment = await desk.book(conversationId, (await offered('10:00')).token)
    const wanted = await offered('11:30')
    // Rosa Ortiz, who would give the facial at noon, is taken then.
    const rival = { serviceId: facialId, providerId: ortizId, startsAt: times.at(`${wednesday}T12:00`) }
    const customer = await desk.tenant.db.customer.create({ data: { givenName: 'Rival' } })
    const staff = { staffId: customer.id, actor: 'user:desk', customerId: customer.id, idempotencyKey: 'rival' }
    const taken = { ...staff, locationId, services: [rival], now, enqueue: desk.enqueue }
    expect(await bookByStaff(desk.tenant, taken)).toMatchObject({ ok: true })
    const move = { conversationId, appointmentId: appointment.id, token: wanted.token, now, enqueue: desk.enqueue }
    const moved = await rescheduleAppointment(desk.tenant, move)
    expect(moved).toMatchObject({ ok: false, reason: 'slot_taken' })
    // Half past ten needs the time in which their own facial is now.
    expect(moved.ok || moved.reason !== 'slot_taken' ? [] : moved.nearest.map((one) => times.wallOf(one))).toContain(
      '10:30',
    )
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
