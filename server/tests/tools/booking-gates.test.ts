import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bookingGates } from '../../src/tools/gates/booking-gates.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { choose, goOn, jane } from './gate-desk.ts'
import { openToolDesk, type ToolDesk } from './tool-desk.ts'

// A Tuesday, 7 in the morning in New York.
const now = new Date('2026-12-01T12:00:00Z')
const dayMs = 86_400_000

let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
})

const openDesk = () => openToolDesk({ tenant: spa.tenant, now })
const changeBotox = (data: object) => spa.tenant.db.service.updateMany({ where: { id: spa.botoxId }, data })

describe('the order of the gates', () => {
  it('is part of the rules', () => {
    expect(bookingGates.map(({ name }) => name)).toEqual([
      'identity',
      'eligibility',
      'prerequisite',
      'hold',
      'screening',
      'policy disclosed',
      'policy accepted',
      'deposit',
      'explicit yes',
    ])
  })

  it('nothing the model claims takes it past one', async () => {
    const desk = await openDesk()
    const { slot, book } = await choose(desk)
    const all = { slot, policy_accepted: true, confirmed: true }
    expect(await desk.call('book_appointment', all)).toMatchObject({ reason: 'needs_name' })
    expect(await desk.call('book_appointment', { ...all, given_name: 'Jane' })).toMatchObject({
      reason: 'needs_contact',
    })
    for (let tries = 0; tries < 3; tries++) expect(await book(all)).toMatchObject({ reason: 'needs_policy' })
    expect(await spa.tenant.db.appointment.count()).toBe(0)
  })
})

describe('the policy', () => {
  it('is read out word for word and kept with the yes as evidence', async () => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    const asked = await desk.run('book_appointment', await argsOfFirst())
    expect(asked.result).toMatchObject({
      ok: false,
      reason: 'needs_policy',
      mustSay: true,
      say: 'Please tell us 24 hours ahead if you cannot come; later than that we charge $50. Is that all right with you?',
    })
    expect(asked.cards).toMatchObject([{ kind: 'confirm' }])
    desk.says('That sounds fair, yes')
    desk.at(new Date(now.getTime() + 5_000))
    expect(await book({ policy_accepted: true })).toMatchObject({ reason: 'needs_confirmation' })
    desk.says('yes')
    const done = await book({ confirmed: true })
    expect(done).toMatchObject({ ok: true, status: 'booked' })
    expect(await spa.tenant.db.policyAcceptance.findMany()).toMatchObject([
      {
        policyId: spa.policyId,
        version: 1,
        text: expect.stringContaining('24 hours ahead') as string,
        channel: 'chat',
        disclosedAt: now,
        acceptedAt: new Date(now.getTime() + 5_000),
        acceptedAtPosition: 4,
      },
    ])
  })

  it.each([
    ['How much is it again?', 'needs_policy'],
    ['212 555 0111', 'needs_policy'],
    ['No, that is too strict', 'refused'],
    ["I don't agree", 'refused'],
    [null, 'needs_policy'],
  ])('“%s” does not agree to it', async (words, reason) => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    await book()
    desk.says(words)
    expect(await book({ policy_accepted: true })).toMatchObject({ ok: false, reason })
    // The same words do not count a second time.
    expect(await book({ policy_accepted: true, confirmed: true })).toMatchObject({ ok: false, reason: 'needs_policy' })
    desk.says('All right, I agree')
    expect(await book({ policy_accepted: true })).toMatchObject({ reason: 'needs_confirmation' })
  })

  it('a yes from before it was said does not count, and neither does one the model leaves out', async () => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    desk.says('yes yes, I agree to everything')
    expect(await book({ policy_accepted: true })).toMatchObject({ reason: 'needs_policy' })
    expect(await book({ policy_accepted: true })).toMatchObject({ reason: 'needs_policy' })
    desk.says('fine')
    expect(await book()).toMatchObject({ reason: 'needs_policy' })
  })

  it('agreed to once is not asked again in this conversation', async () => {
    const desk = await openDesk()
    const first = await choose(desk)
    expect(await goOn(desk, first.book)).toMatchObject({ ok: true })
    const second = await choose(desk, { when: 'Friday' })
    expect(await second.book()).toMatchObject({ reason: 'needs_confirmation' })
  })

  it('in another version is read out anew, also between the yes to it and the booking', async () => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    await book()
    desk.says('fine')
    expect(await book({ policy_accepted: true })).toMatchObject({ reason: 'needs_confirmation' })
    const { id: policyId } = await spa.tenant.db.policy.create({
      data: {
        name: 'cancellation',
        version: 2,
        text: 'Now it is 48 hours and $90.',
        cancelWindowHours: 48,
        feeCents: 9000,
      },
    })
    await changeBotox({ policyId })
    desk.says('yes, book it')
    const asked = await book({ policy_accepted: true, confirmed: true })
    expect(asked).toMatchObject({ ok: false, reason: 'needs_policy', policies: [{ version: 2 }] })
    expect(asked.say).toContain('48 hours and $90')
    desk.says('ok')
    // What was confirmed was another deal.
    expect(await book({ policy_accepted: true, confirmed: true })).toMatchObject({ reason: 'needs_confirmation' })
    desk.says('yes')
    expect(await book({ confirmed: true })).toMatchObject({ ok: true })
    expect(await spa.tenant.db.policyAcceptance.findMany()).toMatchObject([{ policyId, version: 2 }])
  })

  it('whose words were changed in place is read out anew', async () => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    await book()
    desk.says('fine')
    await book({ policy_accepted: true })
    await spa.tenant.db.policy.updateMany({ data: { text: 'Now we charge $500.' } })
    desk.says('yes, book it')
    expect(await book({ policy_accepted: true, confirmed: true })).toMatchObject({
      reason: 'needs_policy',
      say: 'Now we charge $500. Is that all right with you?',
    })
  })

  it('of several services is each read out once, and kept with the one it is for', async () => {
    const { id: policyId } = await spa.tenant.db.policy.create({
      data: { name: 'long', version: 1, text: 'Facials need two days.', cancelWindowHours: 48, feeCents: 9000 },
    })
    await spa.tenant.db.service.updateMany({ where: { id: spa.facialId }, data: { policyId } })
    const desk = await openDesk()
    const { book } = await choose(desk, { also: ['facial'] })
    const asked = await book()
    expect(asked.say).toMatch(/24 hours ahead.*Facials need two days\. Is that all right/)
    expect(await goOn(desk, book)).toMatchObject({ ok: true })
    const kept = await spa.tenant.db.policyAcceptance.findMany({ include: { appointment: true } })
    expect(new Map(kept.map((one) => [one.appointment.serviceId, one.policyId]))).toEqual(
      new Map([
        [spa.botoxId, spa.policyId],
        [spa.facialId, policyId],
      ]),
    )
  })

  it('is not asked about where there is none', async () => {
    await changeBotox({ policyId: null })
    const desk = await openDesk()
    const { book } = await choose(desk)
    expect(await book()).toMatchObject({ reason: 'needs_confirmation' })
  })
})

