import { describe, expect, it } from 'vitest'
import { addBlock } from '../../src/scheduling/blocks/blocks.ts'
import { now, useBookingDesk } from './booking-desk.ts'
import { day, FreeTimes, wednesday } from './free-times.ts'

const desk = useBookingDesk()
const times = new FreeTimes(desk)

describe('a week with its exceptions', () => {
  it('has breaks, days off and other hours', async () => {
    const lee = { providerId: desk.spa.leeId }
    expect(await times.starts(lee)).toEqual(['09:00', '10:00', '11:00', '13:00', '14:00', '15:00', '16:00'])
    await desk.tenant.db.scheduleException.create({
      data: { providerId: desk.spa.leeId, localDate: day(), startMin: 10 * 60, endMin: 11 * 60 },
    })
    expect(await times.starts(lee)).toEqual(['10:00'])
    await desk.tenant.db.scheduleException.create({ data: { providerId: desk.spa.leeId, localDate: day() } })
    expect(await times.starts(lee)).toEqual([])
    expect(await times.starts({ providerId: desk.spa.ortizId }, [12])).toEqual(['12:00'])
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
          startsAt: times.at(`${wednesday}T09:30`),
          endsAt: times.at(`${wednesday}T15:00`),
          createdBy: 'user:test',
        }),
      )
    await block(desk.spa.leeResourceId)
    expect(await times.starts({ providerId: desk.spa.leeId })).toEqual(['09:00', '15:00', '16:00'])
    await block(desk.spa.roomOneId)
    expect(await times.starts({ providerId: desk.spa.ortizId }, [10])).toEqual(['10:00'])
    await block(desk.spa.roomTwoId)
    expect(await times.starts({ providerId: desk.spa.ortizId }, [9, 10, 15])).toEqual(['15:00'])
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
    const before = await times.openings({ conversationId, providerId: desk.spa.leeId, ...nine })
    const appointment = await desk.book(conversationId, before.ok ? before.openings[0]!.token : '')
    await desk.tenant.transaction((tx) =>
      addBlock(tx, {
        tenantId: desk.spa.tenantId,
        enqueue: desk.enqueue,
        now,
        resourceId: desk.spa.leeResourceId,
        kind: 'time_off',
        startsAt: times.at(`${wednesday}T08:00`),
        endsAt: times.at(`${wednesday}T10:00`),
        createdBy: 'user:test',
      }),
    )
    const moved = { providerId: desk.spa.leeId, exceptAppointmentIds: [appointment.id] }
    expect(await times.starts(moved, [9, 10])).toEqual(['10:00'])
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
    expect(await times.starts()).toEqual(['10:00'])
    expect(await times.starts({ date: '2026-12-03' })).toEqual([])
    expect(await times.starts({ date: '2026-12-04' }, [9])).toEqual(['09:00'])
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
    expect((await times.openings(ortiz)).ok && (await times.starts(ortiz))).toEqual([])
    await desk.tenant.db.resource.create({
      data: { kind: 'room', purpose: 'treatment_room', name: 'West 1', locationId: west.id },
    })
    const answer = await times.openings(ortiz)
    const first = answer.ok ? answer.openings[0]! : undefined
    expect(first).toMatchObject({
      label: 'Wednesday, December 2 at 9:00 AM',
      locationName: 'West',
      startsAt: times.at(`${wednesday}T09:00`, 'America/Los_Angeles'),
    })
    const conversationId = await desk.startConversation()
    const again = await times.openings({ ...ortiz, conversationId })
    const appointment = await desk.book(conversationId, again.ok ? again.openings[0]!.token : '')
    expect(appointment.locationId).toBe(west.id)
  })
})

