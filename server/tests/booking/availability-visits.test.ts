import { describe, expect, it } from 'vitest'
import { addBlock } from '../../src/scheduling/blocks/blocks.ts'
import { checkPrerequisite } from '../../src/scheduling/check-prerequisite.ts'
import { slotOfOffer } from '../../src/scheduling/offers.ts'
import type { Owner } from '../../src/scheduling/owner.ts'
import { now, useBookingDesk } from './booking-desk.ts'
import { FreeTimes, wednesday } from './free-times.ts'

const desk = useBookingDesk()
const times = new FreeTimes(desk)

describe('the limits of a day', () => {
  it('count what is booked and what others hold, and end with it', async () => {
    await desk.tenant.db.provider.update({ where: times.idOf(desk.spa.leeId), data: { maxPerDay: 1 } })
    const lee = { providerId: desk.spa.leeId }
    const [mine, other] = [await desk.startConversation(), await desk.startConversation()]
    const answer = await times.openings({ ...lee, conversationId: mine })
    await times.hold(answer.ok ? answer.openings[0]! : (undefined as never), mine)
    expect(await times.starts({ ...lee, conversationId: other }, [15])).toEqual([])
    expect(await times.starts({ ...lee, conversationId: mine }, [15])).toEqual(['15:00'])
    expect(await times.starts({ ...lee, date: '2026-12-03' }, [15])).toEqual(['15:00'])
    const appointment = await desk.book(mine, answer.ok ? answer.openings[0]!.token : '')
    expect(await times.starts({ ...lee, conversationId: mine }, [15])).toEqual([])
    // Moved within its day, it makes its own room.
    expect(await times.starts({ ...lee, exceptAppointmentIds: [appointment.id] }, [15])).toEqual(['15:00'])
    await desk.tenant.db.appointment.updateMany({ where: { id: appointment.id }, data: { status: 'cancelled' } })
    expect(await times.starts({ ...lee, conversationId: other }, [15])).toEqual(['15:00'])
  })

  it('hold against many who book different hours at once', async () => {
    await desk.tenant.db.service.update({ where: times.idOf(desk.spa.botoxId), data: { maxPerDay: 2 } })
    const everybody = await Promise.all(
      [9, 10, 11, 13, 14, 15].map(async (hour) => {
        const conversationId = await desk.startConversation()
        const [opening] = await desk.openings(
          conversationId,
          `tomorrow at ${hour > 12 ? hour - 12 : hour} ${hour > 11 ? 'pm' : 'am'}`,
        )
        return { conversationId, token: opening!.token }
      }),
    )
    const results = await Promise.allSettled(
      everybody.map(({ conversationId, token }) => desk.book(conversationId, token)),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await desk.tenant.db.appointment.count()).toBe(2)
    expect(await desk.overlaps()).toBe(0)
  })
})

describe('a visit of several services', () => {
  it('is offered, held and booked as one, with the same or different people', async () => {
    const conversationId = await desk.startConversation()
    const { botoxId, facialId, leeId, ortizId } = desk.spa
    const answer = await times.openings({ conversationId, serviceIds: [botoxId, facialId], providerId: leeId })
    const [opening] = answer.ok ? answer.openings : []
    expect(opening).toMatchObject({
      label: 'Wednesday, December 2 at 9:00 AM',
      providerName: 'Dr. Lee for Botox, then Rosa Ortiz, RN for HydraFacial at 9:30 AM',
      startsAt: times.at(`${wednesday}T09:00`),
      endsAt: times.at(`${wednesday}T10:30`),
      parts: [
        { serviceId: botoxId, providerId: leeId, startsAt: times.at(`${wednesday}T09:00`) },
        {
          serviceId: facialId,
          providerId: ortizId,
          startsAt: times.at(`${wednesday}T09:30`),
          endsAt: times.at(`${wednesday}T10:30`),
        },
      ],
    })
    expect(await times.hold(opening!, conversationId)).toMatchObject({ ok: true })
    const parts = await desk.tenant.db.occupation.findMany({ select: { part: true }, orderBy: { part: 'asc' } })
    expect(parts.map(({ part }) => part)).toEqual([0, 0, 0, 1, 1, 1])
    expect(await times.starts({ providerId: ortizId }, [9, 10])).toEqual([])
    // The same offer is the same token, and another order another one.
    const same = await times.openings({ conversationId, serviceIds: [botoxId, facialId], providerId: leeId })
    expect(same.ok && same.openings[0]!.token).toBe(opening!.token)
    await desk.book(conversationId, opening!.token)
    const booked = await desk.tenant.db.appointment.findMany({ orderBy: { visitPosition: 'asc' } })
    expect(booked.map(({ serviceId, providerId }) => [serviceId, providerId])).toEqual([
      [botoxId, leeId],
      [facialId, ortizId],
    ])
    expect(await desk.overlaps()).toBe(0)
  })

  it('is gone as a whole when one of its services is', async () => {
    const { botoxId, facialId, ortizResourceId } = desk.spa
    const conversationId = await desk.startConversation()
    const answer = await times.openings({ conversationId, serviceIds: [botoxId, facialId] })
    const [opening] = answer.ok ? answer.openings : []
    await desk.tenant.transaction((tx) =>
      addBlock(tx, {
        tenantId: desk.spa.tenantId,
        enqueue: desk.enqueue,
        now,
        resourceId: ortizResourceId,
        kind: 'time_off',
        startsAt: opening!.parts[1]!.startsAt,
        endsAt: opening!.parts[1]!.endsAt,
        createdBy: 'user:test',
      }),
    )
    expect(await times.hold(opening!, conversationId)).toMatchObject({ ok: false, reason: 'slot_taken' })
    expect(await desk.tenant.db.hold.count({ where: { status: 'active' } })).toBe(0)
  })
})

