import { describe, expect, it } from 'vitest'
import { addBlock } from '../../src/scheduling/blocks/blocks.ts'
import { checkPrerequisite } from '../../src/scheduling/check-prerequisite.ts'
import { holdSlot } from '../../src/scheduling/hold-slot.ts'
import { findOpenings, type Opening, type OpeningsQuery } from '../../src/scheduling/openings/find-openings.ts'
import { slotOfOffer } from '../../src/scheduling/offers.ts'
import type { Owner } from '../../src/scheduling/owner.ts'
import { now, useBookingDesk } from './booking-desk.ts'

const desk = useBookingDesk()

// 2026-12-01 is a Tuesday; the day asked for is the Wednesday after it.
const wednesday = '2026-12-02'
const day = (date = wednesday) => new Date(`${date}T00:00:00Z`)
const at = (wall: string, timeZone = desk.spa.timeZone) =>
  new Date(Temporal.PlainDateTime.from(wall).toZonedDateTime(timeZone).epochMilliseconds)

async function found(overrides: Partial<OpeningsQuery> & { date?: string; conversationId?: string } = {}) {
  const { date = wednesday, ...query } = overrides
  const from = Temporal.PlainDate.from(date)
  return findOpenings(desk.tenant, {
    conversationId: overrides.conversationId ?? (await desk.startConversation()),
    now,
    serviceId: desk.spa.botoxId,
    wish: { from, to: from, timeZone: desk.spa.timeZone },
    limit: 100,
    ...query,
  })
}

