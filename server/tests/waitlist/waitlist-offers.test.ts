import { describe, expect, it } from 'vitest'
import { addBlock, removeBlock } from '../../src/scheduling/blocks/blocks.ts'
import { holdFreeSlot } from '../../src/scheduling/hold-free-slot.ts'
import { declineRequest } from '../../src/scheduling/lifecycle/approve.ts'
import { moveByStaff } from '../../src/scheduling/move-by-staff.ts'
import { slotOfOffer } from '../../src/scheduling/offers.ts'
import { acceptWaitlistOffer, declineWaitlistOffer } from '../../src/scheduling/waitlist/answer-offer.ts'
import { leaveWaitlist } from '../../src/scheduling/waitlist/leave-waitlist.ts'
import { at, nobody, now, useWaitlistDesk } from './waitlist-desk.ts'

const desk = useWaitlistDesk()
const day = Temporal.PlainDate.from('2026-12-02')
const accepted = () => [{ id: desk.spa.policyId, text: 'Tell us 24 hours ahead.' }]
const answer = (offerId: string) => ({
  which: { offerId },
  actor: 'customer',
  acceptedPolicies: accepted(),
  now: desk.now,
  enqueue: desk.enqueue,
})

describe('a time that comes free', () => {
  it('is kept for whoever waits longest, for a quarter of an hour, and they are written to', async () => {
    const first = await desk.waits()
    const second = await desk.waits()
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    const offer = await desk.openOffer()
    expect(offer).toMatchObject({ entryId: first.id, hold: { startsAt: at('14:00'), providerId: desk.spa.leeId } })
    expect(offer.expiresAt).toEqual(new Date(now.getTime() + 15 * 60_000))
    expect([await desk.statusOf(first), await desk.statusOf(second)]).toEqual(['offered', 'waiting'])
    const [message, ...more] = await desk.tenant.db.outboxMessage.findMany({ where: { purpose: 'waitlist_offer' } })
    expect(more).toEqual([])
    expect(message).toMatchObject({ channel: 'sms' })
    expect(message!.text).toContain('Wed, Dec 2, 2:00 PM')
    expect(message!.text).toContain('1 Main Street')
    expect(message!.text).toContain('until 10:15 AM')
    expect(message!.text).toContain(offer.code)
    expect(message!.text).not.toMatch(/botox/i)
    expect(desk.jobs.map(({ name }) => name)).toContain('deliver-message')
    const audit = await desk.tenant.db.auditEntry.findMany({ where: { subjectId: first.id }, orderBy: { id: 'asc' } })
    expect(audit.map(({ action }) => action)).toEqual(['waitlist.joined', 'waitlist.offered'])
  })

  it('goes to the next in line when nobody answers, and never twice to the same', async () => {
    const [first, second] = [await desk.waits(), await desk.waits()]
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    desk.later(14)
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: first.id })
    desk.later(1)
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: second.id, hold: { startsAt: at('14:00') } })
    expect(await desk.statusOf(first)).toBe('waiting')
    desk.later(15)
    await desk.runJobs()
    expect((await desk.offers()).map(({ status }) => status)).toEqual(['expired', 'expired'])
    expect(await desk.tenant.db.occupation.count()).toBe(0)
    expect(await desk.tenant.db.hold.count({ where: { status: 'active' } })).toBe(0)
  })

  it('goes to the next in line at once on a no, and who said no waits on for other times', async () => {
    const [first, second] = [await desk.waits(), await desk.waits()]
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    const offer = await desk.openOffer()
    const no = { which: { code: offer.code.toLowerCase() }, actor: 'customer', now: desk.now, enqueue: desk.enqueue }
    expect(await declineWaitlistOffer(desk.tenant, no)).toEqual({ ok: true, isNew: true })
    expect(await declineWaitlistOffer(desk.tenant, no)).toEqual({ ok: true, isNew: false })
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: second.id })
    await desk.comesFree(at('10:00'))
    await desk.runJobs()
    expect(await desk.offers()).toHaveLength(3)
    expect((await desk.offers())[2]).toMatchObject({ entryId: first.id, hold: { startsAt: at('10:00') } })
  })

  it('is one offer, however many workers look at it at once', async () => {
    for (let count = 0; count < 4; count++) await desk.waits()
    await desk.comesFree(at('14:00'), { serviceId: desk.spa.microneedlingId })
    await desk.runJobs({ times: 6 })
    expect(await desk.offers()).toHaveLength(1)
    expect(await desk.tenant.db.outboxMessage.count({ where: { purpose: 'waitlist_offer' } })).toBe(1)
  })

  it('is one offer to one who waits, when two times come free at once', async () => {
    const only = await desk.waits()
    const [one, two] = [await desk.taken(at('10:00')), await desk.taken(at('10:00'), { providerId: desk.spa.ortizId })]
    await Promise.all([desk.cancel(one), desk.cancel(two)])
    const due = desk.jobs.filter(({ name }) => name === 'match-waitlist')
    expect(due).toHaveLength(2)
    await desk.runJobs({ times: 3 })
    expect(await desk.openOffer()).toMatchObject({ entryId: only.id })
  })

  it('of an hour is offered on when a part of it is taken', async () => {
    const [first, second] = [await desk.waits(), await desk.waits()]
    await desk.comesFree(at('14:00'), { serviceId: desk.spa.microneedlingId })
    await desk.runJobs()
    const offer = await desk.openOffer()
    expect(offer.entryId).toBe(first.id)
    expect(await acceptWaitlistOffer(desk.tenant, answer(offer.id))).toMatchObject({ ok: true })
    await desk.runJobs()
    const next = await desk.openOffer()
    expect(next.entryId).toBe(second.id)
    expect(Math.abs(+next.hold.startsAt - +offer.hold.startsAt)).toBeGreaterThanOrEqual(30 * 60_000)
  })

  it.each([
    ['an appointment that is moved away', moved],
    ['a request that is declined', declined],
    ['a hold that expires', expired],
    ['time off that is taken back', unblocked],
  ])('may be that of %s', async (_words, comesFree) => {
    const entry = await desk.waits({ providerId: desk.spa.leeId, earliestMin: 14 * 60, latestMin: 14 * 60 })
    await comesFree()
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: entry.id, hold: { startsAt: at('14:00') } })
  })

  it.each([
    ['another service', { serviceId: 'facial' }],
    ['another provider', { providerId: 'ortiz' }],
    ['another day', { from: day.add({ days: 1 }), to: day.add({ days: 3 }) }],
    ['another time of day', { latestMin: 12 * 60 }],
    ['other weekdays', { from: day.subtract({ days: 1 }), to: day.add({ days: 9 }), weekdays: [1, 5] }],
  ])('is not offered to somebody who waits for %s', async (_words, wish) => {
    const ids = { facial: desk.spa.facialId, ortiz: desk.spa.ortizId } as Record<string, string>
    await desk.waits(Object.fromEntries(Object.entries(wish).map(([key, one]) => [key, ids[one as string] ?? one])))
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.offers()).toEqual([])
  })

  it('is not offered to somebody who has an appointment then', async () => {
    const customerId = await desk.customer()
    await desk.waits({ who: { customerId } })
    const theirs = await desk.taken(at('14:15'), { providerId: desk.spa.ortizId, serviceId: desk.spa.facialId })
    await desk.tenant.db.appointment.updateMany({ where: { id: theirs }, data: { customerId } })
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.offers()).toEqual([])
  })

  it('is not kept for somebody who cannot be written to', async () => {
    const silentOne = await desk.waits()
    const no = { customerId: silentOne.customerId, purpose: 'sms_appointment', isGranted: false, text: 'STOP' }
    await desk.tenant.db.consent.create({ data: { ...no, source: 'sms' } })
    const other = await desk.waits()
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: other.id })
  })

  it('that is taken again before the job runs is offered to nobody', async () => {
    await desk.waits()
    await desk.comesFree(at('14:00'))
    await desk.taken(at('14:00'))
    await desk.runJobs()
    expect(await desk.offers()).toEqual([])
  })

  it('with a room frees another provider who lacked only the room', async () => {
    const entry = await desk.waits({ serviceId: desk.spa.facialId, earliestMin: 14 * 60, latestMin: 14 * 60 })
    const { roomTwoId, tenant } = { ...desk.spa, tenant: desk.tenant }
    const block = { resourceId: roomTwoId, kind: 'time_off' as const, startsAt: at('08:00'), endsAt: at('18:00') }
    const context = { tenantId: desk.spa.tenantId, enqueue: desk.enqueue, now }
    await tenant.transaction((tx) => addBlock(tx, { ...block, ...context, createdBy: 'user:desk' }))
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: entry.id, hold: { providerId: desk.spa.ortizId } })
  })
})

