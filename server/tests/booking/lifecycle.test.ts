import { describe, expect, it } from 'vitest'
import { cancelAppointment } from '../../src/scheduling/cancel-appointment.ts'
import { approveRequest, declineRequest, signOffReview } from '../../src/scheduling/lifecycle/approve.ts'
import { checkIn, complete, markLate, markNoShow } from '../../src/scheduling/lifecycle/attend.ts'
import { findOpenings } from '../../src/scheduling/openings/find-openings.ts'
import { rescheduleAppointment } from '../../src/scheduling/reschedule-appointment.ts'
import { resolveWhen } from '../../src/scheduling/when/resolve-when.ts'
import { now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()
const actor = 'user:desk'

async function booked(serviceId: string, assessments: { serviceId: string; outcome: 'review'; text: string }[] = []) {
  const conversationId = await desk.startConversation()
  const [slot] = await desk.openings(conversationId, 'tomorrow 9am', serviceId, 1)
  return desk.book(conversationId, slot!.token, { assessments, idempotencyKey: conversationId })
}

const at = (time: string) => new Date(`2026-12-02T${time}:00Z`)
const step = (appointmentId: string, when = now) => ({ appointmentId, actor, now: when, enqueue: desk.enqueue })
const said = async (purpose: string) => desk.tenant.db.outboxMessage.count({ where: { purpose } })

describe('a request', () => {
  it('keeps its time, says so truthfully, and is booked by a person’s yes', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { requiresApproval: true } })
    const appointment = await booked(desk.spa.botoxId)
    expect(appointment.status).toBe('requested')
    expect(await desk.tenant.db.occupation.count({ where: { appointmentId: appointment.id } })).toBe(3)
    expect(await desk.tenant.db.task.findMany()).toMatchObject([{ kind: 'approval', appointmentId: appointment.id }])
    const [told] = await desk.tenant.db.outboxMessage.findMany()
    expect(told!.text).toMatch(/request/)
    expect(told!.text).not.toMatch(/is booked/)

    expect(await approveRequest(desk.tenant, step(appointment.id))).toMatchObject({
      ok: true,
      isNew: true,
      appointment: { status: 'booked', version: 2 },
    })
    expect(await approveRequest(desk.tenant, step(appointment.id))).toMatchObject({ ok: true, isNew: false })
    expect(await desk.tenant.db.task.findMany()).toMatchObject([{ status: 'done', closedBy: actor }])
    expect(await said('booking_confirmed')).toBe(1)
    expect(await declineRequest(desk.tenant, step(appointment.id))).toEqual({ ok: false, reason: 'wrong_status' })
  })

  it('that is declined frees its time at once and costs nothing', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { requiresApproval: true } })
    const appointment = await booked(desk.spa.botoxId)
    const declined = await declineRequest(desk.tenant, { ...step(appointment.id), reason: 'no stock' })
    expect(declined).toMatchObject({ ok: true, appointment: { status: 'cancelled', feeCents: 0, cancelledBy: actor } })
    expect(await desk.tenant.db.occupation.count()).toBe(0)
    expect(await said('booking_declined')).toBe(1)
    expect(desk.jobs.filter(({ name }) => name === 'match-waitlist')).toHaveLength(1)
  })

  it('decided by two people at once is decided once', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { requiresApproval: true } })
    const appointment = await booked(desk.spa.botoxId)
    const decided = await Promise.all([
      approveRequest(desk.tenant, step(appointment.id)),
      approveRequest(desk.tenant, step(appointment.id)),
      declineRequest(desk.tenant, step(appointment.id)),
    ])
    expect(decided.filter((result) => result.ok && result.isNew)).toHaveLength(1)
    const [row] = await desk.tenant.db.appointment.findMany()
    expect(row!.version).toBe(2)
    expect(await desk.tenant.db.auditEntry.count({ where: { subjectId: appointment.id } })).toBe(2)
  })
})

describe('a review', () => {
  it('is a clinician’s to sign off; an approval may come after it', async () => {
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { requiresApproval: true } })
    const { botoxId: serviceId } = desk.spa
    const appointment = await booked(serviceId, [{ serviceId, outcome: 'review', text: '{"allergy":"yes"}' }])
    expect(appointment.status).toBe('pending_review')
    const [assessment] = await desk.tenant.db.screeningAssessment.findMany()
    expect(assessment).toMatchObject({ appointmentId: appointment.id, outcome: 'review' })
    expect(assessment!.sealed).not.toContain('allergy')
    expect(await desk.tenant.db.task.findMany()).toMatchObject([{ kind: 'clinician_review' }])
    expect(await approveRequest(desk.tenant, step(appointment.id))).toEqual({ ok: false, reason: 'wrong_status' })

    expect(await signOffReview(desk.tenant, step(appointment.id))).toMatchObject({
      ok: true,
      appointment: { status: 'requested' },
    })
    expect(await desk.tenant.db.screeningAssessment.findMany()).toMatchObject([{ signedOffBy: actor }])
    expect(await approveRequest(desk.tenant, step(appointment.id))).toMatchObject({ ok: true })
  })
})

