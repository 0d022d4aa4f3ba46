import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ReplyFailedError } from '../../src/conversation/answer-messages.ts'
import { failedReplyWords, MAX_CUSTOMER_MESSAGES, overLimitWords } from '../../src/conversation/limits.ts'
import { sendAsStaff } from '../../src/conversation/send-as-staff.ts'
import { handBack, takeOver } from '../../src/conversation/takeover.ts'
import { countSegments } from '../../src/messages/segments.ts'
import { threadStage, type ThreadStage } from './thread-stage.ts'

let at: ThreadStage
let from = 100

beforeAll(async () => {
  at = await threadStage()
})
afterAll(() => at.close())
beforeEach(() => {
  at.stage.answers.length = 0
  at.stage.asked.length = 0
  at.stage.jobs.length = 0
  at.stage.meanwhile = () => Promise.resolve()
  from += 1
})

const number = () => `+12125550${from}`
const text = (words: string, options: { answer?: boolean; externalId?: string } = {}) =>
  at.write(words, { from: number(), ...options })
const mail = (words: string) => at.write(words, { from: `ana${from}@mail.example`, channel: 'email' })

describe('a text', () => {
  it('is answered through the outbox, in one transaction with its place in the thread', async () => {
    at.says('We are open until five.')
    const { conversationId } = await text('How late are you open?')
    expect(await at.transcript(conversationId)).toEqual(['customer: How late are you open?'])
    await at.answer()
    expect(await at.transcript(conversationId)).toEqual([
      'customer: How late are you open?',
      'ava: We are open until five.',
    ])
    const [outbox] = await at.sent(conversationId)
    expect(outbox).toMatchObject({
      channel: 'sms',
      toAddress: number(),
      text: 'We are open until five.',
      kind: 'answer',
    })
    expect(at.jobsOf('deliver-message').map(({ payload }) => payload['outboxMessageId'])).toEqual([outbox?.id])
  })

  it('of Ava says what she is where it is her first, and again after a person has written', async () => {
    at.says('One.', 'Two.', 'Three.')
    const maria = await at.hire('Maria')
    const { conversationId } = await text('Hello')
    await at.answer()
    await text('Hello')
    await at.answer()
    const deps = { enqueue: at.enqueue, now: at.stage.now }
    await sendAsStaff(at.tenant, deps, { conversationId, memberId: maria, text: 'Me.' })
    await text('Hello')
    await handBack(at.tenant, deps, { conversationId, memberId: maria })
    await at.answer()
    const rows = await at.tenant.db.outboxMessage.findMany({ where: { conversationId }, orderBy: { id: 'asc' } })
    const { name } = await at.tenant.db.tenant.findFirstOrThrow()
    expect(rows.map((row) => row.text)).toEqual([
      `Ava, AI receptionist at ${name}: One.`,
      'Two.',
      `Maria from ${name} here: Me.`,
      `Ava, AI receptionist at ${name}: Three.`,
    ])
  })

  it('that is delivered twice, and a job that runs twice, is answered once', async () => {
    at.says('Yes.', 'Yes, again.')
    const first = await text('Are you open?', { externalId: `SM${from}` })
    const again = await text('Are you open?', { externalId: `SM${from}` })
    expect(again).toMatchObject({ messageId: first.messageId, isNew: false })
    const jobs = [...at.stage.jobs]
    await at.answer()
    at.stage.jobs.push(...jobs)
    await at.answer()
    expect(await at.sent(first.conversationId)).toHaveLength(1)
  })

  it('waits until they have been quiet for a moment, and a burst is one turn', async () => {
    await at.tenant.db.channelSetting.create({ data: { channel: 'sms', debounceSeconds: 7 } })
    at.says('Tomorrow at two is free.')
    const { conversationId } = await text('Hi')
    await text('do you have time tomorrow')
    await text('around two?')
    const waits = at.jobsOf('answer-messages').map(({ startAfter }) => startAfter?.getTime())
    expect(waits).toEqual([10_000, 5_000, 0].map((agoMs) => at.stage.now.getTime() - agoMs + 7_000))
    await at.answer()
    expect(at.stage.asked).toHaveLength(1)
    expect(await at.sent(conversationId)).toHaveLength(1)
    await at.tenant.db.channelSetting.deleteMany({})
  })

  it('is answered though something that asks nothing comes right after it, also while Ava thinks', async () => {
    at.says('Behind the house.', 'Until five.')
    const { conversationId } = await mail('Where can I park?')
    const awayNote = () =>
      at.write('[Automatic reply] I am away.', {
        from: `ana${from}@mail.example`,
        channel: 'email',
        answer: false,
        asksNothing: true,
      })
    await awayNote()
    await at.answer()
    expect((await at.sent(conversationId)).map((one) => one.text)).toEqual([
      expect.stringContaining('Behind the house.'),
    ])
    await mail('And how late are you open?')
    at.stage.meanwhile = () => {
      at.stage.meanwhile = () => Promise.resolve()
      return awayNote()
    }
    await at.answer()
    expect(await at.sent(conversationId)).toHaveLength(2)
    // Nor is the note what is open when a person hands back.
    const memberId = await at.hire('Maria')
    const deps = { enqueue: at.enqueue, now: at.stage.now }
    await takeOver(at.tenant, deps, { conversationId, memberId })
    await awayNote()
    await handBack(at.tenant, deps, { conversationId, memberId })
    expect(at.jobsOf('answer-messages')).toEqual([])
  })

  it('is answered with at most two segments, cut where a sentence ends, in cheap letters', async () => {
    const sentence =
      'We’d love to see you — Dr. Lee has time on Tuesday, and on Thursday too, if that’s better for you. '
    at.says(sentence.repeat(6))
    const { conversationId } = await text('Any time next week?')
    await at.answer()
    const [outbox] = await at.sent(conversationId)
    expect(countSegments(outbox!.text)).toBeLessThanOrEqual(2)
    expect(outbox?.text).toMatch(/^We'd love to see you - Dr\. Lee.*better for you\.$/)
    expect(at.stage.asked[0]?.items.at(-1)).toMatchObject({
      text: expect.stringMatching(/text message.*280/) as string,
    })
  })

  it('that comes while Ava is thinking is answered together with the one before', async () => {
    const { conversationId } = await text('Do you do facials?')
    at.says('Yes, we do facials.', 'Yes, and a facial is 60 minutes.')
    at.stage.meanwhile = () => {
      at.stage.meanwhile = () => Promise.resolve()
      return text('And how long do they take?')
    }
    await at.answer()
    expect(await at.sent(conversationId)).toEqual([])
    await at.answer()
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual(['Yes, and a facial is 60 minutes.'])
  })

  it('of somebody who has been on the website goes on there, and the model is told so', async () => {
    at.says('Hello again.')
    const { conversationId } = await mail('I wrote to you.')
    await at.answer()
    await at.tenant.db.conversation.updateMany({ where: { id: conversationId }, data: { theirAddress: number() } })
    at.says('Still here.')
    await text('Still me')
    await at.answer()
    const told = at.stage.asked.at(-1)?.items.flatMap((item) => ('text' in item ? [item.text] : []))
    expect(told).toContain('(The conversation begins by email.)')
    expect(told).toContain('(From here on the conversation goes on by text message, with the same person.)')
  })
})

describe('an email', () => {
  it('is answered with a greeting and a signature, and those of the model are left out', async () => {
    at.says('Hi there!\n\nWe are open until five.\n\nBest regards,\nAva\nWillow')
    const { conversationId } = await mail('How late are you open?')
    await at.answer()
    const [outbox] = await at.sent(conversationId)
    const { name } = await at.tenant.db.tenant.findFirstOrThrow()
    expect(outbox?.text).toBe(`Hello,\n\nWe are open until five.\n\nAva\nAI receptionist\n${name}`)
  })
})

describe('a model that fails', () => {
  it('is tried again by the queue, and then a person is asked and they are told, once', async () => {
    at.sandbox.control.setFaults({ textServerErrors: 100, textThinkingMs: 0, textDeltaMs: 0 })
    const { conversationId } = await text('Hello?')
    const job = [...at.stage.jobs]
    await expect(at.answer()).rejects.toThrow(ReplyFailedError)
    expect(await at.sent(conversationId)).toEqual([])
    at.stage.jobs.push(...job)
    await at.answer({ isLastTry: true })
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual([failedReplyWords])
    await text('Anybody there?')
    await at.answer({ isLastTry: true })
    expect(await at.sent(conversationId)).toHaveLength(1)
    const tasks = await at.tenant.db.task.findMany({ where: { conversationId }, orderBy: { kind: 'asc' } })
    // The second failure in a row is not Ava's to solve any more.
    expect(tasks.map(({ kind }) => kind).toSorted()).toEqual(['failed_reply', 'hand_over'])
    at.sandbox.control.setFaults({ textServerErrors: 0, textThinkingMs: 0, textDeltaMs: 0 })
  })
})

describe('an answer that a person overtakes', () => {
  it('is neither stored nor sent', async () => {
    const maria = await at.hire('Maria')
    const { conversationId } = await text('Hello?')
    at.says('Hello! How can I help?')
    at.stage.meanwhile = () =>
      takeOver(at.tenant, { enqueue: at.enqueue, now: at.stage.now }, { conversationId, memberId: maria })
    await at.answer()
    expect(await at.sent(conversationId)).toEqual([])
    expect(await at.transcript(conversationId)).toEqual(['customer: Hello?'])
  })
})

describe('a red flag', () => {
  it('locks at once, says the approved words over the channel, alerts the spa, and Ava answers no more', async () => {
    await at.tenant.db.tenant.updateMany({ data: { phone: '+12125550999' } })
    const { conversationId } = await text("My lips are swelling and I can't breathe")
    expect(await at.row(conversationId)).toMatchObject({ status: 'locked', isAiActive: false })
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual([
      'This can be an emergency. Please call 911 now.',
    ])
    const alert = await at.tenant.db.outboxMessage.findFirst({ where: { purpose: 'emergency_alert' } })
    expect(alert).toMatchObject({ toAddress: '+12125550999', kind: 'answer' })
    expect(at.jobsOf('answer-messages')).toEqual([])
    at.stage.now = new Date(at.stage.now.getTime() + 60_000)
    await text('What should I do?')
    expect(await at.sent(conversationId)).toHaveLength(1)
    expect(at.jobsOf('answer-messages')).toEqual([])
  })
})

describe('how the spa wants Ava to answer', () => {
  it('and when she gets no further, a person is asked, and they are told', async () => {
    const ask = {
      toolCalls: [{ name: 'answer_question', arguments: { question: 'Do you sell quantum flux capacitors?' } }],
    }
    at.says(ask, 'I do not know that.', ask)
    const { conversationId } = await text('Do you sell quantum flux capacitors?')
    await at.answer()
    await text('And zorbium diodes?')
    await at.answer()
    expect((await at.sent(conversationId)).map((row) => row.text)).toEqual([
      'I do not know that.',
      'I have asked the team to take over. Somebody will be with you as soon as they can.',
    ])
    expect(await at.tenant.db.task.findMany({ where: { conversationId } })).toMatchObject([{ kind: 'hand_over' }])
  })

  it('off: a person is asked to write back', async () => {
    await at.tenant.db.channelSetting.create({ data: { channel: 'sms', replyMode: 'off' } })
    const { conversationId } = await text('Hello?')
    await at.answer()
    await text('Hello??')
    await at.answer()
    expect(await at.sent(conversationId)).toEqual([])
    expect(await at.tenant.db.task.findMany({ where: { conversationId } })).toMatchObject([{ kind: 'message' }])
    expect(at.stage.asked).toEqual([])
    await at.tenant.db.channelSetting.deleteMany({})
  })
})

it('somebody who goes on without end is stopped once, and a person is asked', async () => {
  const { conversationId } = await text('1')
  at.stage.jobs.length = 0
  await at.tenant.db.communicationMessage.createMany({
    data: Array.from({ length: MAX_CUSTOMER_MESSAGES }, (_, index) => ({
      conversationId,
      position: 2_000 + index,
      direction: 'inbound' as const,
      author: 'customer' as const,
      channel: 'sms' as const,
      text: 'again',
    })),
  })
  await text('2')
  await at.answer()
  await text('3')
  await at.answer()
  expect((await at.sent(conversationId)).map((row) => row.text)).toEqual([overLimitWords])
  expect(at.stage.asked).toEqual([])
})

it('books a visit by text and moves it, from the first question to the last confirmation', async () => {
  const visit = (conversationId: string) => at.tenant.db.appointment.findFirst({ where: { conversationId } })
  const { conversationId } = await text('Hi, can I book a facial for tomorrow afternoon?')
  await at.answer()
  /** Says one thing after the other, until it is so. */
  const until = async (isSo: () => Promise<boolean>, ...said: string[]) => {
    for (const words of said) {
      if (await isSo()) return
      await text(words)
      await at.answer()
    }
    expect(await isSo(), (await at.transcript(conversationId)).join('\n')).toBe(true)
  }
  await until(
    async () => (await visit(conversationId)) !== null,
    'The first one please',
    'Jane Roe',
    'yes',
    'no',
    'yes',
    'yes',
  )
  const booked = (await visit(conversationId))!
  await until(
    async () => (await visit(conversationId))?.startsAt.getTime() !== booked.startsAt.getTime(),
    'Can I move it to Thursday afternoon?',
    'The first one',
    'yes',
    'yes',
  )
  for (const { text: words, purpose } of await at.sent(conversationId)) {
    if (purpose === 'reply') expect(countSegments(words)).toBeLessThanOrEqual(2)
  }
  const { customerId } = await at.row(conversationId)
  // Where they write from is how they are reached.
  expect(await at.tenant.db.identity.findMany({ where: { customerId: customerId! } })).toMatchObject([
    { kind: 'phone', value: number() },
  ])
})
