import {
  AppointmentDetail,
  AppointmentFees,
  Day,
  FreeTimes,
  TimeOffEffect,
  Waitlist,
} from '@ava/protocol/portal/appointments.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  openPortalDesk,
  roles,
  seedAppointment,
  seedBusyElsewhere,
  type Asking,
  type PortalDesk,
} from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk
const hour = 60
const day = 24 * hour

beforeAll(async () => {
  desk = await openPortalDesk()
})
beforeEach(async () => {
  const { db } = desk.willow.tenant
  await db.task.deleteMany({})
  await db.occupation.deleteMany({})
  await db.block.deleteMany({})
  await db.calendarConnection.deleteMany({})
  await db.appointment.deleteMany({})
  await db.waitlistEntry.deleteMany({})
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const dateOf = (at: Date) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO('America/New_York').toPlainDate().toString()

async function readDay(date: string, asking: Asking = {}): Promise<Day> {
  const answer = await desk.ask(`day?date=${date}`, asking)
  expect(answer.status).toBe(200)
  return Day.parse(await bodyOf(answer))
}
const act = (id: string, body: unknown, asking: Asking = {}) =>
  desk.ask(`appointments/${id}/action`, { method: 'POST', body, ...asking })
async function detailOf(answer: Response): Promise<AppointmentDetail> {
  expect(answer.status).toBe(200)
  return AppointmentDetail.parse(await bodyOf(answer))
}
const leeOf = ({ providers }: Day) => providers.find(({ id }) => id === desk.willow.leeId)!

describe('a day', () => {
  it('shows by provider what is booked, what is blocked and when they work', async () => {
    const booked = await seedAppointment(desk.willow, { startsInMin: 3 * day })
    const date = dateOf(booked.startsAt)
    await seedBusyElsewhere(desk.willow, {
      startsAt: booked.endsAt,
      endsAt: new Date(booked.endsAt.getTime() + 60_000),
    })
    const shown = await readDay(date)
    expect(shown).toMatchObject({ date, timeZone: 'America/New_York', mayChange: true })
    expect(leeOf(shown)).toMatchObject({
      name: 'Dr. Lee',
      appointments: [{ id: booked.id, customerName: 'Ida Berg', serviceName: 'Botox', status: 'booked' }],
      // What somebody else's event is about is nobody's business here.
      blocks: [{ kind: 'external', reason: null }],
    })
    expect((await readDay(date, { as: 'provider' })).mayChange).toBe(false)
    expect(leeOf(await readDay(date, { as: 'provider' })).appointments[0]?.actions).toEqual(['check_in', 'late'])
  })

  it('counts hours as the wall clock does, on the day on which it changes too', async () => {
    const shown = leeOf(await readDay('2026-11-02'))
    expect(shown.works).toEqual([
      { startsAt: '2026-11-02T14:00:00.000Z', endsAt: '2026-11-02T17:00:00.000Z' },
      { startsAt: '2026-11-02T18:00:00.000Z', endsAt: '2026-11-02T22:00:00.000Z' },
    ])
    expect(leeOf(await readDay('2026-11-01')).works).toEqual([])
  })

  it.each(['date=tomorrow', 'date=2026-02-30', 'date=9999-01-01', 'locationId=here'])('refuses %s', async (query) => {
    expect((await desk.ask(`day?${query}`)).status).toBe(400)
  })

  it('knows no location of another spa', async () => {
    expect((await desk.ask(`day?locationId=${desk.maple.locationId}`)).status).toBe(404)
  })
})

describe('an appointment', () => {
  it('is checked in and completed, and each only in its time', async () => {
    const far = await seedAppointment(desk.willow, { startsInMin: 3 * day })
    const early = await act(far.id, { action: 'check_in' })
    expect(early.status).toBe(409)
    expect((await bodyOf(early)).error.code).toBe('too_early')

    const { id } = await seedAppointment(desk.willow, { startsInMin: 2 * hour })
    expect(await detailOf(await act(id, { action: 'check_in' }))).toMatchObject({
      status: 'checked_in',
      actions: ['complete'],
    })
    expect(await detailOf(await act(id, { action: 'complete' }))).toMatchObject({ status: 'completed', actions: [] })
    expect((await act(id, { action: 'cancel' })).status).toBe(409)
  })

  it('is noted as late, in whole minutes', async () => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: hour })
    expect(await detailOf(await act(id, { action: 'late', minutes: '12' }))).toMatchObject({ lateMinutes: 12 })
    for (const minutes of [0, -5, 1.5, 1e9, 'soon', '', null]) {
      expect((await act(id, { action: 'late', minutes })).status).toBe(400)
    }
  })

  it('says what cancelling costs, and costs that', async () => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: 2 * hour })
    const fees = AppointmentFees.parse(await bodyOf(await desk.ask(`appointments/${id}/fees`)))
    expect(fees).toMatchObject({ cancelCents: 5_000, currency: 'USD' })
    expect(fees.policy).toContain('24 hours')
    expect(await detailOf(await act(id, { action: 'cancel', reason: 'Ill.' }))).toMatchObject({
      status: 'cancelled',
      feeCents: 5_000,
      isFeeWaived: false,
      cancelReason: 'Ill.',
      actions: ['waive_fee'],
    })
    expect(await detailOf(await act(id, { action: 'waive_fee' }))).toMatchObject({ isFeeWaived: true, actions: [] })
    expect(await desk.willow.tenant.db.occupation.count({ where: { appointmentId: id } })).toBe(0)
    const audit = await desk.willow.tenant.db.auditEntry.findMany({ where: { subjectId: id }, orderBy: { at: 'asc' } })
    expect(audit.map(({ action }) => action)).toEqual(['appointment.cancelled', 'appointment.fee_waived'])
    expect(new Set(audit.map(({ actor }) => actor))).toEqual(new Set(['user:user-owner@willow.example']))
  })

  it('is cancelled with the fee waived at once', async () => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: 2 * hour })
    const detail = await detailOf(await act(id, { action: 'cancel', isFeeWaived: true }))
    expect(detail).toMatchObject({ status: 'cancelled', feeCents: 5_000, isFeeWaived: true, actions: [] })
  })

  it('did not take place: only once it should have begun', async () => {
    const ahead = await seedAppointment(desk.willow, { startsInMin: hour })
    expect((await act(ahead.id, { action: 'no_show' })).status).toBe(409)
    const { id } = await seedAppointment(desk.willow, { startsInMin: -10 })
    expect(await detailOf(await act(id, { action: 'no_show', isFeeWaived: true }))).toMatchObject({ status: 'no_show' })
  })

  it('that waits for a review is not declined by the front desk', async () => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: 2 * day, status: 'pending_review' })
    const declining = { action: 'decline', reason: 'No.' }
    expect((await act(id, declining, { as: 'front_desk' })).status).toBe(403)
    expect((await act(id, declining, { as: 'provider' })).status).toBe(200)
  })
})

