import { describe, expect, it } from 'vitest'
import type { Opening } from '../../src/scheduling/openings/find-openings.ts'
import { addBlock } from '../../src/scheduling/blocks/blocks.ts'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { HOLD_MS } from '../../src/scheduling/holds.ts'
import { approveRequest, declineRequest } from '../../src/scheduling/lifecycle/approve.ts'
import { retryWhenOvertaken } from '../../src/scheduling/occupy.ts'
import { rescheduleAppointment } from '../../src/scheduling/reschedule-appointment.ts'
import { bookAppointment } from '../../src/scheduling/book-appointment.ts'
import { later, now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()

const rounds = Array.from({ length: 2 }, (_, index) => index)
const openStatuses = ['requested', 'pending_review', 'booked']

/** Each open appointment has exactly the time that its service takes, nobody else has any, and nothing overlaps. */
async function everythingIsWhole(): Promise<void> {
  expect(await desk.overlaps()).toBe(0)
  const appointments = await desk.tenant.db.appointment.findMany({ include: { occupations: true } })
  for (const { status, occupations, startsAt, providerId } of appointments) {
    if (!openStatuses.includes(status)) {
      expect(occupations).toEqual([])
      continue
    }
    // Botox: the provider and a room, and the room's turn-over.
    expect(occupations).toHaveLength(3)
    expect(Math.min(...occupations.map((one) => +one.startsAt))).toBe(+startsAt)
    const resource = providerId === desk.spa.leeId ? desk.spa.leeResourceId : desk.spa.ortizResourceId
    expect(occupations.filter(({ resourceId }) => resourceId === resource)).toHaveLength(1)
  }
  expect(await desk.tenant.db.occupation.count({ where: { kind: 'appointment', appointmentId: null } })).toBe(0)
}

async function auditOf(appointmentId: string, action: string): Promise<number> {
  return desk.tenant.db.auditEntry.count({ where: { subjectId: appointmentId, action } })
}

async function booked(round: number, words = 'tomorrow') {
  const conversationId = await desk.startConversation()
  const openings = await desk.openings(conversationId, words, desk.spa.botoxId, 5)
  const appointment = await desk.book(conversationId, openings[0]!.token, {
    idempotencyKey: `${conversationId}/${round}`,
  })
  return { conversationId, appointment, openings: openings.slice(1) }
}

const move = (conversationId: string, appointmentId: string, { token }: Opening) =>
  rescheduleAppointment(desk.tenant, { conversationId, appointmentId, token, now, enqueue: desk.enqueue })
const cancel = (conversationId: string, appointmentId: string) =>
  cancelAppointment(desk.tenant, { conversationId, appointmentId, reason: null, now, enqueue: desk.enqueue })
const statusOf = async (id: string) => (await desk.tenant.db.appointment.findFirstOrThrow({ where: { id } })).status

describe('at the same moment', () => {
  it.each(rounds)('one appointment moved to two times is at one of them (%i)', async (round) => {
    const { conversationId, appointment, openings } = await booked(round)
    // Somebody of the spa and the customer, or the customer in two windows.
    const other = await desk.startConversation()
    const theirs = await desk.openings(other, 'Friday')
    const results = await Promise.all([
      move(conversationId, appointment.id, openings[0]!),
      move(other, appointment.id, theirs[0]!),
      move(conversationId, appointment.id, openings[1]!),
    ])
    expect(results.every(({ ok }) => ok)).toBe(true)
    await everythingIsWhole()
    expect(await desk.tenant.db.appointment.findFirst()).toMatchObject({ version: 4 })
    expect(await auditOf(appointment.id, 'appointment.moved')).toBe(3)
  })

  it.each(rounds)('two who change places, or one who moves to where another goes, lose nothing (%i)', async (round) => {
    const [one, other] = [await booked(round), await booked(round)]
    const at = (who: typeof one, startsAt: Date, providerId: string) => {
      const { serviceId, locationId } = one.appointment
      const token = `SL_S${round}${who === one ? 'A' : 'C'}`
      const endsAt = new Date(+startsAt + 30 * 60_000)
      const slot = { serviceId, locationId, providerId, startsAt, endsAt, expiresAt: later(1_800_000), token }
      return desk.tenant.db.slotOffer.create({ data: { ...slot, conversationId: who.conversationId } })
    }
    const there = await at(one, other.appointment.startsAt, other.appointment.providerId)
    const here = await at(other, one.appointment.startsAt, one.appointment.providerId)
    const results = await Promise.all([
      move(one.conversationId, one.appointment.id, there as never),
      move(other.conversationId, other.appointment.id, here as never),
    ])
    for (const result of results) if (!result.ok) expect(result.reason).toBe('slot_taken')
    await everythingIsWhole()
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(2)
  })

  it.each(rounds)(
    'moved and cancelled is cancelled, twice is once, with one fee and one audit entry (%i)',
    async (round) => {
      const { conversationId, appointment, openings } = await booked(round, 'today')
      const other = await desk.startConversation()
      const [moved, ...cancelled] = await Promise.all([
        move(conversationId, appointment.id, openings[0]!),
        cancel(conversationId, appointment.id),
        cancel(other, appointment.id),
      ])
      if (!moved.ok) expect(moved.reason).toBe('not_booked')
      expect(cancelled.map((one) => one.ok && one.isNew).sort()).toEqual([false, true])
      expect(await auditOf(appointment.id, 'appointment.cancelled')).toBe(1)
      expect(await desk.tenant.db.appointment.findFirst()).toMatchObject({ status: 'cancelled', feeCents: 5000 })
      await everythingIsWhole()
    },
  )

  it.each(rounds)(
    'approved, declined and cancelled has one end, and whoever came too late hears it (%i)',
    async (round) => {
      await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { requiresApproval: true } })
      const { conversationId, appointment } = await booked(round)
      expect(appointment.status).toBe('requested')
      const step = { appointmentId: appointment.id, actor: 'user:desk', now, enqueue: desk.enqueue }
      const [approved, again, declined, cancelled] = await Promise.all([
        approveRequest(desk.tenant, step),
        approveRequest(desk.tenant, step),
        declineRequest(desk.tenant, step),
        cancel(conversationId, appointment.id),
      ])
      expect(cancelled.ok).toBe(true)
      expect(await statusOf(appointment.id)).toBe('cancelled')
      const isNew = [approved, again].filter((one) => one.ok && one.isNew).length
      expect(isNew).toBeLessThanOrEqual(1)
      expect(await auditOf(appointment.id, 'appointment.approved')).toBe(isNew)
      const ends =
        (await auditOf(appointment.id, 'appointment.cancelled')) +
        (await auditOf(appointment.id, 'appointment.declined'))
      expect(ends).toBe(1)
      if (declined.ok && declined.isNew) expect(cancelled.ok && cancelled.isNew).toBe(false)
      expect(await desk.tenant.db.task.count({ where: { status: { not: 'done' } } })).toBe(0)
      await everythingIsWhole()
    },
  )

  it.each(rounds)('a hold whose time is up, and who wants the time then, end with one booking (%i)', async () => {
    const [mine, theirs] = [await desk.startConversation(), await desk.startConversation()]
    const [a] = await desk.openings(mine, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    const [b] = await desk.openings(theirs, 'tomorrow 9am', desk.spa.microneedlingId, 1)
    expect(+a!.startsAt).toBe(+b!.startsAt)
    await holdSlot(desk.tenant, { conversationId: mine, token: a!.token, now, enqueue: desk.enqueue })
    const at = (conversationId: string, token: string, ms: number) =>
      bookAppointment(
        desk.tenant,
        desk.booking(conversationId, token, {
          conversation: { id: conversationId, channel: 'chat', visitorId: null, now: later(ms) },
          person: {
            givenName: 'P',
            familyName: ms.toString(),
            contacts: [{ kind: 'phone', value: `+1212555${1000 + (ms % 9000)}` }],
          },
        }),
      )
    const results = await Promise.all([at(mine, a!.token, HOLD_MS - 1), at(theirs, b!.token, HOLD_MS)])
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await desk.overlaps()).toBe(0)
    expect(await desk.tenant.db.appointment.count()).toBe(1)
  })

  it.each(rounds)(
    'a provider who falls ill while somebody books or moves there is not booked blind (%i)',
    async (round) => {
      const { conversationId, appointment, openings } = await booked(round)
      const target = openings[0]!
      const resourceId = target.providerId === desk.spa.leeId ? desk.spa.leeResourceId : desk.spa.ortizResourceId
      const block = {
        resourceId,
        kind: 'time_off' as const,
        startsAt: new Date('2026-12-02T05:00:00Z'),
        endsAt: new Date('2026-12-03T05:00:00Z'),
      }
      const [moved, blocked] = await Promise.all([
        move(conversationId, appointment.id, target),
        retryWhenOvertaken(() =>
          desk.tenant.transaction((tx) =>
            addBlock(tx, { ...block, tenantId: desk.spa.tenantId, createdBy: 'user:desk', now, enqueue: desk.enqueue }),
          ),
        ),
      ])
      const row = await desk.tenant.db.appointment.findFirstOrThrow()
      const isUnder =
        row.providerId === target.providerId && +row.startsAt >= +block.startsAt && +row.startsAt < +block.endsAt
      // Whoever lies under it is known to the spa.
      if (isUnder) expect(blocked.appointmentIds.length + (moved.ok ? 0 : 1)).toBeGreaterThan(0)
      if (isUnder) expect(await desk.tenant.db.task.count({ where: { kind: 'rebook', status: 'open' } })).toBe(1)
      expect(await desk.overlaps()).toBe(0)
    },
  )
})