/** What is free on the day, as "09:00" (chosen openings are spread: asked for one start at a time). */
async function freeStarts(overrides: Parameters<typeof found>[0] = {}, hours: readonly number[] = range(7, 20)) {
  const conversationId = await desk.startConversation()
  const walls: string[] = []
  for (const hour of hours) {
    const date = overrides.date ?? wednesday
    const from = Temporal.PlainDate.from(date)
    const wish = { from, to: from, timeZone: desk.spa.timeZone, earliestMin: hour * 60, latestMin: hour * 60 }
    const answer = await found({ conversationId, ...overrides, wish })
    if (answer.ok && answer.isAsWished) walls.push(...answer.openings.map(wallOf))
  }
  return walls
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const wallOf = ({ startsAt }: { startsAt: Date }) =>
  Temporal.Instant.fromEpochMilliseconds(+startsAt)
    .toZonedDateTimeISO(desk.spa.timeZone)
    .toPlainTime()
    .toString()
    .slice(0, 5)

async function hold(opening: Opening, conversationId: string) {
  return holdSlot(desk.tenant, { conversationId, token: opening.token, now, enqueue: desk.enqueue })
}

describe('a week with its exceptions', () => {
  it('has breaks, days off and other hours', async () => {
    const lee = { providerId: desk.spa.leeId }
    expect(await freeStarts(lee)).toEqual(['09:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'])
    await desk.tenant.db.scheduleException.create({
      data: { providerId: desk.spa.leeId, localDate: day(), startMin: 10 * 60, endMin: 11 * 60 },
    })
    expect(await freeStarts(lee)).toEqual(['10:00'])
    await desk.tenant.db.scheduleException.create({ data: { providerId: desk.spa.leeId, localDate: day() } })
    expect(await freeStarts(lee)).toEqual([])
    expect(await freeStarts({ providerId: desk.spa.ortizId }, [12])).toEqual(['12:00'])
  })

  it('is off while somebody has time off, for the room as for the person', async () => {
    const block = (resourceId: string) =>
      desk.tenant.transaction((tx) =>
        addBlock(tx, {
          tenantId: desk.spa.tenantId,
          enqueue: desk.enqueue,
          now,
          resourceId,
          kind: 'time_off',
          startsAt: at(`${wednesday}T09:30`),
          endsAt: at(`${wednesday}T15:00`),
          createdBy: 'user:test',
        }),
      )
    await block(desk.spa.leeResourceId)
    expect(await freeStarts({ providerId: desk.spa.leeId })).toEqual(['15:00', '16:00'])
    await block(desk.spa.roomOneId)
    expect(await freeStarts({ providerId: desk.spa.ortizId }, [10])).toEqual(['10:00'])
    await block(desk.spa.roomTwoId)
    expect(await freeStarts({ providerId: desk.spa.ortizId }, [9, 10, 15])).toEqual(['15:00'])
  })

  it('does not sell again what a block wants once a hold or an appointment gives it up', async () => {
    const conversationId = await desk.startConversation()
    const nine = {
      wish: {
        from: Temporal.PlainDate.from(wednesday),
        to: Temporal.PlainDate.from(wednesday),
        timeZone: desk.spa.timeZone,
        earliestMin: 540,
        latestMin: 540,
      },
    }
    const before = await found({ conversationId, providerId: desk.spa.leeId, ...nine })
    const appointment = await desk.book(conversationId, before.ok ? before.openings[0]!.token : '')
    await desk.tenant.transaction((tx) =>
      addBlock(tx, {
        tenantId: desk.spa.tenantId,
        enqueue: desk.enqueue,
        now,
        resourceId: desk.spa.leeResourceId,
        kind: 'time_off',
        startsAt: at(`${wednesday}T08:00`),
        endsAt: at(`${wednesday}T10:00`),
        createdBy: 'user:test',
      }),
    )
    const moved = { providerId: desk.spa.leeId, exceptAppointmentIds: [appointment.id] }
    expect(await freeStarts(moved, [9, 10])).toEqual(['10:00'])
  })
})

describe('locations', () => {
  it('are closed on holidays, and keep other hours on other days', async () => {
    const { locationId } = desk.spa
    await desk.tenant.db.locationException.create({
      data: { locationId, localDate: day(), startMin: 600, endMin: 660, name: 'Stocktaking' },
    })
    await desk.tenant.db.locationException.create({
      data: { locationId, localDate: day('2026-12-03'), name: 'Holiday' },
    })
    expect(await freeStarts()).toEqual(['10:00'])
    expect(await freeStarts({ date: '2026-12-03' })).toEqual([])
    expect(await freeStarts({ date: '2026-12-04' }, [9])).toEqual(['09:00'])
  })

  it('each have their rooms, their people and their zone', async () => {
    const west = await desk.tenant.db.location.create({
      data: { name: 'West', address: '2 West', timeZone: 'America/Los_Angeles', hours: { '3': [['09:00', '17:00']] } },
    })
    const { ortizId } = desk.spa
    await desk.tenant.db.providerSchedule.deleteMany({ where: { providerId: ortizId, weekday: 3 } })
    await desk.tenant.db.providerSchedule.create({
      data: { providerId: ortizId, locationId: west.id, weekday: 3, startMin: 540, endMin: 600 },
    })
    const ortiz = { providerId: ortizId }
    expect((await found(ortiz)).ok && (await freeStarts(ortiz))).toEqual([])
    await desk.tenant.db.resource.create({
      data: { kind: 'room', purpose: 'treatment_room', name: 'West 1', locationId: west.id },
    })
    const answer = await found(ortiz)
    const first = answer.ok ? answer.openings[0]! : undefined
    expect(first).toMatchObject({
      label: 'Wednesday, December 2 at 9:00 AM',
      locationName: 'West',
      startsAt: at(`${wednesday}T09:00`, 'America/Los_Angeles'),
    })
    const conversationId = await desk.startConversation()
    const again = await found({ ...ortiz, conversationId })
    const appointment = await desk.book(conversationId, again.ok ? again.openings[0]!.token : '')
    expect(appointment.locationId).toBe(west.id)
  })
})

describe('who may', () => {
  it('is a matter of the list, the licence’s kind, its end and its state', async () => {
    const { leeId, ortizId, botoxId, locationId } = desk.spa
    const who = async () => {
      const each = await Promise.all([leeId, ortizId].map((providerId) => freeStarts({ providerId }, [10])))
      return each.map((one) => one.length > 0)
    }
    expect(await who()).toEqual([true, true])
    await desk.tenant.db.service.update({ where: idOf(botoxId), data: { allowedCredentials: ['MD', 'NP'] } })
    expect(await who()).toEqual([true, false])
    await desk.tenant.db.service.update({ where: idOf(botoxId), data: { allowedCredentials: [] } })
    await desk.tenant.db.location.update({ where: idOf(locationId), data: { region: 'NY' } })
    await desk.tenant.db.provider.update({ where: idOf(leeId), data: { licenceState: 'NJ' } })
    await desk.tenant.db.provider.update({ where: idOf(ortizId), data: { licenceState: 'NY' } })
    expect(await who()).toEqual([false, true])
    await desk.tenant.db.provider.update({ where: idOf(ortizId), data: { licenceExpires: day('2026-12-01') } })
    expect(await who()).toEqual([false, false])
    await desk.tenant.db.provider.update({ where: idOf(ortizId), data: { licenceExpires: day(wednesday) } })
    expect(await who()).toEqual([false, true])
    await desk.tenant.db.serviceEligibility.deleteMany({ where: { serviceId: botoxId, providerId: ortizId } })
    expect(await who()).toEqual([false, false])
  })

  it('is nobody whose outside calendar is withheld, neither offered nor held nor booked', async () => {
    const conversationId = await desk.startConversation()
    const before = await found({ conversationId, providerId: desk.spa.leeId })
    const opening = before.ok ? before.openings[0]! : undefined
    const connection = await desk.tenant.db.calendarConnection.create({
      data: {
        kind: 'google_oauth',
        account: 'lee@example.com',
        sealedTokens: 'x',
        scopes: [],
        connectedBy: 'user:test',
      },
    })
    await desk.tenant.db.calendar.create({
      data: {
        connectionId: connection.id,
        providerId: desk.spa.leeId,
        externalId: 'lee',
        name: 'Lee',
        withheldSince: now,
        withheldReason: 'invalid_grant',
      },
    })
    expect(await freeStarts({ providerId: desk.spa.leeId }, [10])).toEqual([])
    expect(await freeStarts({ providerId: desk.spa.ortizId }, [10])).toEqual(['10:00'])
    expect(await hold(opening!, conversationId)).toMatchObject({ ok: false, reason: 'slot_taken' })
    await expect(desk.book(conversationId, opening!.token)).rejects.toThrow('slot_taken')
  })
})

const idOf = (id: string) => ({ tenantId_id: { tenantId: desk.spa.tenantId, id } })

it('segments leave the injector free while somebody numbs, and keep the room until it is clean', async () => {
  const conversationId = await desk.startConversation()
  const nine = await desk.openings(conversationId, 'tomorrow between 9:00 and 9:10 am', desk.spa.microneedlingId)
  await desk.book(conversationId, nine[0]!.token)
  // Numbing until 9:30, treatment until 10:15, cleaning until 10:30: one of two rooms.
  const lee = { providerId: desk.spa.leeId }
  const conversation = await desk.startConversation()
  const answers = await desk.openings(conversation, 'tomorrow between 9:00 and 9:05 am', desk.spa.botoxId, 10)
  expect(answers.map(({ providerId }) => providerId)).toContain(desk.spa.leeId)
  expect(await freeStarts(lee, [10])).toEqual([])
  const taken = await desk.tenant.db.occupation.findMany({ where: { resource: { kind: 'provider' } } })
  expect(taken.map(({ startsAt, endsAt }) => [wallOf({ startsAt }), wallOf({ startsAt: endsAt })])).toEqual([
    ['09:30', '10:15'],
  ])
})

describe('notice, horizon and interval', () => {
  it('are the service’s own', async () => {
    const { botoxId } = desk.spa
    await desk.tenant.db.service.update({ where: idOf(botoxId), data: { minNoticeMin: 4 * 60, slotIntervalMin: 60 } })
    // It is seven in the morning.
    expect(await freeStarts({ date: '2026-12-01' }, [9, 10, 11, 12])).toEqual(['11:00', '12:00'])
    const quarter = await desk.openings(await desk.startConversation(), 'tomorrow between 9:15 and 9:45 am')
    expect(quarter.every((one) => wallOf(one).endsWith(':00'))).toBe(true)
    await desk.tenant.db.service.update({ where: idOf(botoxId), data: { horizonDays: 1 } })
    expect(await freeStarts({}, [9])).toEqual(['09:00'])
    const from = Temporal.PlainDate.from('2026-12-03')
    expect(await found({ wish: { from, to: from, timeZone: desk.spa.timeZone } })).toMatchObject({
      ok: false,
      reason: 'too_far',
    })
  })
})

describe('the limits of a day', () => {
  it('count what is booked and what others hold, and end with it', async () => {
    await desk.tenant.db.provider.update({ where: idOf(desk.spa.leeId), data: { maxPerDay: 1 } })
    const lee = { providerId: desk.spa.leeId }
    const [mine, other] = [await desk.startConversation(), await desk.startConversation()]
    const answer = await found({ ...lee, conversationId: mine })
    await hold(answer.ok ? answer.openings[0]! : (undefined as never), mine)
    expect(await freeStarts({ ...lee, conversationId: other }, [15])).toEqual([])
    expect(await freeStarts({ ...lee, conversationId: mine }, [15])).toEqual(['15:00'])
    expect(await freeStarts({ ...lee, date: '2026-12-03' }, [15])).toEqual(['15:00'])
    const appointment = await desk.book(mine, answer.ok ? answer.openings[0]!.token : '')
    expect(await freeStarts({ ...lee, conversationId: mine }, [15])).toEqual([])
    // Moved within its day, it makes its own room.
    expect(await freeStarts({ ...lee, exceptAppointmentIds: [appointment.id] }, [15])).toEqual(['15:00'])
    await desk.tenant.db.appointment.updateMany({ where: { id: appointment.id }, data: { status: 'cancelled' } })
    expect(await freeStarts({ ...lee, conversationId: other }, [15])).toEqual(['15:00'])
  })

  it('hold against many who book different hours at once', async () => {
    await desk.tenant.db.service.update({ where: idOf(desk.spa.botoxId), data: { maxPerDay: 2 } })
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
    const answer = await found({ conversationId, serviceIds: [botoxId, facialId], providerId: leeId })
    const [opening] = answer.ok ? answer.openings : []
    expect(opening).toMatchObject({
      label: 'Wednesday, December 2 at 9:00 AM',
      providerName: 'Dr. Lee for Botox, then Rosa Ortiz, RN for HydraFacial at 9:30 AM',
      startsAt: at(`${wednesday}T09:00`),
      endsAt: at(`${wednesday}T10:30`),
      parts: [
        { serviceId: botoxId, providerId: leeId, startsAt: at(`${wednesday}T09:00`) },
        {
          serviceId: facialId,
          providerId: ortizId,
          startsAt: at(`${wednesday}T09:30`),
          endsAt: at(`${wednesday}T10:30`),
        },
      ],
    })
    expect(await hold(opening!, conversationId)).toMatchObject({ ok: true })
    const parts = await desk.tenant.db.occupation.findMany({ select: { part: true }, orderBy: { part: 'asc' } })
    expect(parts.map(({ part }) => part)).toEqual([0, 0, 0, 1, 1, 1])
    expect(await freeStarts({ providerId: ortizId }, [9, 10])).toEqual([])
    // The same offer is the same token, and another order another one.
    const same = await found({ conversationId, serviceIds: [botoxId, facialId], providerId: leeId })
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
    const answer = await found({ conversationId, serviceIds: [botoxId, facialId] })
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
    expect(await hold(opening!, conversationId)).toMatchObject({ ok: false, reason: 'slot_taken' })
    expect(await desk.tenant.db.hold.count({ where: { status: 'active' } })).toBe(0)
  })
})

describe('a group appointment', () => {
  it('is offered until its last seat is gone, and new ones only where all is free', async () => {
    const { facialId, ortizId } = desk.spa
    await desk.tenant.db.service.update({ where: idOf(facialId), data: { capacity: 2 } })
    const nine = async (conversationId: string) => {
      const openings = await desk.openings(conversationId, 'tomorrow at 9 am', facialId, 1)
      return openings.find((one) => wallOf(one) === '09:00')
    }
    const people = await Promise.all([1, 2, 3].map(() => desk.startConversation()))
    const first = (await nine(people[0]!))!
    expect(first.seatsLeft).toBe(2)
    await desk.book(people[0]!, first.token)
    const second = (await nine(people[1]!))!
    expect(second.seatsLeft).toBe(1)
    expect((await hold(second, people[1]!)).ok).toBe(true)
    // The last seat is held: there for who holds it, for nobody else.
    expect((await nine(people[1]!))!.seatsLeft).toBe(1)
    expect(await nine(people[2]!)).toBeUndefined()
    // Half past nine is within the first session: its provider is busy.
    const between = await desk.openings(people[2]!, 'tomorrow between 9:15 and 9:45 am', facialId, 5)
    expect(between.every((one) => wallOf(one) >= '10:00')).toBe(true)
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
      where: idOf(botoxId),
      data: { prerequisiteServiceId: facialId, prerequisiteValidDays: 30 },
    })
    const conversationId = await desk.startConversation()
    const [exam] = await desk.openings(conversationId, 'tomorrow at 11 am', facialId, 1)
    return desk.book(conversationId, exam!.token)
  }

  it('leaves somebody known the times after it, while it counts; somebody unknown all of them', async () => {
    const consultation = await withConsultation()
    const { customerId } = consultation
    expect(await freeStarts({ customerId }, [9, 11, 13, 15])).toEqual(['13:00', '15:00'])
    expect(await freeStarts({}, [9])).toEqual(['09:00'])
    expect(await freeStarts({ customerId, date: '2027-01-01' }, [10])).toEqual(['10:00'])
    expect(await freeStarts({ customerId, date: '2027-01-02' }, [10])).toEqual([])
    await desk.tenant.db.appointment.updateMany({ data: { status: 'no_show' } })
    expect(await found({ customerId })).toEqual({ ok: false, reason: 'needs_consultation' })
  })

  it('may be the first service of the same visit, whatever order was asked for', async () => {
    const { customerId } = await withConsultation()
    await desk.tenant.db.appointment.updateMany({ data: { status: 'cancelled' } })
    const { botoxId, facialId } = desk.spa
    const answer = await found({ customerId, serviceIds: [botoxId, facialId] })
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
    expect(await check(at('2027-01-01T16:30'))).toBe(true)
    expect(await check(at('2027-01-02T09:00'))).toBe(false)
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
  await hold(opening!, conversationId)
  const offer = await desk.tenant.db.slotOffer.findFirstOrThrow({ where: { token: opening!.token } })
  const isFree = (owner: Owner) =>
    desk.tenant.transaction(async (tx) => (await slotOfOffer(tx, { offer, owner, now })) !== null)
  expect(await isFree({ conversationId })).toBe(true)
  expect(await isFree({ staffId: conversationId })).toBe(false)
  expect(await isFree({ waitlistEntryId: conversationId })).toBe(false)
})