describe('moving', () => {
  const freeTimes = async (id: string, query = '') =>
    FreeTimes.parse(await bodyOf(await desk.ask(`appointments/${id}/free-times${query}`)))
  const move = (id: string, body: unknown, asking: Asking = {}) =>
    desk.ask(`appointments/${id}/move`, { method: 'POST', body, ...asking })

  it('goes to a free time, and gives the old one up', async () => {
    const { id, startsAt } = await seedAppointment(desk.willow, { startsInMin: 3 * day })
    const { times, timeZone } = await freeTimes(id)
    expect(timeZone).toBe('America/New_York')
    const to = times.find(({ providerId }) => providerId === desk.willow.ortizId)!
    const { providerId, locationId } = to
    const moved = await detailOf(await move(id, { startsAt: to.startsAt, providerId, locationId }))
    expect(moved).toMatchObject({ startsAt: to.startsAt, providerName: 'Rosa Ortiz, RN', status: 'booked' })
    const taken = await desk.willow.tenant.db.occupation.findMany({ where: { appointmentId: id } })
    expect(taken.every((one) => one.startsAt.getTime() !== startsAt.getTime())).toBe(true)
    expect(taken.map(({ resourceId }) => resourceId)).toContain(desk.willow.ortizResourceId)
  })

  it('to a time that has just been taken leaves it where it was', async () => {
    const [first, second] = [
      await seedAppointment(desk.willow, { startsInMin: 3 * day }),
      await seedAppointment(desk.willow, { startsInMin: 3 * day + hour }),
    ]
    const { times } = await freeTimes(first.id)
    const { startsAt, providerId, locationId } = times.find((one) => one.providerId === desk.willow.leeId)!
    const answers = await Promise.all([first, second].map(({ id }) => move(id, { startsAt, providerId, locationId })))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    const rows = await desk.willow.tenant.db.appointment.findMany({ where: { startsAt: new Date(startsAt) } })
    expect(rows).toHaveLength(1)
  })

  it('takes no time that is not offered, and none of another spa', async () => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: 3 * day })
    const { leeId: providerId, locationId } = desk.willow
    const [free] = (await freeTimes(id)).times
    for (const to of [
      { startsAt: '2026-01-01T05:00:00Z', providerId, locationId },
      { startsAt: free!.startsAt, providerId: desk.maple.leeId, locationId },
      { startsAt: free!.startsAt, providerId, locationId: desk.maple.locationId },
    ]) {
      expect((await move(id, to)).status).toBe(409)
    }
    for (const to of [
      {},
      { startsAt: 'noon', providerId, locationId },
      { startsAt: free!.startsAt, providerId: 'x', locationId },
    ]) {
      expect((await move(id, to)).status).toBe(400)
    }
    expect((await desk.ask(`appointments/${id}/free-times?from=soon`)).status).toBe(400)
  })

  it('is over once it is given up', async () => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: 3 * day, status: 'cancelled' })
    expect((await desk.ask(`appointments/${id}/free-times`)).status).toBe(409)
  })
})

