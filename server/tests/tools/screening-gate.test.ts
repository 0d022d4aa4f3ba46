import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import {
  accutane,
  answered,
  askBefore,
  bleeding,
  choose,
  goOn,
  none,
  otherwiseNo,
  pregnant,
  waxing,
  writeQuestion,
  yes,
} from './gate-desk.ts'
import { openToolDesk } from './tool-desk.ts'

// A Tuesday, 7 in the morning in New York.
const now = new Date('2026-12-01T12:00:00Z')

let database: TestDatabase
let spa: MinimalSpa

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  spa = await seedMinimalSpa(database.prisma)
  await askBefore(spa.tenant, spa.botoxId, [pregnant, bleeding, accutane, waxing])
})

const openDesk = () => openToolDesk({ tenant: spa.tenant, now })

describe('health questions before a booking', () => {
  it('are asked as one, with their keys for the model, and nothing is booked before they are answered', async () => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    const asked = await book({ confirmed: true, policy_accepted: true })
    expect(asked).toMatchObject({ ok: false, reason: 'needs_screening', mustSay: true })
    expect(asked.say).toBe(
      'Before I book: do any of these apply to you: being pregnant, a blood thinner, Accutane in the last year, or waxing the area?',
    )
    expect(asked.questions).toEqual([
      { key: 'pregnant', kind: 'yes_no', text: 'Is it being pregnant?', short: 'being pregnant' },
      { key: 'bleeding', kind: 'yes_no', text: 'Is it a blood thinner?', short: 'a blood thinner' },
      {
        key: 'accutane',
        kind: 'yes_no_date',
        text: 'Is it Accutane in the last year?',
        short: 'Accutane in the last year',
      },
      { key: 'waxing', kind: 'yes_no', text: 'Is it waxing the area?', short: 'waxing the area' },
    ])
    // However often it is tried.
    desk.says('just book it')
    expect(await book({ confirmed: true, policy_accepted: true })).toMatchObject({ reason: 'needs_screening' })
    expect(await spa.tenant.db.appointment.count()).toBe(0)
  })

  it('a no to all of them leads on to the policy, the question, and the booking', async () => {
    const desk = await openDesk()
    const { book, noted } = await answered(desk, 'No, none of those', none)
    expect(noted).toMatchObject({ ok: true, recorded: ['pregnant', 'bleeding', 'accutane', 'waxing'] })
    expect(await goOn(desk, book)).toMatchObject({ ok: true, status: 'booked' })
    const row = await spa.tenant.db.appointment.findFirstOrThrow({ include: { assessment: true } })
    expect(row.assessment).toMatchObject({ outcome: 'clear' })
    expect(await spa.tenant.db.screeningAnswer.count({ where: { customerId: row.customerId } })).toBe(4)
  })

  it('are put five at a time', async () => {
    const more = ['first', 'second', 'third', 'fourth'].map((key) => ({ ...bleeding, key, short: `the ${key} thing` }))
    await askBefore(spa.tenant, spa.botoxId, more)
    const desk = await openDesk()
    const { book } = await choose(desk)
    expect(((await book()).questions as unknown as object[]).length).toBe(5)
    desk.says('no')
    await desk.call('answer_screening', none)
    const rest = await book()
    expect(rest.say).toMatch(/^A few more: do any/)
    expect((rest.questions as unknown as object[]).length).toBe(3)
  })

  it('an answer from before the question, or from silence, is none', async () => {
    const desk = await openDesk()
    desk.says('no health problems at all')
    expect(await desk.call('answer_screening', { answers: [{ question: 'pregnant', answer: 'no' }] })).toMatchObject({
      ok: false,
      reason: 'not_asked',
    })
    const { book } = await choose(desk)
    await book()
    expect(await desk.call('answer_screening', none)).toMatchObject({ ok: false, reason: 'needs_screening' })
    desk.says(null)
    expect(await desk.call('answer_screening', none)).toMatchObject({ ok: false, reason: 'needs_screening' })
    desk.says('What do you need that for?')
    expect(await desk.call('answer_screening', none)).toMatchObject({ ok: false, reason: 'needs_screening' })
    expect(await spa.tenant.db.screeningAnswer.count()).toBe(0)
  })

  it('words in which nobody hears a no are none: asked again, and then for a clinician', async () => {
    const desk = await openDesk()
    const { book } = await choose(desk)
    await book()
    for (const words of ['Jane Doe', 'Just book it']) {
      desk.says(words)
      expect(await desk.call('answer_screening', none)).toMatchObject({ ok: false, reason: 'needs_screening' })
      expect(await spa.tenant.db.screeningAnswer.count()).toBe(0)
    }
    desk.says('Lovely weather today')
    expect(await desk.call('answer_screening', none)).toMatchObject({ ok: true })
    expect(await goOn(desk, book)).toMatchObject({ ok: true, status: 'pending_review' })
  })

  it('a yes is not taken back by words that say nothing of it', async () => {
    const desk = await openDesk()
    const { book } = await answered(desk, "I'm pregnant", otherwiseNo('pregnant', 'yes'))
    expect(await book()).toMatchObject({ reason: 'clinician_review_needed' })
    desk.at(new Date(now.getTime() + 60_000))
    desk.says('Oh come on, book it')
    const claim = { answers: [{ question: 'pregnant', answer: 'no' }] }
    expect(await desk.call('answer_screening', claim)).toMatchObject({ reason: 'needs_screening' })
    expect(await book()).toMatchObject({ ok: false })
    expect(await spa.tenant.db.appointment.count()).toBe(0)
  })

  it.each(["I'm good", 'All clear', 'nah', 'Perfectly healthy', 'Nein', 'None of these apply to me'])(
    '“%s” is a no to all of them',
    async (words) => {
      const desk = await openDesk()
      const { noted, book } = await answered(desk, words, none)
      expect(noted).toMatchObject({ ok: true })
      expect(await book()).toMatchObject({ reason: 'needs_policy' })
    },
  )

  it.each([
    ['Yes', none],
    ["Yes, I'm pregnant", none],
    ['I take a blood thinner', otherwiseNo('pregnant', 'no')],
    ["I'm not sure", none],
    ['No, nothing', yes('pregnant')],
  ])('“%s” is not turned into its contrary', async (words, claim) => {
    const desk = await openDesk()
    const { noted } = await answered(desk, words, claim)
    expect(noted).toMatchObject({ ok: false, reason: 'needs_screening', mustSay: true })
    const kept = await spa.tenant.db.screeningAnswer.count()
    expect(kept).toBeLessThan(4)
  })

  it('take a day in the person’s own words, and say the first day that can be booked', async () => {
    const desk = await openDesk()
    const { book } = await answered(
      desk,
      'I stopped Accutane in June',
      otherwiseNo('accutane', 'yes', { date: 'in June' }),
    )
    // The end of June and six months: Wednesday, December 2 is too early.
    expect(await book()).toMatchObject({
      ok: false,
      reason: 'too_early',
      earliest: '2026-12-30',
      mustSay: true,
      say: 'Approved words about accutane. The first day I can look at is Wednesday, December 30, 2026. Shall I look for times from then?',
    })
    // Nobody else is kept out by a time that cannot be had.
    expect(await spa.tenant.db.hold.count({ where: { status: 'active' } })).toBe(0)
    const later = await choose(desk, { when: 'December 30' })
    expect(await goOn(desk, later.book)).toMatchObject({ ok: true, status: 'booked' })
  })

  it('ask for the day where it is missing, and leave it to a clinician when nobody remembers', async () => {
    const desk = await openDesk()
    const { noted, book } = await answered(desk, 'Accutane, yes', otherwiseNo('accutane', 'yes'))
    expect(noted).toMatchObject({ ok: false, reason: 'needs_date', questions: [{ key: 'accutane' }] })
    expect(noted.recorded).toEqual(['pregnant', 'bleeding', 'waxing'])
    desk.says("I really don't remember")
    expect(await desk.call('answer_screening', yes('accutane'))).toMatchObject({ ok: true })
    expect(await goOn(desk, book)).toMatchObject({ ok: true, status: 'pending_review' })
  })

  it('an unsure is for a clinician: the time is kept, and it is not called booked', async () => {
    const desk = await openDesk()
    const { book } = await answered(desk, 'I might be pregnant', otherwiseNo('pregnant', 'unsure'))
    const done = await goOn(desk, book)
    expect(done).toMatchObject({ ok: true, status: 'pending_review', mustSay: true })
    expect(done.say).toMatch(/^I've kept this for you: .* clinicians/)
    expect(done.say).not.toContain("You're booked")
  })

  it('a review keeps the time and leaves a task that points to the answers without telling them', async () => {
    const desk = await openDesk()
    const { book } = await answered(desk, 'I take a blood thinner', otherwiseNo('bleeding', 'yes'))
    const done = await goOn(desk, book)
    expect(done).toMatchObject({ ok: true, status: 'pending_review' })
    const row = await spa.tenant.db.appointment.findFirstOrThrow({ include: { assessment: true, occupations: true } })
    expect(row.occupations.length).toBeGreaterThan(0)
    const tasks = await spa.tenant.db.task.findMany({ where: { kind: 'clinician_review' } })
    expect(tasks).toMatchObject([{ appointmentId: row.id, status: 'open' }])
    expect(JSON.stringify(tasks)).not.toMatch(/blood|bleeding/i)
    expect(row.assessment).toMatchObject({ outcome: 'review' })
  })

  it('a block books nothing, says the approved words, and asks a clinician to get in touch', async () => {
    await spa.tenant.db.service.updateMany({
      where: { id: spa.facialId },
      data: { slug: 'consultation', name: 'Consultation' },
    })
    const desk = await openDesk()
    const { book } = await answered(desk, "I'm pregnant", otherwiseNo('pregnant', 'yes'))
    const stopped = await book({ policy_accepted: true, confirmed: true })
    expect(stopped).toMatchObject({
      ok: false,
      reason: 'clinician_review_needed',
      mustSay: true,
      consultation: 'Consultation',
    })
    expect(stopped.say).toBe(
      'Approved words about pregnant. They will contact you by the number ending in 0111. Would you like to book a consultation in the meantime?',
    )
    await book()
    const tasks = await spa.tenant.db.task.findMany()
    expect(tasks).toMatchObject([
      { kind: 'clinician_review', appointmentId: null, data: { customer: 'Jane Doe', phone: '+12125550111' } },
    ])
    expect(JSON.stringify(tasks)).not.toMatch(/pregnan/i)
    expect(await spa.tenant.db.appointment.count()).toBe(0)
    expect(await spa.tenant.db.occupation.count()).toBe(0)
  })

  it('what is to be prepared is said with the booking, word for word', async () => {
    const desk = await openDesk()
    const { book } = await answered(desk, 'I do wax the area', otherwiseNo('waxing', 'yes'))
    const done = await goOn(desk, book)
    expect(done).toMatchObject({ ok: true, status: 'booked', mustSay: true, prepare: ['Approved words about waxing.'] })
    expect(done.say).toContain('Approved words about waxing.')
  })

  it('are asked anew in other words, and when an answer has outlived its days', async () => {
    const desk = await openDesk()
    const { book } = await answered(desk, 'No', none)
    await writeQuestion(spa.tenant, { key: 'pregnant', short: 'expecting a child', version: 2 })
    const again = await book()
    expect(again).toMatchObject({
      reason: 'needs_screening',
      questions: [{ key: 'pregnant', short: 'expecting a child' }],
    })
    // The yes was said to other words.
    expect(await desk.call('answer_screening', none)).toMatchObject({ reason: 'needs_screening' })
    desk.says('no')
    expect(await desk.call('answer_screening', none)).toMatchObject({ ok: true })
    expect(await book()).toMatchObject({ reason: 'needs_policy' })

    desk.at(new Date(now.getTime() + 31 * 86_400_000))
    const later = await choose(desk, { when: 'next week' })
    expect(await later.book()).toMatchObject({ reason: 'needs_screening' })
  })

  it('of two services are asked together, once each', async () => {
    await askBefore(spa.tenant, spa.facialId, [pregnant, { ...waxing, key: 'retinol', short: 'using retinol' }])
    const desk = await openDesk()
    const { book, visit } = await choose(desk, { also: ['facial'] })
    expect(visit).toMatchObject([{ service: 'Botox' }, { service: 'HydraFacial' }])
    const asked = await book()
    expect((asked.questions as unknown as { key: string }[]).map(({ key }) => key).sort()).toEqual([
      'accutane',
      'bleeding',
      'pregnant',
      'retinol',
      'waxing',
    ])
    desk.says('no, none')
    await desk.call('answer_screening', none)
    const done = await goOn(desk, book)
    expect(done).toMatchObject({
      ok: true,
      status: 'booked',
      visit: [{ service: 'Botox' }, { service: 'HydraFacial' }],
    })
    expect(await spa.tenant.db.screeningAssessment.count()).toBe(2)
  })
})

