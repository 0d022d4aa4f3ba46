import fc from 'fast-check'
import { expect, it } from 'vitest'
import { bookAppointment } from '../../src/scheduling/book-appointment.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { expireHold } from '../../src/scheduling/expire-hold.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { HOLD_MS } from '../../src/scheduling/holds.ts'
import { rescheduleAppointment } from '../../src/scheduling/reschedule-appointment.ts'
import { later, now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()

type Step = { who: number; what: 'hold' | 'book' | 'move' | 'cancel' | 'expire'; which: number }

const step: fc.Arbitrary<Step> = fc.record({
  who: fc.nat({ max: 5 }),
  what: fc.constantFrom('hold', 'book', 'book', 'move', 'cancel', 'expire'),
  which: fc.nat({ max: 20 }),
})

it('whatever people do at the same time, nothing is taken twice and nothing is left behind', async () => {
  // One script of many steps, four at a time: what matters is how they meet in the database.
  const script = fc.sample(fc.array(step, { minLength: 160, maxLength: 160 }), { numRuns: 1, seed: 20261201 })[0]!
  const people = await Promise.all(Array.from({ length: 6 }, () => desk.startConversation()))
  let intents = 0
  const run = async ({ who, what, which }: Step): Promise<void> => {
    const conversationId = people[who]!
    const service = which % 2 ? desk.spa.botoxId : desk.spa.microneedlingId
    const slots = await desk.openings(conversationId, which % 3 ? 'tomorrow' : 'tomorrow morning', service)
    const token = slots[which % Math.max(1, slots.length)]?.token
    const mine = await desk.tenant.db.appointment.findMany({ where: { conversationId, status: 'booked' } })
    const appointment = mine[which % Math.max(1, mine.length)]
    const common = { conversationId, now, enqueue: desk.enqueue }
    if (what === 'hold' && token) await holdSlot(desk.tenant, { ...common, token })
    if (what === 'book' && token) {
      await bookAppointment(desk.tenant, desk.booking(conversationId, token, { idempotencyKey: `intent ${intents++}` }))
    }
    if (what === 'move' && token && appointment) {
      await rescheduleAppointment(desk.tenant, { ...common, token, appointmentId: appointment.id })
    }
    if (what === 'cancel' && appointment) {
      await cancelAppointment(desk.tenant, { ...common, appointmentId: appointment.id, reason: null })
    }
    if (what === 'expire') {
      const hold = await desk.tenant.db.hold.findFirst({ where: { status: 'active' } })
      if (hold) await expireHold(desk.tenant, { enqueue: desk.enqueue, holdId: hold.id, now: later(HOLD_MS) })
    }
  }
  for (let at = 0; at < script.length; at += 4) await Promise.all(script.slice(at, at + 4).map(run))

  expect(await desk.overlaps()).toBe(0)
  const [appointments, holds, occupations] = await Promise.all([
    desk.tenant.db.appointment.findMany({ include: { occupations: true, service: { include: { segments: true } } } }),
    desk.tenant.db.hold.findMany({ include: { occupations: true } }),
    desk.tenant.db.occupation.count(),
  ])
  expect(appointments.filter(({ status }) => status === 'booked').length).toBeGreaterThan(3)
  let expected = 0
  for (const { status, service, occupations: taken } of appointments) {
    const needed = service.segments.reduce((sum, one) => sum + Number(one.needsProvider) + one.needsResources.length, 0)
    expect(taken.length).toBe(status === 'booked' ? needed : 0)
    expected += taken.length
  }
  for (const { status, occupations: taken } of holds) {
    expect(taken.length > 0).toBe(status === 'active')
    expected += taken.length
  }
  expect(occupations).toBe(expected)
  for (const conversationId of people) {
    expect(
      holds.filter((hold) => hold.conversationId === conversationId && hold.status === 'active').length,
    ).toBeLessThan(2)
  }
  const confirmations = await desk.tenant.db.outboxMessage.count({ where: { purpose: 'booking_confirmed' } })
  expect(confirmations).toBe(appointments.length)
}, 60_000)