describe('time off', () => {
  const wanted = (date: string, more: object = {}) => ({
    providerId: desk.willow.leeId,
    fromDate: date,
    toDate: date,
    reason: 'Ill',
    ...more,
  })
  const post = (path: string, body: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })

  it('says first what is booked then, and makes tasks of it when it is saved', async () => {
    const booked = await seedAppointment(desk.willow, { startsInMin: 3 * day })
    const date = dateOf(booked.startsAt)
    const before = TimeOffEffect.parse(await bodyOf(await post('time-off/affected', wanted(date))))
    expect(before.appointments).toMatchObject([{ id: booked.id, customerName: 'Ida Berg' }])
    expect(await desk.willow.tenant.db.block.count()).toBe(0)

    const saved = TimeOffEffect.parse(await bodyOf(await post('time-off', wanted(date))))
    expect(saved).toEqual(before)
    const tasks = await desk.willow.tenant.db.task.findMany()
    expect(tasks).toMatchObject([{ kind: 'rebook', appointmentId: booked.id, status: 'open' }])
    const lee = leeOf(await readDay(date))
    expect(lee).toMatchObject({
      blocks: [{ kind: 'time_off', reason: 'Ill' }],
      appointments: [{ needsRebooking: true }],
    })

    const [block] = lee.blocks
    expect((await desk.ask(`time-off/${block!.id}`, { method: 'DELETE', as: 'front_desk' })).status).toBe(200)
    expect((await desk.ask(`time-off/${block!.id}`, { method: 'DELETE' })).status).toBe(404)
    expect(leeOf(await readDay(date)).blocks).toEqual([])
  })

  it('is meant by the wall clock where the provider works', async () => {
    const times = { fromTime: '09:00', toTime: '12:30' }
    const body = await bodyOf(await post('time-off/affected', wanted('2027-03-15', times)))
    expect(body).toMatchObject({ startsAt: '2027-03-15T13:00:00.000Z', endsAt: '2027-03-15T16:30:00.000Z' })
    // The day on which the clock goes forward has 23 hours.
    expect(await bodyOf(await post('time-off/affected', wanted('2027-03-14')))).toMatchObject({
      startsAt: '2027-03-14T05:00:00.000Z',
      endsAt: '2027-03-15T04:00:00.000Z',
    })
  })

  it('refuses what makes no sense, with words at its field', async () => {
    const backwards = await post('time-off', wanted('2027-03-15', { toDate: '2027-03-14' }))
    expect(backwards.status).toBe(400)
    expect((await bodyOf(backwards)).error.fields.toDate).toContain('before')
    for (const more of [
      { fromTime: '25:00' },
      { toTime: 'noon' },
      { fromDate: '2027-02-30' },
      { toDate: '2099-01-01' },
      { providerId: 'lee' },
      { reason: 'x'.repeat(501) },
    ]) {
      expect((await post('time-off', wanted('2027-03-15', more))).status).toBe(400)
    }
    expect((await post('time-off', wanted('2027-03-15', { providerId: desk.maple.leeId }))).status).toBe(404)
  })

  it('does not take away what an outside calendar says', async () => {
    const { id } = await seedBusyElsewhere(desk.willow, {
      startsAt: new Date('2027-03-15T13:00:00Z'),
      endsAt: new Date('2027-03-15T14:00:00Z'),
    })
    expect((await desk.ask(`time-off/${id}`, { method: 'DELETE' })).status).toBe(404)
  })
})

