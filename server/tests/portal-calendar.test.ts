import {
  Booked,
  BookingForm,
  CalendarRange,
  FoundCustomers,
  Moved,
  StaffTimes,
  WaitlistOffered,
  WaitlistTimes,
} from '@ava/protocol/portal/calendar.ts'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ScreeningEffect } from '../src/db/generated/client.ts'
import { openPortalDesk, seedBusyElsewhere, type Asking, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk
const zone = 'America/New_York'
const inThreeWeeks = Temporal.Now.plainDateISO(zone).add({ days: 21 })
/** A Wednesday: everybody is at work from nine to five, Dr. Lee but at noon. */
const day = inThreeWeeks.add({ days: (10 - inThreeWeeks.dayOfWeek) % 7 }).toString()
const at = (time: string, date = day) => `${date}T${time}`
const instant = (time: string, date = day) =>
  Temporal.PlainDateTime.from(at(time, date))
    .toZonedDateTime(zone)
    .toInstant()
    .toString({ smallestUnit: 'millisecond' })

beforeAll(async () => {
  desk = await openPortalDesk()
})
beforeEach(async () => {
  const { db } = desk.willow.tenant
  await db.task.deleteMany({})
  await db.occupation.deleteMany({})
  await db.block.deleteMany({})
  await db.calendarConnection.deleteMany({})
  await db.waitlistOffer.deleteMany({})
  await db.appointment.deleteMany({})
  await db.hold.deleteMany({})
  await db.waitlistEntry.deleteMany({})
  await db.scheduleException.deleteMany({})
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const post = (path: string, body: unknown, asking: Asking = {}) => desk.ask(path, { method: 'POST', body, ...asking })
async function calendar(query = `from=${day}&to=${day}`, asking: Asking = {}): Promise<CalendarRange> {
  const answer = await desk.ask(`calendar?${query}`, asking)
  expect(answer.status).toBe(200)
  return CalendarRange.parse(await bodyOf(answer))
}
function booking(overrides: Record<string, unknown> = {}) {
  const { botoxId, leeId, locationId, policyId } = desk.willow
  return {
    givenName: 'Mara',
    familyName: 'Quist',
    phone: '(212) 555-0142',
    serviceId: botoxId,
    providerId: leeId,
    locationId,
    start: at('10:00'),
    policyId,
    policyAccepted: 'in_person',
    key: randomUUID(),
    ...overrides,
  }
}
async function book(overrides: Record<string, unknown> = {}): Promise<Booked> {
  const answer = await post('bookings', booking(overrides))
  expect(answer.status, await answer.clone().text()).toBe(200)
  return Booked.parse(await bodyOf(answer))
}
async function refusal(answer: Response): Promise<{ status: number; code: string; fields: Record<string, string> }> {
  const { error } = (await answer.json()) as { error: { code: string; fields?: Record<string, string> } }
  return { status: answer.status, code: error.code, fields: error.fields ?? {} }
}
const move = (id: string, to: Record<string, unknown>, asking: Asking = {}) =>
  post(
    `calendar/appointments/${id}/move`,
    { providerId: desk.willow.leeId, locationId: desk.willow.locationId, ...to },
    asking,
  )

describe('the calendar', () => {
  it('shows by provider and by room what is booked, held, blocked and busy elsewhere', async () => {
    const { id } = await book()
    const { ortizResourceId, leeResourceId, roomTwoId, tenant, leeId } = desk.willow
    await seedBusyElsewhere(desk.willow, { startsAt: new Date(instant('14:00')), endsAt: new Date(instant('15:00')) })
    await tenant.db.block.create({
      data: {
        resourceId: ortizResourceId,
        kind: 'time_off',
        startsAt: instant('09:00'),
        endsAt: instant('12:00'),
        reason: 'Dentist',
        createdBy: 'test',
      },
    })
    const shown = await calendar()
    expect(shown).toMatchObject({ timeZone: zone, mayChange: true, rooms: [{ name: 'Room 1' }, { name: 'Room 2' }] })
    expect(shown.providers.map(({ name }) => name)).toEqual(['Dr. Lee', 'Rosa Ortiz, RN'])
    expect(shown.providers[0]!.works).toHaveLength(2)
    expect(shown.appointments).toMatchObject([
      {
        id,
        customerName: 'Mara Quist',
        serviceName: 'Botox',
        providerId: leeId,
        startsAt: instant('10:00'),
        endsAt: instant('10:30'),
        mayMove: true,
        // The room is taken until it is clean.
        rooms: [{ startsAt: instant('10:00'), endsAt: instant('10:40') }],
      },
    ])
    expect(JSON.stringify(shown)).not.toContain('riceCents')
    expect(shown.blocks.toSorted((a, b) => a.kind.localeCompare(b.kind))).toMatchObject([
      { kind: 'external', providerId: leeId, reason: null },
      { kind: 'time_off', reason: 'Dentist' },
    ])
    expect([leeResourceId, roomTwoId]).not.toContain(shown.blocks[0]!.id)
  })

  it('shows a provider nothing but their own', async () => {
    await book()
    const { tenant, ortizId } = desk.willow
    await tenant.db.membership.updateMany({ where: { role: 'provider' }, data: { providerId: ortizId } })
    const own = await calendar(undefined, { as: 'provider' })
    expect(own).toMatchObject({ mayChange: false, appointments: [], providers: [{ id: ortizId }] })
    await tenant.db.membership.updateMany({ where: { role: 'provider' }, data: { providerId: null } })
    expect((await calendar(undefined, { as: 'provider' })).providers).toEqual([])
    expect((await post('bookings', booking(), { as: 'provider' })).status).toBe(403)
  })

  it.each(['from=2026-12-01', 'from=2026-12-02&to=2026-12-01', 'from=2026-12-01&to=2027-01-12', 'from=x&to=y'])(
    'refuses %s',
    async (query) => {
      expect((await desk.ask(`calendar?${query}`)).status).toBe(400)
    },
  )

  it('shows another spa nothing', async () => {
    const { id } = await book()
    expect((await desk.ask(`calendar?from=${day}&to=${day}`, { spa: desk.maple.tenantId })).status).toBe(403)
    expect((await desk.ask(`calendar?from=${day}&to=${day}&locationId=${desk.maple.locationId}`)).status).toBe(404)
    expect((await move(id, { start: at('11:00'), locationId: desk.maple.locationId })).status).toBe(404)
  })
})

describe('a booking at the desk', () => {
  it('keeps who said yes to which policy and how, and books once for one key', async () => {
    const key = randomUUID()
    const first = await book({ key })
    expect(await book({ key })).toEqual(first)
    const { db } = desk.willow.tenant
    const evidence = await db.policyAcceptance.findMany({ where: { appointmentId: first.id } })
    expect(evidence).toMatchObject([{ policyId: desk.willow.policyId, version: 1, channel: null }])
    expect(await db.appointment.count()).toBe(1)
    expect(await db.outboxMessage.count({ where: { appointmentId: first.id } })).toBe(1)
  })

  it('asks for the policy, a reachable customer and a real number, at the field', async () => {
    const wrong = async (overrides: Record<string, unknown>) => refusal(await post('bookings', booking(overrides)))
    expect((await wrong({ policyAccepted: '' })).fields).toHaveProperty('policyAccepted')
    expect((await wrong({ policyId: randomUUID() })).fields['policyAccepted']).toContain('has changed')
    expect((await wrong({ phone: '' })).fields).toHaveProperty('phone')
    expect((await wrong({ phone: 'call me' })).fields['phone']).toContain('no phone number')
    expect((await wrong({ givenName: '\u202e \u0000' })).fields).toHaveProperty('givenName')
    expect((await wrong({ givenName: 'x'.repeat(10_000) })).fields).toHaveProperty('givenName')
    expect((await wrong({ start: '2026-02-30T10:00' })).fields).toHaveProperty('start')
    expect(await desk.willow.tenant.db.appointment.count()).toBe(0)
  })

  it('says why a time cannot be had, and keeps nothing of it', async () => {
    await book()
    const why = async (overrides: Record<string, unknown>) =>
      (await refusal(await post('bookings', booking({ givenName: 'Otto', ...overrides })))).code
    expect(await why({})).toBe('provider_busy')
    expect(await why({ start: at('12:15') })).toBe('not_at_work')
    expect(await why({ start: at('16:45') })).toBe('closed')
    expect(await why({ start: at('10:00', '2026-01-05') })).toBe('in_past')
    expect(await why({ start: '2027-03-14T02:30' })).toBe('no_such_time')
    expect(await why({ serviceId: desk.willow.facialId })).toBe('not_performed')
    expect(await desk.willow.tenant.db.customer.count({ where: { givenName: 'Otto' } })).toBe(0)
  })

  it('of two at the same moment books one', async () => {
    const answers = await Promise.all([1, 2].map(() => post('bookings', booking())))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
  })

  it('finds the customer, shows what screening says without the answers, and waits for a clinician', async () => {
    const { tenant, botoxId, leeId, locationId } = desk.willow
    const { id } = await book()
    const { customerId } = await tenant.db.appointment.findFirstOrThrow({ where: { id } })
    const found = FoundCustomers.parse(await bodyOf(await desk.ask('bookings/customers?words=Mara')))
    expect(found.customers).toMatchObject([{ name: 'Mara Quist', phone: '+12125550142' }])
    await ask(tenant, botoxId, 'review')
    const query = `serviceId=${botoxId}&providerId=${leeId}&locationId=${locationId}&customerId=${customerId}&start=${at('11:00')}`
    const form = BookingForm.parse(await bodyOf(await desk.ask(`bookings/form?${query}`)))
    expect(form).toMatchObject({
      screening: { state: 'unanswered', missing: 1 },
      check: { isFree: true, why: null },
      policy: { version: 1 },
      customer: { name: 'Mara Quist' },
    })
    expect(form.free?.times.map(({ start }) => start)).not.toContain(at('10:00'))
    await tenant.db.screeningRule.deleteMany({})
    await tenant.db.screeningQuestion.deleteMany({})
  })
})

describe('a move', () => {
  it('takes the new time and frees the old one together, and says where it was', async () => {
    const { id } = await book()
    const moved = Moved.parse(await bodyOf(await move(id, { start: at('13:05') })))
    expect(moved).toMatchObject({
      startsAt: instant('13:05'),
      before: { start: at('10:00'), providerId: desk.willow.leeId },
    })
    // Back again, as an undo does it.
    expect((await move(id, { ...moved.before, isFeeWaived: true })).status).toBe(200)
    const [only, ...others] = (await calendar()).appointments
    expect([only?.startsAt, others]).toEqual([instant('10:00'), []])
  })

  it('is refused with the reason and leaves it where it was', async () => {
    const { id } = await book()
    await book({ start: at('11:00'), givenName: 'Otto' })
    expect((await refusal(await move(id, { start: at('11:00') }))).code).toBe('provider_busy')
    expect((await refusal(await move(id, { start: at('03:00') }))).code).toBe('closed')
    expect((await move(id, { start: at('11:00') }, { as: 'provider' })).status).toBe(403)
    expect((await move(id, { start: 'soon' })).status).toBe(400)
    expect((await calendar()).appointments.map(({ startsAt }) => startsAt)).toEqual([
      instant('10:00'),
      instant('11:00'),
    ])
  })
})

describe('beside the calendar', () => {
  it('offers a time to one who waits, and says when that cannot be', async () => {
    const { tenant, botoxId } = desk.willow
    const customer = await tenant.db.customer.create({
      data: { givenName: 'Wilma', identities: { create: { kind: 'phone', value: '+12125550177' } } },
    })
    const window = {
      fromDate: new Date(`${day}T00:00:00Z`),
      toDate: new Date(`${day}T00:00:00Z`),
      earliestMin: 13 * 60,
    }
    const entry = await tenant.db.waitlistEntry.create({
      data: { customerId: customer.id, serviceId: botoxId, channel: 'sms', ...window },
    })
    const { times, customerName } = WaitlistTimes.parse(await bodyOf(await desk.ask(`waitlist/${entry.id}/times`)))
    expect([customerName, times[0]?.start]).toEqual(['Wilma', at('13:00')])
    const { startsAt, providerId, locationId } = times[0]!
    const answer = await post(`waitlist/${entry.id}/offer`, { startsAt, providerId, locationId })
    // At night, where the spa is, nobody is written to.
    const hour = Temporal.Now.zonedDateTimeISO(zone).hour
    if (hour < 8 || hour >= 21) return expect((await refusal(answer)).code).toBe('at_night')
    WaitlistOffered.parse(await bodyOf(answer))
    expect((await calendar()).holds).toMatchObject([{ by: 'waitlist', startsAt }])
    expect((await refusal(await post(`waitlist/${entry.id}/offer`, { startsAt, providerId, locationId }))).code).toBe(
      'not_waiting',
    )
  })

  it('keeps other hours for one day, and gives the week back', async () => {
    const { leeId } = desk.willow
    const set = (body: object) => post('staff-times/day', { providerId: leeId, date: day, ...body })
    expect(
      (
        await set({
          periods: [
            { from: '10:00', to: '12:00' },
            { from: '11:00', to: '13:00' },
          ],
        })
      ).status,
    ).toBe(400)
    expect((await set({ periods: [] })).status).toBe(400)
    expect((await set({ periods: [{ from: '18:00', to: '20:00' }], reason: 'Late clinic' })).status).toBe(200)
    const worked = async () => (await calendar()).providers.find(({ id }) => id === leeId)!.works
    expect(await worked()).toEqual([{ startsAt: instant('18:00'), endsAt: instant('20:00') }])
    const { providers } = StaffTimes.parse(await bodyOf(await desk.ask('staff-times')))
    expect(providers[0]!.exceptions).toEqual([
      { date: day, periods: [{ startMin: 1080, endMin: 1200 }], reason: 'Late clinic' },
    ])
    expect((await desk.ask(`staff-times/${leeId}/${day}`, { method: 'DELETE' })).status).toBe(200)
    expect(await worked()).toHaveLength(2)
    expect((await desk.ask(`staff-times/${leeId}/${day}`, { method: 'DELETE' })).status).toBe(404)
  })
})

async function ask(tenant: PortalDesk['willow']['tenant'], serviceId: string, effect: ScreeningEffect): Promise<void> {
  await tenant.db.screeningQuestion.create({
    data: {
      key: 'pregnant',
      version: 1,
      text: 'Are you pregnant?',
      shortText: 'a pregnancy',
      answerKind: 'yes_no',
      validDays: 30,
      position: 1,
      approvedBy: 'Dr. Lee',
    },
  })
  await tenant.db.screeningRule.create({
    data: { serviceId, questionKey: 'pregnant', version: 1, effect, text: 'Dr. Lee decides.', approvedBy: 'Dr. Lee' },
  })
}
