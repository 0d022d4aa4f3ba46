import { readAssessment } from '../../src/scheduling/screening/assessment.ts'
import { readConversationAnswers } from '../../src/scheduling/screening/read-answers.ts'
import { resultForModel } from '../../src/tools/calls/call-record.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import {
  accutane,
  answered,
  askBefore,
  bleeding,
  choose,
  goOn,
  jane,
  none,
  otherwiseNo,
  pregnant,
  waxing,
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

describe('whose answers they are', () => {
  it('somebody else who is booked for in the same conversation is asked anew', async () => {
    const desk = await openDesk()
    const first = await answered(desk, 'No', none)
    await goOn(desk, first.book)
    desk.at(new Date(now.getTime() + 60_000))
    const { slot } = await choose(desk, { when: 'Friday' })
    const sister = { slot, given_name: 'Mary', family_name: 'Doe', phone: '2125550122' }
    expect(await desk.call('book_appointment', sister)).toMatchObject({ reason: 'needs_screening' })
    desk.at(new Date(now.getTime() + 90_000))
    desk.says('Yes, she is pregnant')
    expect(await desk.call('answer_screening', otherwiseNo('pregnant', 'yes'))).toMatchObject({ ok: true })
    expect(await desk.call('book_appointment', sister)).toMatchObject({ reason: 'clinician_review_needed' })
    // Jane's own appointment is untouched by it.
    expect(await spa.tenant.db.appointment.findMany()).toMatchObject([{ status: 'booked' }])
  })

  it('who only says who they are is asked, learns nothing, and is held against what is on file', async () => {
    const known = await openDesk()
    const first = await answered(known, 'I take a blood thinner', otherwiseNo('bleeding', 'yes'))
    expect(await goOn(known, first.book)).toMatchObject({ status: 'pending_review' })
    const stranger = await openDesk()
    const { book } = await answered(stranger, 'No', none)
    expect(await goOn(stranger, book)).toMatchObject({ ok: true, status: 'pending_review' })
    const answers = await spa.tenant.db.screeningAnswer.findMany({ where: { question: { key: 'bleeding' } } })
    expect(answers.every(({ supersededAt }) => supersededAt === null)).toBe(true)
  })

  it('what is on file makes the whole visit wait, and the messages say no more than is true', async () => {
    const known = await openDesk()
    const first = await answered(known, 'I take a blood thinner', otherwiseNo('bleeding', 'yes'))
    expect(await first.book()).toMatchObject({ reason: 'needs_policy' })
    expect(await goOn(known, first.book)).toMatchObject({ status: 'pending_review' })
    await spa.tenant.db.outboxMessage.deleteMany()
    const stranger = await openDesk()
    const { book } = await choose(stranger, { also: ['facial'], when: 'Friday' })
    const call = (more: object = {}) => book({ email: 'jane@doe.example', ...more })
    expect(await call()).toMatchObject({ reason: 'needs_screening' })
    stranger.says('No')
    await stranger.call('answer_screening', none)
    const done = await goOn(stranger, call)
    expect(done).toMatchObject({ ok: true, visit: [{ status: 'pending_review' }, { status: 'pending_review' }] })
    const visit = await spa.tenant.db.appointment.findMany({ where: { conversationId: stranger.conversationId } })
    expect(visit.map(({ status }) => status)).toEqual(['pending_review', 'pending_review'])
    const told = await spa.tenant.db.outboxMessage.findMany()
    expect(told.length).toBeGreaterThan(0)
    for (const { text, purpose } of told) {
      expect(purpose).toBe('booking_pending')
      expect(text).toContain('not confirmed yet')
      expect(text).not.toMatch(/is booked/)
    }
  })

  it('a move that what is on file speaks against is not said to be confirmed', async () => {
    const known = await openDesk()
    await answered(known, 'Accutane until June 10', otherwiseNo('accutane', 'yes', { date: 'June 10' }))
    const late = await choose(known, { when: 'December 11' })
    expect(await goOn(known, late.book)).toMatchObject({ ok: true, status: 'booked' })
    const stranger = await openDesk()
    const { book } = await choose(stranger, { when: 'December 12' })
    await book()
    stranger.says('No')
    await stranger.call('answer_screening', none)
    const booked = await goOn(stranger, book)
    expect(booked).toMatchObject({ ok: true, status: 'booked' })
    await spa.tenant.db.outboxMessage.deleteMany()
    const { slot } = await choose(stranger, { when: 'Friday', moving: booked.reference })
    const move = { appointment: booked.reference, slot }
    await stranger.call('reschedule_appointment', move)
    stranger.says('yes, move it')
    const moved = await stranger.call('reschedule_appointment', { ...move, confirmed: true })
    expect(moved).toMatchObject({ ok: true, status: 'pending_review' })
    expect(await spa.tenant.db.outboxMessage.findMany()).toMatchObject([{ purpose: 'booking_pending' }])
  })

  it('who only says who they are never hears what is on file, whatever they ask for next', async () => {
    const known = await openDesk()
    await answered(known, 'Accutane until June 10', otherwiseNo('accutane', 'yes', { date: 'June 10' }))
    const late = await choose(known, { when: 'December 11' })
    expect(await goOn(known, late.book)).toMatchObject({ ok: true, status: 'booked' })
    const stranger = await openDesk()
    const first = await answered(stranger, 'No', none)
    const booked = await goOn(stranger, first.book)
    expect(booked).toMatchObject({ ok: true, status: 'pending_review' })
    expect(await spa.tenant.db.customer.count()).toBe(1)
    const second = await choose(stranger, { when: 'Friday' })
    expect(await second.book()).toMatchObject({ reason: 'needs_confirmation' })
    const { slot } = await choose(stranger, { when: 'Friday', moving: booked.reference })
    expect(await stranger.call('reschedule_appointment', { appointment: booked.reference, slot })).toMatchObject({
      reason: 'needs_confirmation',
    })
  })

  it('who proves it is not asked again what they have answered lately', async () => {
    const known = await openDesk()
    const first = await answered(known, 'No', none)
    await goOn(known, first.book)
    const { customerId } = await spa.tenant.db.appointment.findFirstOrThrow()
    const desk = await openDesk()
    await spa.tenant.db.conversation.updateMany({
      where: { id: desk.conversationId },
      data: { customerId, verifiedAt: now },
    })
    const { book } = await choose(desk, { when: 'Friday' })
    expect(await book()).toMatchObject({ reason: 'needs_policy' })
  })
})