describe('the waitlist', () => {
  const wait = async (spa = desk.willow) => {
    const customer = await spa.tenant.db.customer.create({ data: { givenName: 'Mia', familyName: 'Chen' } })
    return spa.tenant.db.waitlistEntry.create({
      data: {
        customerId: customer.id,
        serviceId: spa.botoxId,
        fromDate: new Date('2027-01-01'),
        toDate: new Date('2027-01-31'),
        earliestMin: 600,
        weekdays: [1, 3],
        channel: 'sms',
      },
    })
  }

  it('shows who waits and for what; whoever is taken off it waits no more', async () => {
    const { id } = await wait()
    const list = Waitlist.parse(await bodyOf(await desk.ask('waitlist')))
    expect(list.entries).toMatchObject([
      {
        id,
        customerName: 'Mia Chen',
        serviceName: 'Botox',
        providerName: null,
        fromDate: '2027-01-01',
        earliestMin: 600,
      },
    ])
    expect((await desk.ask(`waitlist/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect((await desk.ask(`waitlist/${id}`, { method: 'DELETE' })).status).toBe(200)
    expect(Waitlist.parse(await bodyOf(await desk.ask('waitlist'))).entries).toEqual([])
    expect(await desk.willow.tenant.db.waitlistEntry.findFirst({ where: { id } })).toMatchObject({ status: 'left' })
  })

  it('is not touched where somebody has booked meanwhile, nor at another spa', async () => {
    const { id } = await wait()
    await desk.willow.tenant.db.waitlistEntry.updateMany({ where: { id }, data: { status: 'booked' } })
    expect((await desk.ask(`waitlist/${id}`, { method: 'DELETE' })).status).toBe(409)
    const theirs = await wait(desk.maple)
    expect((await desk.ask(`waitlist/${theirs.id}`, { method: 'DELETE' })).status).toBe(404)
  })
})

describe('who may do what', () => {
  const gone = '00000000-0000-7000-8000-000000000000'
  const changes = [
    ['POST', `appointments/${gone}/action`, { action: 'check_in' }],
    ['POST', `appointments/${gone}/move`, { startsAt: '2027-01-01T15:00:00Z', providerId: gone, locationId: gone }],
    ['GET', `appointments/${gone}/fees`, undefined],
    ['GET', `appointments/${gone}/free-times`, undefined],
    ['POST', 'time-off', { providerId: gone, fromDate: '2027-01-01', toDate: '2027-01-01' }],
    ['POST', 'time-off/affected', { providerId: gone, fromDate: '2027-01-01', toDate: '2027-01-01' }],
    ['DELETE', `time-off/${gone}`, undefined],
    ['DELETE', `waitlist/${gone}`, undefined],
  ] as const

  it.each(changes)('%s %s', async (method, path, body) => {
    for (const as of roles) {
      const answer = await desk.ask(path, { method, body, as })
      const isOpen = as !== 'provider' || path.endsWith('/action')
      expect([as, answer.status]).toEqual([as, isOpen ? 404 : 403])
    }
    expect((await desk.ask(path, { method, body, spa: desk.maple.tenantId })).status).toBe(403)
    expect((await desk.ask(path, { method, body, headers: { cookie: '' } })).status).toBe(401)
    if (method === 'GET') return
    expect((await desk.ask(path, { method, body, headers: { origin: 'https://evil.example' } })).status).toBe(403)
  })

  it('an appointment of another spa is none here', async () => {
    const theirs = await seedAppointment(desk.maple, { startsInMin: 2 * hour })
    expect((await desk.ask(`appointments/${theirs.id}`)).status).toBe(404)
    expect((await desk.ask(`appointments/${theirs.id}/fees`)).status).toBe(404)
    for (const action of ['check_in', 'waive_fee', 'approve', 'cancel'] as const) {
      expect((await act(theirs.id, { action })).status).toBe(404)
    }
    expect(await desk.maple.tenant.db.appointment.findFirst({ where: { id: theirs.id } })).toMatchObject({
      status: 'booked',
    })
  })

  it.each([
    {},
    { action: 'burn' },
    [],
    'check_in',
    null,
    { action: 'decline' },
    { action: 'cancel', isFeeWaived: 'yes' },
  ])('nothing is done for %j', async (body) => {
    const { id } = await seedAppointment(desk.willow, { startsInMin: 2 * hour })
    expect((await act(id, body)).status).toBe(400)
    expect((await act('not-an-id', { action: 'check_in' })).status).toBe(404)
  })
})
