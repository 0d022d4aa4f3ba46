import { describe, expect, it } from 'vitest'
import { addBlock } from '../../src/scheduling/blocks/blocks.ts'
import { bookAppointment } from '../../src/scheduling/book-appointment.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { HOLD_MS } from '../../src/scheduling/holds.ts'
import { retryWhenOvertaken } from '../../src/scheduling/occupy.ts'
import { later, now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()

const nobodyElse = (index: number) => ({
  person: {
    givenName: `Rival ${index}`,
    familyName: null,
    contacts: [{ kind: 'phone' as const, value: `+1212555${String(2000 + index)}` }],
  },
})

/** Conversations that were all offered the same slot of Dr. Lee's. */
async function rivals(count: number, serviceId: string, at = '2026-12-02T14:00:00Z') {
  const startsAt = new Date(at)
  const providerId = serviceId === desk.spa.facialId ? desk.spa.ortizId : desk.spa.leeId
  const minutes = serviceId === desk.spa.microneedlingId ? 75 : serviceId === desk.spa.facialId ? 60 : 30
  const conversationIds = await Promise.all(Array.from({ length: count }, () => desk.startConversation()))
  await desk.tenant.db.slotOffer.createMany({
    data: conversationIds.map((conversationId) => ({
      conversationId,
      token: 'SL_AAA',
      serviceId,
      providerId,
      locationId: desk.spa.locationId,
      startsAt,
      endsAt: new Date(startsAt.getTime() + minutes * 60_000),
      expiresAt: later(3_600_000),
    })),
  })
  return conversationIds
}

describe('of many at once', () => {
  it('exactly one of two hundred gets the slot', async () => {
    const conversationIds = await rivals(200, desk.spa.microneedlingId)
    const results = await Promise.all(
      conversationIds.map((id, index) => bookAppointment(desk.tenant, desk.booking(id, 'SL_AAA', nobodyElse(index)))),
    )
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    expect(results.filter((one) => !one.ok && one.reason === 'slot_taken')).toHaveLength(199)
    expect(await desk.tenant.db.appointment.count()).toBe(1)
    expect(await desk.tenant.db.customer.count()).toBe(1)
    expect(await desk.overlaps()).toBe(0)
  }, 120_000)

  it('as many as there are seats join a group, and the last one to leave takes its room along', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.facialId }, data: { capacity: 3 } })
    const conversationIds = await rivals(12, desk.spa.facialId)
    const results = await Promise.all(
      conversationIds.map((id, index) => bookAppointment(desk.tenant, desk.booking(id, 'SL_AAA', nobodyElse(index)))),
    )
    const booked = results.flatMap((result) => (result.ok ? [result.appointment] : []))
    expect(booked).toHaveLength(3)
    expect(await desk.tenant.db.groupSession.findMany()).toMatchObject([{ seatsTaken: 3, capacity: 3 }])
    // Provider and room once, whoever sits there.
    expect(await desk.tenant.db.occupation.count()).toBe(3)
    await Promise.all(
      booked.map(({ id, conversationId }) =>
        cancelAppointment(desk.tenant, { conversationId, appointmentId: id, reason: null, now, enqueue: desk.enqueue }),
      ),
    )
    expect(await desk.tenant.db.groupSession.count()).toBe(0)
    expect(await desk.tenant.db.occupation.count()).toBe(0)
  }, 60_000)

  it('a held seat is a seat, until its time is up', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.facialId }, data: { capacity: 2 } })
    const [first, second, third] = await rivals(3, desk.spa.facialId)
    const hold = (conversationId: string, at = now) =>
      holdSlot(desk.tenant, { conversationId, token: 'SL_AAA', now: at, enqueue: desk.enqueue })
    expect([(await hold(first!)).ok, (await hold(second!)).ok, (await hold(third!)).ok]).toEqual([true, true, false])
    const booked = await bookAppointment(desk.tenant, desk.booking(first!, 'SL_AAA', nobodyElse(1)))
    expect(booked.ok).toBe(true)
    expect(await desk.tenant.db.groupSession.findMany()).toMatchObject([{ seatsTaken: 2 }])
    expect((await hold(third!, later(HOLD_MS + 1))).ok).toBe(true)
    expect(await desk.tenant.db.groupSession.findMany()).toMatchObject([{ seatsTaken: 2 }])
    expect(await desk.tenant.db.hold.findMany({ where: { conversationId: second! } })).toMatchObject([
      { status: 'expired', groupSessionId: null },
    ])
  })

  it('a hold that is booked while its provider falls ill is either booked or gone, never both', async () => {
    for (let round = 0; round < 8; round++) {
      const at = `2026-12-0${2 + (round % 3)}T1${4 + Math.floor(round / 3)}:00:00Z`
      const [mine] = await rivals(1, desk.spa.botoxId, at)
      await holdSlot(desk.tenant, { conversationId: mine!, token: 'SL_AAA', now, enqueue: desk.enqueue })
      const startsAt = new Date(at)
      const [booked, ill] = await Promise.all([
        bookAppointment(
          desk.tenant,
          desk.booking(mine!, 'SL_AAA', { ...nobodyElse(round), idempotencyKey: `round ${round}` }),
        ),
        retryWhenOvertaken(() =>
          desk.tenant.transaction((tx) =>
            addBlock(tx, {
              tenantId: desk.tenant.id,
              enqueue: desk.enqueue,
              now,
              resourceId: desk.spa.leeResourceId,
              kind: 'time_off',
              startsAt,
              endsAt: new Date(startsAt.getTime() + 30 * 60_000),
              createdBy: 'user:desk',
            }),
          ),
        ),
      ])
      // Whoever came first: an appointment under the block has its task, and without one the time is the block's.
      expect(ill.appointmentIds).toEqual(booked.ok ? [booked.appointment.id] : [])
      const tasks = await desk.tenant.db.task.count({
        where: { kind: 'rebook', appointmentId: { in: ill.appointmentIds } },
      })
      expect(tasks).toBe(booked.ok ? 1 : 0)
      expect(await desk.tenant.db.occupation.count({ where: { blockId: ill.block.id } })).toBe(booked.ok ? 0 : 1)
    }
    expect(await desk.overlaps()).toBe(0)
  }, 60_000)
})