describe('a group appointment', () => {
  it('is offered until its last seat is gone, and new ones only where all is free', async () => {
    const { facialId, ortizId } = desk.spa
    await desk.tenant.db.service.update({ where: times.idOf(facialId), data: { capacity: 2 } })
    const nine = async (conversationId: string) => {
      const openings = await desk.openings(conversationId, 'tomorrow at 9 am', facialId, 1)
      return openings.find((one) => times.wallOf(one) === '09:00')
    }
    const people = await Promise.all([1, 2, 3].map(() => desk.startConversation()))
    const first = (await nine(people[0]!))!
    expect(first.seatsLeft).toBe(2)
    await desk.book(people[0]!, first.token)
    const second = (await nine(people[1]!))!
    expect(second.seatsLeft).toBe(1)
    expect((await times.hold(second, people[1]!)).ok).toBe(true)
    // The last seat is held: there for who holds it, for nobody else.
    expect((await nine(people[1]!))!.seatsLeft).toBe(1)
    expect(await nine(people[2]!)).toBeUndefined()
    // Half past nine is within the first session: its provider is busy.
    const between = await desk.openings(people[2]!, 'tomorrow between 9:15 and 9:45 am', facialId, 5)
    expect(between.filter(({ startsAt }) => +startsAt > +first.startsAt && +startsAt < +first.endsAt)).toEqual([])
    await desk.book(people[1]!, second.token, { person: somebody('+12125550122') })
    const session = await desk.tenant.db.groupSession.findFirstOrThrow({})
    expect(session).toMatchObject({ providerId: ortizId, seatsTaken: 2, capacity: 2 })
    expect(await desk.tenant.db.occupation.count({ where: { kind: 'group' } })).toBe(3)
  })
})

const somebody = (phone: string) => ({
  givenName: 'Sam',
  familyName: 'Roe',
  contacts: [{ kind: 'phone' as const, value: phone }],
})

describe('a consultation that a service asks for', () => {
  async function withConsultation() {
    const { botoxId, facialId } = desk.spa
    await desk.tenant.db.service.update({
      where: times.idOf(botoxId),
      data: { prerequisiteServiceId: facialId, prerequisiteValidDays: 30 },
    })
    const conversationId = await desk.startConversation()
    const [exam] = await desk.openings(conversationId, 'tomorrow at 11 am', facialId, 1)
    return desk.book(conversationId, exam!.token)
  }

  it('leaves somebody known the times after it, while it counts; somebody unknown all of them', async () => {
    const consultation = await withConsultation()
    const { customerId } = consultation
    expect(await times.starts({ customerId }, [9, 11, 13, 15])).toEqual(['13:00', '15:00'])
    expect(await times.starts({}, [9])).toEqual(['09:00'])
    expect(await times.starts({ customerId, date: '2027-01-01' }, [10])).toEqual(['10:00'])
    expect(await times.starts({ customerId, date: '2027-01-02' }, [10])).toEqual([])
    await desk.tenant.db.appointment.updateMany({ data: { status: 'no_show' } })
    expect(await times.openings({ customerId })).toEqual({ ok: false, reason: 'needs_consultation' })
  })

  it('may be the first service of the same visit, whatever order was asked for', async () => {
    const { customerId } = await withConsultation()
    await desk.tenant.db.appointment.updateMany({ data: { status: 'cancelled' } })
    const { botoxId, facialId } = desk.spa
    const answer = await times.openings({ customerId, serviceIds: [botoxId, facialId] })
    expect(answer.ok && answer.openings[0]!.parts.map(({ serviceId }) => serviceId)).toEqual([facialId, botoxId])
  })

  it('is asked for by the same rule when a booking is made', async () => {
    const { customerId, endsAt } = await withConsultation()
    const { botoxId, facialId } = desk.spa
    const service = await desk.tenant.db.service.findFirstOrThrow({ where: { id: botoxId } })
    const check = (startsAt: Date, overrides: { customerId?: string | null; alsoInVisit?: [] } = {}) =>
      desk.tenant.transaction(async (tx) => {
        const result = await checkPrerequisite(tx, { customerId, service, startsAt, alsoInVisit: [], ...overrides })
        return result.ok
      })
    expect(await check(endsAt)).toBe(true)
    expect(await check(new Date(+endsAt - 1))).toBe(false)
    expect(await check(times.at('2027-01-01T16:30'))).toBe(true)
    expect(await check(times.at('2027-01-02T09:00'))).toBe(false)
    expect(await check(endsAt, { customerId: null })).toBe(false)
    const alsoInVisit = [{ serviceId: facialId, endsAt: new Date(+endsAt - 60_000) }]
    const inVisit = await desk.tenant.transaction((tx) =>
      checkPrerequisite(tx, { customerId: null, service, startsAt: endsAt, alsoInVisit }),
    )
    expect(inVisit).toEqual({ ok: true })
  })
})

it('what staff and the waitlist hold is theirs alone', async () => {
  const conversationId = await desk.startConversation()
  const [opening] = await desk.openings(conversationId, 'tomorrow at 9 am', desk.spa.microneedlingId, 1)
  await times.hold(opening!, conversationId)
  const offer = await desk.tenant.db.slotOffer.findFirstOrThrow({ where: { token: opening!.token } })
  const isFree = (owner: Owner) =>
    desk.tenant.transaction(async (tx) => (await slotOfOffer(tx, { offer, owner, now })) !== null)
  expect(await isFree({ conversationId })).toBe(true)
  expect(await isFree({ staffId: conversationId })).toBe(false)
  expect(await isFree({ waitlistEntryId: conversationId })).toBe(false)
})