describe('the day of the visit', () => {
  it('goes from booked to checked in to completed, each once and not before its time', async () => {
    const appointment = await booked(desk.spa.botoxId)
    expect(await complete(desk.tenant, step(appointment.id))).toEqual({ ok: false, reason: 'too_early' })
    expect(await checkIn(desk.tenant, step(appointment.id))).toEqual({ ok: false, reason: 'too_early' })
    expect(await checkIn(desk.tenant, step(appointment.id, at('13:50')))).toMatchObject({
      ok: true,
      appointment: { status: 'checked_in' },
    })
    expect(await markNoShow(desk.tenant, step(appointment.id, at('14:30')))).toEqual({
      ok: false,
      reason: 'wrong_status',
    })
    expect(await complete(desk.tenant, step(appointment.id, at('14:30')))).toMatchObject({
      ok: true,
      appointment: { status: 'completed', version: 3 },
    })
    expect(desk.jobs.filter(({ name }) => name === 'mirror-appointment').map(({ payload }) => payload)).toHaveLength(3)
    // What took place stays taken.
    expect(await desk.tenant.db.occupation.count()).toBe(3)
    expect(await checkIn(desk.tenant, step('00000000-0000-7000-8000-000000000000'))).toEqual({
      ok: false,
      reason: 'not_found',
    })
  })

  it('a late customer keeps the place, and the policy says when it is too late', async () => {
    const appointment = await booked(desk.spa.botoxId)
    expect(await markLate(desk.tenant, { ...step(appointment.id), minutes: 10 })).toMatchObject({
      ok: true,
      isTooLate: false,
      appointment: { lateMinutes: 10, status: 'booked' },
    })
    expect(await markLate(desk.tenant, { ...step(appointment.id), minutes: 20 })).toMatchObject({ isTooLate: true })
  })

  it('a no-show frees what is left of the time, and is charged what the policy says', async () => {
    await desk.tenant.db.policy.updateMany({ where: {}, data: { noShowFeePercent: 50 } })
    const appointment = await booked(desk.spa.botoxId)
    expect(await markNoShow(desk.tenant, step(appointment.id, at('13:59')))).toEqual({ ok: false, reason: 'too_early' })
    expect(await markNoShow(desk.tenant, step(appointment.id, at('14:20')))).toMatchObject({
      ok: true,
      appointment: { status: 'no_show', feeCents: 12_500 },
    })
    const left = await desk.tenant.db.occupation.findMany({ orderBy: { endsAt: 'desc' } })
    expect(left.length).toBe(2)
    expect(left[0]!.endsAt).toEqual(at('14:20'))
    expect(desk.jobs.filter(({ name }) => name === 'match-waitlist').map(({ payload }) => payload)).toMatchObject([
      { startsAt: at('14:20').toISOString() },
    ])
  })

  it('a consultation that falls through leaves a task for what needs it', async () => {
    const { botoxId, facialId } = desk.spa
    await desk.tenant.db.service.updateMany({
      where: { id: botoxId },
      data: { prerequisiteServiceId: facialId, prerequisiteValidDays: 30 },
    })
    const conversationId = await desk.startConversation()
    const [consultation] = await desk.openings(conversationId, 'tomorrow 9am', facialId, 1)
    const first = await desk.book(conversationId, consultation!.token)
    const slot = {
      conversationId,
      token: 'SL_ZZZ',
      serviceId: botoxId,
      providerId: desk.spa.leeId,
      locationId: desk.spa.locationId,
      startsAt: at('18:00'),
      endsAt: at('18:30'),
      expiresAt: new Date('2027-01-01T00:00:00Z'),
    }
    await desk.tenant.db.slotOffer.create({ data: slot })
    const dependent = await desk.book(conversationId, 'SL_ZZZ', { idempotencyKey: 'dependent' })
    await cancelAppointment(desk.tenant, {
      conversationId,
      appointmentId: first.id,
      reason: null,
      now,
      enqueue: desk.enqueue,
    })
    expect(await desk.tenant.db.task.findMany()).toMatchObject([{ kind: 'rebook', appointmentId: dependent.id }])
    expect((await desk.tenant.db.appointment.findFirst({ where: { id: dependent.id } }))!.status).toBe('booked')
  })

  it('a visit that waits for a clinician and moves keeps the consultation that is part of it', async () => {
    const { botoxId, facialId } = desk.spa
    await desk.tenant.db.service.updateMany({
      where: { id: botoxId },
      data: { prerequisiteServiceId: facialId, prerequisiteValidDays: 30 },
    })
    const conversationId = await desk.startConversation()
    const visits = async (words: string) => {
      const when = resolveWhen(words, desk.spa.timeZone, now)
      const wish = when.ok ? when.wish : (undefined as never)
      const query = { conversationId, now, serviceId: facialId, serviceIds: [facialId, botoxId], wish }
      const found = await findOpenings(desk.tenant, query)
      return found.ok ? found.openings[0]! : (undefined as never)
    }
    const assessments = [{ serviceId: botoxId, outcome: 'review' as const, text: '{}' }]
    const first = await desk.book(conversationId, (await visits('tomorrow')).token, { assessments })
    expect(first.status).toBe('pending_review')
    const { token } = await visits('Friday')
    const moved = await rescheduleAppointment(desk.tenant, {
      conversationId,
      appointmentId: first.id,
      token,
      now,
      enqueue: desk.enqueue,
    })
    expect(moved).toMatchObject({ ok: true })
    expect(await desk.tenant.db.task.findMany()).toMatchObject([{ kind: 'clinician_review' }])
  })
})