describe('who may perform it', () => {
  it.each([
    ['another licence than the service asks for', { allowedCredentials: ['NP'] }, {}],
    ['a licence of another state', {}, { licenceState: 'NJ' }],
    ['a licence that has ended by then', {}, { licenceExpires: new Date('2026-12-01T00:00:00Z') }],
    ['somebody who has left', {}, { isActive: false }],
  ])('%s stops the booking even of a slot that was offered', async (_name, service, provider) => {
    await spa.tenant.db.location.updateMany({ data: { region: 'NY' } })
    const desk = await openDesk()
    const { book, slot } = await choose(desk)
    await changeBotox(service)
    await spa.tenant.db.provider.updateMany({ data: provider })
    const stopped = await book()
    expect(stopped).toMatchObject({ ok: false, reason: 'not_eligible', say: expect.stringMatching(/\?$/) as string })
    expect(await desk.call('hold_slot', { slot })).toMatchObject({ reason: 'not_eligible' })
    expect(await spa.tenant.db.hold.count()).toBe(0)
  })
})

describe('a consultation that must come first', () => {
  let consultationId: string
  beforeEach(async () => {
    consultationId = spa.facialId
    await spa.tenant.db.service.updateMany({
      where: { id: consultationId },
      data: { slug: 'consultation', name: 'Consultation', aliases: ['consult'] },
    })
    await changeBotox({ prerequisiteServiceId: consultationId, prerequisiteValidDays: 365 })
  })

  async function consulted(desk: ToolDesk, daysAgo: number, status: 'completed' | 'no_show' = 'completed') {
    const customer = await spa.tenant.db.customer.create({ data: { givenName: 'Jane', familyName: 'Doe' } })
    const startsAt = new Date(now.getTime() - daysAgo * dayMs)
    await spa.tenant.db.appointment.create({
      data: {
        reference: `C${daysAgo}`,
        customerId: customer.id,
        serviceId: consultationId,
        providerId: spa.ortizId,
        locationId: spa.locationId,
        startsAt,
        endsAt: new Date(startsAt.getTime() + 3_600_000),
        status,
        priceCents: 0,
        idempotencyKey: `consultation ${daysAgo}`,
      },
    })
    return customer.id
  }
  const prove = (desk: ToolDesk, customerId: string) =>
    spa.tenant.db.conversation.updateMany({ where: { id: desk.conversationId }, data: { customerId, verifiedAt: now } })

  it('is said with the times, and missing stops the booking with an offer of both', async () => {
    const desk = await openDesk()
    const { book, found } = await choose(desk)
    expect(found).toMatchObject({ consultation_first: 'Consultation' })
    const stopped = await book()
    expect(stopped).toMatchObject({
      ok: false,
      reason: 'needs_consultation',
      consultation: 'Consultation',
      service: 'Botox',
    })
    expect(stopped.say).toBe(
      'For Botox we need a consultation first, within the last twelve months. If you have had one, I can send you a code and check. I can book both in one visit. Shall I look for a time for that?',
    )
  })

  it('in the same visit is enough, whichever was named first', async () => {
    const desk = await openDesk()
    const { book, visit } = await choose(desk, { also: ['consult'] })
    expect(visit).toMatchObject([{ service: 'Consultation' }, { service: 'Botox' }])
    const done = await goOn(desk, book)
    expect(done).toMatchObject({ ok: true, visit: [{ service: 'Consultation' }, { service: 'Botox' }] })
    const rows = await spa.tenant.db.appointment.findMany({ orderBy: { visitPosition: 'asc' } })
    expect(rows).toHaveLength(2)
    expect(rows[0]!.visitId).toBe(rows[1]!.visitId)
    expect(rows[0]!.endsAt <= rows[1]!.startsAt).toBe(true)
  })

  it('of the proven customer counts while it is recent', async () => {
    const desk = await openDesk()
    await prove(desk, await consulted(desk, 200))
    const { book } = await choose(desk)
    expect(await book()).toMatchObject({ reason: 'needs_policy' })
  })

  it.each([
    ['too long ago', 365, 'completed'],
    ['to which nobody came', 30, 'no_show'],
  ] as const)('%s does not count', async (_name, daysAgo, status) => {
    const desk = await openDesk()
    await prove(desk, await consulted(desk, daysAgo, status))
    const { book } = await choose(desk)
    const stopped = await book()
    expect(stopped).toMatchObject({ reason: 'needs_consultation' })
    expect(stopped.say).not.toContain('code')
  })

  it('of somebody who is only named is not used, nor given away', async () => {
    const desk = await openDesk()
    await consulted(desk, 30)
    const { book } = await choose(desk)
    expect(await book()).toMatchObject({ reason: 'needs_consultation' })
  })

  it('booked here for an earlier day counts for a later one', async () => {
    const desk = await openDesk()
    const first = await choose(desk, { service: 'consultation', when: 'tomorrow' })
    expect(await goOn(desk, first.book)).toMatchObject({ ok: true })
    const later = await choose(desk, { when: 'Friday' })
    expect(await later.book()).toMatchObject({ reason: 'needs_confirmation' })
    // Before it there is nothing to have, and what is offered instead can be had.
    const sooner = await choose(desk, { when: 'today' })
    expect(sooner.found).toMatchObject({ as_asked: false })
    expect(sooner.found).not.toHaveProperty('consultation_first')
    expect(await sooner.book()).toMatchObject({ reason: 'needs_confirmation' })
  })

  it('counts by whole days where the spa is, in what is offered as in what is booked', async () => {
    // Over at 9 in the morning, 31 days before the Friday that is asked for: good for all of that day.
    await changeBotox({ prerequisiteValidDays: 31 })
    const desk = await openDesk()
    const customerId = await consulted(desk, 28)
    await spa.tenant.db.appointment.updateMany({
      data: { startsAt: new Date('2026-11-03T13:00:00Z'), endsAt: new Date('2026-11-03T14:00:00Z') },
    })
    await prove(desk, customerId)
    const last = await choose(desk, { when: 'Friday afternoon' })
    expect(last.found).toMatchObject({ as_asked: true })
    expect(last.found).not.toHaveProperty('consultation_first')
    expect(await last.book()).toMatchObject({ reason: 'needs_policy' })
    const late = await choose(desk, { when: 'Saturday' })
    expect(late.found).toMatchObject({ consultation_first: 'Consultation' })
    expect(await late.book()).toMatchObject({ reason: 'needs_consultation' })
  })

  it('of one person does not count for another whom they book for', async () => {
    const desk = await openDesk()
    await prove(desk, await consulted(desk, 30))
    const { slot } = await choose(desk)
    const daughter = { slot, given_name: 'Mia', family_name: 'Doe', phone: '2125550122' }
    expect(await desk.call('book_appointment', daughter)).toMatchObject({ reason: 'needs_consultation' })
  })
})