describe('what is kept of health', () => {
  it('stands nowhere in clear but in the transcript, and reading it leaves a trace', async () => {
    const desk = await openDesk()
    const words = 'I take a blood thinner, and I stopped Accutane in January 2024'
    const { book } = await answered(desk, words, {
      none_of_these: true,
      answers: [
        { question: 'bleeding', answer: 'yes' },
        { question: 'accutane', answer: 'yes', date: 'January 2024' },
      ],
    })
    await goOn(desk, book)
    const { id: appointmentId } = await spa.tenant.db.appointment.findFirstOrThrow()
    const kept = [
      await spa.tenant.db.screeningAnswer.findMany(),
      await spa.tenant.db.screeningAssessment.findMany(),
      await spa.tenant.db.toolCall.findMany({ where: { name: { in: ['answer_screening', 'book_appointment'] } } }),
      await spa.tenant.db.task.findMany(),
      await spa.tenant.db.auditEntry.findMany(),
      await spa.tenant.db.outboxMessage.findMany(),
    ]
    expect(JSON.stringify(kept)).not.toMatch(/2024|"yes"|January/)
    // The questions are no secret, only what was answered to them.
    kept.splice(2, 1)
    expect(JSON.stringify(kept)).not.toMatch(/thinner|accutane/i)
    expect(await spa.tenant.db.toolCall.findFirst({ where: { name: 'answer_screening' } })).toMatchObject({
      arguments: { withheld: 'health' },
    })

    const read = await readAssessment(spa.tenant, { appointmentId, actor: 'user:somebody' })
    expect(read).toMatchObject({
      outcome: 'review',
      findings: [{ about: 'a blood thinner', effect: 'review' }],
    })
    expect(read!.answers).toContainEqual(
      expect.objectContaining({ question: 'Is it Accutane in the last year?', answer: 'yes', date: '2024-01-31' }),
    )
    expect(
      await spa.tenant.db.auditEntry.findMany({ where: { action: 'screening.read', subjectId: appointmentId } }),
    ).toMatchObject([{ actor: 'user:somebody' }])
    expect(await readAssessment(spa.tenant, { appointmentId: spa.botoxId, actor: 'user:somebody' })).toBe(null)

    const { conversationId } = desk
    const said = await readConversationAnswers(spa.tenant, { conversationId, actor: 'user:somebody' })
    expect(said).toContainEqual(expect.objectContaining({ question: 'Is it a blood thinner?', answer: 'yes', words }))
    expect(
      await spa.tenant.db.auditEntry.count({ where: { action: 'screening.read', subjectId: conversationId } }),
    ).toBe(1)
  })

  it('is not copied into the request for a person', async () => {
    const desk = await openDesk()
    const say = (position: number, author: 'customer' | 'ava', text: string) =>
      spa.tenant.db.communicationMessage.create({
        data: {
          conversationId: desk.conversationId,
          position,
          direction: author === 'ava' ? 'outbound' : 'inbound',
          author,
          channel: 'chat',
          text,
        },
      })
    await say(2, 'customer', 'Botox tomorrow please')
    const { book } = await choose(desk)
    await book()
    await say(3, 'ava', 'Before I book: do any of these apply to you?')
    await say(4, 'customer', "I'm pregnant")
    desk.says("I'm pregnant")
    await desk.call('answer_screening', otherwiseNo('pregnant', 'yes'))
    const { say: words } = await book()
    await say(5, 'ava', String(words))
    await say(6, 'customer', 'Can I talk to somebody?')
    desk.says('Can I talk to somebody?')
    await desk.call('transfer_to_person', { reason: 'Asked for a person' })
    const task = await spa.tenant.db.task.findFirstOrThrow({ where: { kind: { in: ['hand_over', 'message'] } } })
    expect(task.data).toMatchObject({ conversation: 'They: Botox tomorrow please' })
    expect(JSON.stringify(task)).not.toMatch(/pregnant|clinician/i)
  })

  it('a sealed result is given again to the same call, and not to a model that reads the record', async () => {
    const desk = await openDesk()
    const { slot } = await answered(desk, "I'm pregnant", otherwiseNo('pregnant', 'yes'))
    const call = () => desk.call('book_appointment', { slot, ...jane }, 'call_again')
    const first = await call()
    expect(first).toMatchObject({ reason: 'clinician_review_needed', say: expect.any(String) as string })
    expect(await call()).toEqual(first)
    const { result } = await spa.tenant.db.toolCall.findFirstOrThrow({ where: { callId: 'call_again' } })
    expect(resultForModel(result)).toEqual({ ok: false, reason: 'clinician_review_needed' })
    expect(JSON.stringify(result)).not.toContain('pregnant')
  })

  it('a moved appointment is held against its new day', async () => {
    const desk = await openDesk()
    const { book } = await answered(desk, 'Accutane until June 10', otherwiseNo('accutane', 'yes', { date: 'June 10' }))
    expect(await book()).toMatchObject({ reason: 'too_early', earliest: '2026-12-10' })
    const late = await choose(desk, { when: 'December 11' })
    const booked = await goOn(desk, late.book)
    expect(booked).toMatchObject({ ok: true })
    const { slot } = await choose(desk, { when: 'December 9', moving: booked.reference })
    const move = { appointment: booked.reference, slot, confirmed: true }
    expect(await desk.call('reschedule_appointment', move)).toMatchObject({ reason: 'too_early' })
  })

  it('takes only well-formed answers to what was asked', async () => {
    const desk = await openDesk()
    await (await choose(desk)).book()
    desk.says('no')
    for (const json of ['{"answers":"no"}', '{"answers":[{"question":"pregnant","answer":"maybe"}]}', '[]']) {
      expect(await desk.call('answer_screening', json)).toMatchObject({ reason: 'invalid_arguments' })
    }
    expect(await desk.call('answer_screening', yes('diabetes'))).toMatchObject({
      reason: 'not_asked',
      unknown: ['diabetes'],
    })
    expect(await desk.call('answer_screening', {})).toMatchObject({ ok: true, recorded: [] })
  })
})