describe('who may', () => {
  it('is a matter of the list, the licence’s kind, its end and its state', async () => {
    const { leeId, ortizId, botoxId, locationId } = desk.spa
    const who = async () => {
      const each = await Promise.all([leeId, ortizId].map((providerId) => times.starts({ providerId }, [10])))
      return each.map((one) => one.length > 0)
    }
    expect(await who()).toEqual([true, true])
    await desk.tenant.db.service.update({ where: times.idOf(botoxId), data: { allowedCredentials: ['MD', 'NP'] } })
    expect(await who()).toEqual([true, false])
    await desk.tenant.db.service.update({ where: times.idOf(botoxId), data: { allowedCredentials: [] } })
    await desk.tenant.db.location.update({ where: times.idOf(locationId), data: { region: 'NY' } })
    await desk.tenant.db.provider.update({ where: times.idOf(leeId), data: { licenceState: 'NJ' } })
    await desk.tenant.db.provider.update({ where: times.idOf(ortizId), data: { licenceState: 'NY' } })
    expect(await who()).toEqual([false, true])
    await desk.tenant.db.provider.update({ where: times.idOf(ortizId), data: { licenceExpires: day('2026-12-01') } })
    expect(await who()).toEqual([false, false])
    await desk.tenant.db.provider.update({ where: times.idOf(ortizId), data: { licenceExpires: day(wednesday) } })
    expect(await who()).toEqual([false, true])
    await desk.tenant.db.serviceEligibility.deleteMany({ where: { serviceId: botoxId, providerId: ortizId } })
    expect(await who()).toEqual([false, false])
  })

  it('is nobody whose outside calendar is withheld, neither offered nor held nor booked', async () => {
    const conversationId = await desk.startConversation()
    const before = await times.openings({ conversationId, providerId: desk.spa.leeId })
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
    expect(await times.starts({ providerId: desk.spa.leeId }, [10])).toEqual([])
    expect(await times.starts({ providerId: desk.spa.ortizId }, [10])).toEqual(['10:00'])
    expect(await times.hold(opening!, conversationId)).toMatchObject({ ok: false, reason: 'slot_taken' })
    await expect(desk.book(conversationId, opening!.token)).rejects.toThrow('slot_taken')
  })
})

it('segments leave the injector free while somebody numbs, and keep the room until it is clean', async () => {
  const conversationId = await desk.startConversation()
  const nine = await desk.openings(conversationId, 'tomorrow between 9:00 and 9:10 am', desk.spa.microneedlingId)
  await desk.book(conversationId, nine[0]!.token)
  // Numbing until 9:30, treatment until 10:15, cleaning until 10:30: one of two rooms.
  const lee = { providerId: desk.spa.leeId }
  const conversation = await desk.startConversation()
  const answers = await desk.openings(conversation, 'tomorrow between 9:00 and 9:05 am', desk.spa.botoxId, 10)
  expect(answers.map(({ providerId }) => providerId)).toContain(desk.spa.leeId)
  expect(await times.starts(lee, [10])).toEqual([])
  const taken = await desk.tenant.db.occupation.findMany({ where: { resource: { kind: 'provider' } } })
  expect(taken.map(({ startsAt, endsAt }) => [times.wallOf({ startsAt }), times.wallOf({ startsAt: endsAt })])).toEqual(
    [['09:30', '10:15']],
  )
})

describe('notice, horizon and interval', () => {
  it('are the service’s own', async () => {
    const { botoxId } = desk.spa
    await desk.tenant.db.service.update({
      where: times.idOf(botoxId),
      data: { minNoticeMin: 4 * 60, slotIntervalMin: 60 },
    })
    // It is seven in the morning.
    expect(await times.starts({ date: '2026-12-01' }, [9, 10, 11, 12])).toEqual(['11:00', '12:00'])
    const quarter = await desk.openings(await desk.startConversation(), 'tomorrow between 9:15 and 9:45 am')
    expect(quarter.every((one) => times.wallOf(one).endsWith(':00'))).toBe(true)
    await desk.tenant.db.service.update({ where: times.idOf(botoxId), data: { horizonDays: 1 } })
    expect(await times.starts({}, [9])).toEqual(['09:00'])
    const from = Temporal.PlainDate.from('2026-12-03')
    expect(await times.openings({ wish: { from, to: from, timeZone: desk.spa.timeZone } })).toMatchObject({
      ok: false,
      reason: 'too_far',
    })
  })
})