describe('bookings that are not booked at once', () => {
  it('an approval-first service is asked for, and said to be no more than that', async () => {
    await changeBotox({ requiresApproval: true })
    const desk = await openDesk()
    const { book, found } = await choose(desk)
    expect(found).toMatchObject({ team_confirms: true })
    await book()
    desk.says('fine')
    const asked = await book({ policy_accepted: true })
    expect(asked.say).toMatch(/team confirms .* Shall I ask them\?$/)
    desk.says('yes')
    const done = await desk.run('book_appointment', { ...(await argsOfFirst()), confirmed: true })
    expect(done.result).toMatchObject({ ok: true, status: 'requested', mustSay: true })
    expect(done.result.say).toMatch(/^I've asked the team for Botox .* you'll hear from them/)
    expect(done.cards).toMatchObject([{ kind: 'appointment', title: 'Asked for, not confirmed yet' }])
    expect(await spa.tenant.db.task.findMany()).toMatchObject([{ kind: 'approval' }])
    expect(await desk.call('find_my_appointments', {})).toMatchObject({ appointments: [{ status: 'requested' }] })
    // Asked for again, it is not asked for twice.
    expect(await book({ confirmed: true })).toMatchObject({ ok: true, status: 'requested' })
    expect(await spa.tenant.db.task.count()).toBe(1)
  })

  it('a group appointment sells each seat once', async () => {
    await changeBotox({ capacity: 2 })
    const desks = [await openDesk(), await openDesk(), await openDesk()]
    const chosen = []
    for (const desk of desks) chosen.push(await choose(desk, { provider: 'dr lee', when: 'tomorrow at 9' }))
    expect((chosen[0]!.found.openings as unknown as object[])[0]).toMatchObject({ seats_left: 2 })
    expect(await goOn(desks[0]!, chosen[0]!.book)).toMatchObject({ ok: true, status: 'booked' })
    expect(await goOn(desks[1]!, chosen[1]!.book)).toMatchObject({ ok: true, status: 'booked' })
    expect(await goOn(desks[2]!, chosen[2]!.book)).toMatchObject({ ok: false, reason: 'slot_taken' })
    expect(await spa.tenant.db.groupSession.findMany()).toMatchObject([{ seatsTaken: 2 }])
  })

  it('of a group, a friend’s seat is another booking, and one’s own is not booked twice', async () => {
    await changeBotox({ capacity: 3 })
    const desk = await openDesk()
    const { book } = await choose(desk, { provider: 'dr lee', when: 'tomorrow at 9' })
    const own = await goOn(desk, book)
    const mary = { given_name: 'Mary', phone: '2125550122' }
    // Jane's yes was not one for Mary.
    expect(await book({ ...mary, confirmed: true })).toMatchObject({ reason: 'needs_confirmation' })
    const friend = await goOn(desk, (more = {}) => book({ ...mary, ...more }))
    expect(friend).toMatchObject({ ok: true, status: 'booked' })
    expect(friend.reference).not.toBe(own.reference)
    expect(await book({ confirmed: true })).toMatchObject({ ok: true, reference: own.reference })
    expect(await spa.tenant.db.groupSession.findMany()).toMatchObject([{ seatsTaken: 2 }])
  })
})

/** The arguments that the booking is called with. */
async function argsOfFirst(): Promise<object> {
  const offer = await spa.tenant.db.slotOffer.findFirstOrThrow({ orderBy: { startsAt: 'asc' } })
  return { slot: offer.token, ...jane }
}