describe('an answer', () => {
  async function offered() {
    const entry = await desk.waits()
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    return { entry, offer: await desk.openOffer() }
  }

  it('of yes books it, once', async () => {
    const { entry, offer } = await offered()
    const results = await Promise.all(
      Array.from({ length: 4 }, () => acceptWaitlistOffer(desk.tenant, answer(offer.id))),
    )
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect(results.filter((one) => one.ok && one.isNew)).toHaveLength(1)
    const [appointment, ...more] = await desk.tenant.db.appointment.findMany({ where: { status: 'booked' } })
    expect(more).toEqual([])
    expect(appointment).toMatchObject({ customerId: entry.customerId, startsAt: at('14:00') })
    expect(await desk.statusOf(entry)).toBe('booked')
    expect((await desk.offers())[0]).toMatchObject({ status: 'accepted', appointmentId: appointment!.id })
    desk.later(60)
    await desk.runJobs()
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(1)
    expect(await desk.tenant.db.occupation.count({ where: { kind: 'appointment' } })).toBe(3)
  })

  it('after its time is told the truth, whether or not a job has run', async () => {
    const { offer } = await offered()
    desk.later(15)
    expect(await acceptWaitlistOffer(desk.tenant, answer(offer.id))).toEqual({ ok: false, reason: 'expired' })
    await desk.runJobs()
    expect(await acceptWaitlistOffer(desk.tenant, answer(offer.id))).toEqual({ ok: false, reason: 'expired' })
    expect(await declineWaitlistOffer(desk.tenant, answer(offer.id))).toEqual({ ok: false, reason: 'expired' })
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(0)
  })

  it('that comes with the end of its time has one outcome', async () => {
    for (let round = 0; round < 5; round++) {
      desk.now = now
      const entry = await desk.waits({ providerId: desk.spa.ortizId })
      await desk.comesFree(at(`${10 + round}:00`), { providerId: desk.spa.ortizId })
      await desk.runJobs()
      const offer = (await desk.offers()).find(({ entryId }) => entryId === entry.id)!
      const yes = acceptWaitlistOffer(desk.tenant, answer(offer.id))
      desk.later(15)
      const [result] = await Promise.all([yes, desk.runJobs()])
      const after = (await desk.offers()).find(({ id }) => id === offer.id)!
      expect(after.status).toBe(result.ok ? 'accepted' : 'expired')
      expect(await desk.statusOf(entry)).toBe(result.ok ? 'booked' : 'waiting')
      await leaveWaitlist(desk.tenant, { entryId: entry.id, actor: 'ava', now: desk.now, enqueue: desk.enqueue })
    }
  })

  it('books nothing before the policy was agreed to, the questions answered, the consultation had', async () => {
    const { offer } = await offered()
    const without = { ...answer(offer.id), acceptedPolicies: [] }
    expect(await acceptWaitlistOffer(desk.tenant, without)).toEqual({ ok: false, reason: 'needs_policy' })
    const { botoxId, facialId } = desk.spa
    await desk.tenant.db.screeningQuestion.create({
      data: { key: 'k', version: 1, text: 'Is it?', shortText: 'it', position: 0, validDays: 30, approvedBy: 'Dr.' },
    })
    const rule = { serviceId: botoxId, questionKey: 'k', effect: 'block' as const, text: 'No.', approvedBy: 'Dr.' }
    await desk.tenant.db.screeningRule.create({ data: rule })
    expect(await acceptWaitlistOffer(desk.tenant, answer(offer.id))).toEqual({ ok: false, reason: 'needs_screening' })
    await desk.tenant.db.service.updateMany({
      where: { id: botoxId },
      data: { prerequisiteServiceId: facialId, prerequisiteValidDays: 90 },
    })
    const missing = await acceptWaitlistOffer(desk.tenant, answer(offer.id))
    expect(missing).toEqual({ ok: false, reason: 'needs_consultation' })
    expect(await desk.tenant.db.appointment.count({ where: { status: 'booked' } })).toBe(0)
  })

  it('to an offer that nobody made is no', async () => {
    const unknown = answer('00000000-0000-7000-8000-000000000001')
    expect(await acceptWaitlistOffer(desk.tenant, unknown)).toEqual({ ok: false, reason: 'not_found' })
  })
})