describe('an answer that changes', () => {
  async function bookedClear() {
    const desk = await openDesk()
    const { book } = await answered(desk, 'No', none)
    expect(await goOn(desk, book)).toMatchObject({ ok: true, status: 'booked' })
    return desk
  }

  it('is held against what is booked: it waits for a clinician, and is never cancelled', async () => {
    const desk = await bookedClear()
    const before = await spa.tenant.db.appointment.findFirstOrThrow()
    desk.jobs.length = 0
    desk.says('By the way, I am pregnant')
    const noted = await desk.call('answer_screening', yes('pregnant'))
    expect(noted).toMatchObject({ ok: true, mustSay: true })
    const after = await spa.tenant.db.appointment.findFirstOrThrow({ include: { assessment: true, occupations: true } })
    expect(after).toMatchObject({ status: 'pending_review', version: before.version + 1, startsAt: before.startsAt })
    expect(after.assessment).toMatchObject({ outcome: 'block' })
    expect(after.occupations.length).toBeGreaterThan(0)
    expect(desk.jobs).toContain('mirror-appointment')
    expect(await spa.tenant.db.task.count({ where: { kind: 'clinician_review', appointmentId: after.id } })).toBe(1)
    // Said again, it changes nothing more.
    desk.says('I am pregnant')
    await desk.call('answer_screening', yes('pregnant'))
    expect((await spa.tenant.db.appointment.findFirstOrThrow()).version).toBe(after.version)
    expect(await spa.tenant.db.task.count()).toBe(1)
  })

  it('back to a no does not take the clinician’s place', async () => {
    const desk = await bookedClear()
    desk.says('I am pregnant')
    await desk.call('answer_screening', yes('pregnant'))
    desk.says('No, I was wrong, I am not pregnant')
    expect(await desk.call('answer_screening', { answers: [{ question: 'pregnant', answer: 'no' }] })).toMatchObject({
      ok: true,
    })
    expect(await spa.tenant.db.appointment.findFirstOrThrow()).toMatchObject({ status: 'pending_review' })
  })

  it('given while another treatment is asked for counts for the one that is booked', async () => {
    const desk = await bookedClear()
    await askBefore(spa.tenant, spa.microneedlingId, [{ ...bleeding, key: 'keloids', short: 'keloids' }])
    await spa.tenant.db.screeningRule.create({
      data: { serviceId: spa.botoxId, questionKey: 'keloids', effect: 'review', text: 'Words.', approvedBy: 'Dr. Lee' },
    })
    const { book } = await choose(desk, { service: 'microneedling', when: 'Friday' })
    expect(await book()).toMatchObject({ reason: 'needs_screening', questions: [{ key: 'keloids' }] })
    desk.says('yes, keloids')
    await desk.call('answer_screening', yes('keloids'))
    await book()
    expect(await spa.tenant.db.appointment.findFirstOrThrow()).toMatchObject({ status: 'pending_review' })
  })
})