describe('an offer', () => {
  it('is withdrawn when the provider falls ill: they are told, and keep their place', async () => {
    const entry = await desk.waits()
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    const { id } = await desk.openOffer()
    const sick = {
      resourceId: desk.spa.leeResourceId,
      kind: 'time_off' as const,
      startsAt: at('08:00'),
      endsAt: at('18:00'),
    }
    const context = { tenantId: desk.spa.tenantId, enqueue: desk.enqueue, now, createdBy: 'user:desk' }
    await desk.tenant.transaction((tx) => addBlock(tx, { ...sick, ...context }))
    await desk.runJobs()
    expect((await desk.offers())[0]).toMatchObject({ id, status: 'withdrawn' })
    expect(await desk.statusOf(entry)).toBe('waiting')
    expect(await desk.tenant.db.outboxMessage.count({ where: { purpose: 'waitlist_withdrawn' } })).toBe(1)
    expect(await acceptWaitlistOffer(desk.tenant, answer(id))).toEqual({ ok: false, reason: 'withdrawn' })
  })

  it('is made to nobody who left, and one that is open goes to the next', async () => {
    const [gone, first, second] = [await desk.waits(), await desk.waits(), await desk.waits()]
    const leave = (entryId: string) =>
      leaveWaitlist(desk.tenant, { entryId, actor: 'customer', now: desk.now, enqueue: desk.enqueue })
    expect(await leave(gone.id)).toEqual({ ok: true, isNew: true })
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: first.id })
    expect(await leave(first.id)).toEqual({ ok: true, isNew: true })
    expect(await leave(first.id)).toEqual({ ok: true, isNew: false })
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: second.id })
    expect(await leave('00000000-0000-7000-8000-000000000001')).toEqual({ ok: false, reason: 'not_found' })
  })

  it('and a leaving at the same moment end with nothing kept', async () => {
    for (let round = 0; round < 5; round++) {
      const entry = await desk.waits()
      await desk.comesFree(at('14:00'))
      const leaving = { entryId: entry.id, actor: 'customer', now: desk.now, enqueue: desk.enqueue }
      await Promise.all([desk.runJobs({ times: 2 }), leaveWaitlist(desk.tenant, leaving)])
      await desk.runJobs()
      expect(await desk.statusOf(entry)).toBe('left')
      expect(await desk.tenant.db.hold.count({ where: { status: 'active' } })).toBe(0)
      expect(await desk.tenant.db.waitlistOffer.count({ where: { status: 'offered' } })).toBe(0)
    }
  })

  it('is ended by a booking of another time that they waited for', async () => {
    const [entry, next] = [await desk.waits(), await desk.waits()]
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    const appointmentId = await desk.taken(at('10:00'), { providerId: desk.spa.ortizId })
    expect(await desk.statusOf(entry)).toBe('offered')
    await desk.cancel(appointmentId)
    await desk.taken(at('10:00'), { providerId: desk.spa.ortizId, customerId: entry.customerId })
    expect(await desk.statusOf(entry)).toBe('booked')
    await desk.runJobs()
    expect((await desk.offers()).filter(({ status }) => status === 'offered').map((one) => one.entryId)).toEqual([
      next.id,
    ])
  })

  it('waits until the morning at night', async () => {
    const entry = await desk.waits()
    desk.now = at('21:30', '2026-12-01')
    await desk.comesFree(at('14:00'))
    await desk.runJobs()
    expect(await desk.offers()).toEqual([])
    desk.now = at('07:59')
    await desk.runJobs()
    expect(await desk.offers()).toEqual([])
    desk.now = at('08:00')
    await desk.runJobs()
    expect(await desk.openOffer()).toMatchObject({ entryId: entry.id })
  })

  it('is made in time for the minimum notice, or not at all', async () => {
    await desk.waits()
    await desk.tenant.db.service.updateMany({ where: { id: desk.spa.botoxId }, data: { minNoticeMin: 120 } })
    const first = await desk.taken(at('14:00'))
    desk.now = at('11:50')
    await desk.cancel(first)
    await desk.runJobs()
    expect((await desk.openOffer()).expiresAt).toEqual(at('12:00'))
    desk.now = at('12:00')
    await desk.runJobs()
    await desk.waits()
    const second = await desk.taken(at('14:00'))
    desk.now = at('11:56')
    await desk.cancel(second)
    await desk.runJobs()
    expect(await desk.offers()).toHaveLength(1)
  })
})

async function moved(): Promise<void> {
  const appointmentId = await desk.taken(at('14:00'))
  const to = { providerId: desk.spa.leeId, locationId: desk.spa.locationId, startsAt: at('09:00') }
  const request = { appointmentId, to, actor: 'user:desk', staffId: nobody, waivesFee: true }
  expect(await moveByStaff(desk.tenant, { ...request, now, enqueue: desk.enqueue })).toMatchObject({ ok: true })
}

async function declined(): Promise<void> {
  const appointmentId = await desk.taken(at('14:00'))
  await desk.tenant.db.appointment.updateMany({ where: { id: appointmentId }, data: { status: 'requested' } })
  const request = { appointmentId, actor: 'user:desk', now, enqueue: desk.enqueue }
  expect(await declineRequest(desk.tenant, request)).toMatchObject({ ok: true })
}

async function expired(): Promise<void> {
  const { botoxId, leeId, locationId, tenantId } = desk.spa
  const { id: conversationId } = await desk.tenant.db.conversation.create({ data: { channel: 'chat' } })
  const owner = { conversationId }
  const offer = {
    serviceId: botoxId,
    providerId: leeId,
    locationId,
    startsAt: at('14:00'),
    endsAt: at('14:30'),
    parts: [],
  }
  await desk.tenant.transaction(async (tx) => {
    const visit = (await slotOfOffer(tx, { offer, owner, now }))!
    const expiresAt = new Date(now.getTime() + 600_000)
    await holdFreeSlot(tx, { tenantId, owner, visit, now, expiresAt, enqueue: desk.enqueue })
  })
  desk.later(10)
}

async function unblocked(): Promise<void> {
  const off = {
    resourceId: desk.spa.leeResourceId,
    kind: 'time_off' as const,
    startsAt: at('13:00'),
    endsAt: at('16:00'),
  }
  const context = { tenantId: desk.spa.tenantId, enqueue: desk.enqueue, now, createdBy: 'user:desk' }
  const { block } = await desk.tenant.transaction((tx) => addBlock(tx, { ...off, ...context }))
  await desk.tenant.transaction((tx) => removeBlock(tx, { ...context, blockId: block.id }))
}
