import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { smsGate } from '../../src/channels/sms/sending-gate.ts'
import { handBack } from '../../src/conversation/takeover.ts'
import { setSmsNumber } from '../../../scripts/sms-number.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { MORNING, OURS, smsStage, THEIRS, type SmsStage } from './sms-stage.ts'

let stage: SmsStage
beforeAll(async () => {
  stage = await smsStage()
})
beforeEach(() => stage.clear())
afterAll(() => stage.close())

const inHours = (hours: number) => new Date(MORNING.getTime() + hours * 3_600_000)
const gate = (more: Partial<Parameters<typeof smsGate>[1]> = {}) =>
  smsGate(stage.tenant, { from: null, to: THEIRS, kind: 'answer', now: stage.time.now, ...more })

describe('who wants no texts', () => {
  it('gets none after STOP, and only Twilio’s own word of it', async () => {
    await stage.text('STOP')
    expect(await stage.ledger()).toMatchObject([
      { ourAddress: OURS, theirAddress: THEIRS, isOptedOut: true, words: 'STOP', source: 'keyword' },
    ])
    expect(stage.answers()).toEqual([])
    await stage.queue({ kind: 'answer', purpose: 'reply' })
    await stage.deliver()
    expect(stage.phone()).toEqual([expect.stringContaining('unsubscribed')])
    // Of another number of ours, and of another person, nothing was said.
    expect(await gate({ to: '+12125550199' })).toEqual({ go: true, from: OURS })
    expect(await gate()).toEqual({ go: false, reason: 'opted_out', from: OURS })
    expect(await gate({ kind: 'code' })).toMatchObject({ go: false, reason: 'opted_out' })
    // What somebody wanted to tell them did not arrive.
    expect(await stage.tasks()).toMatchObject([{ kind: 'undelivered', data: { reason: 'opted_out' } }])
  })

  it('is answered once by us when they say it in their own words', async () => {
    await stage.text('Please stop texting me.')
    await stage.text('I said stop texting me')
    await stage.deliver()
    expect(stage.phone()).toEqual([
      'Willow Spa: you will get no more texts from this number. Reply START to get them again.',
    ])
    expect(await stage.ledger()).toMatchObject([{ isOptedOut: true, source: 'plain_words' }])
    // Twilio knows nothing of it, and so says nothing either when it ends.
    await stage.text('START')
    await stage.deliver()
    expect(stage.phone().at(-1)).toContain('you will get texts from this number again')
    expect(await gate()).toEqual({ go: true, from: OURS })
    expect(stage.answers()).toEqual([])
  })

  it('has what they asked a moment before answered by a person, in another way', async () => {
    await stage.text('What does Botox cost?')
    await stage.text('and are you open on Sunday?')
    await stage.text('STOP')
    await stage.text('STOP')
    // Of Ava's nothing is left to answer.
    expect((await stage.received()).map(({ asksNothing }) => asksNothing)).toEqual([true, true, true, true])
    expect(await stage.tasks()).toMatchObject([
      {
        kind: 'opted_out',
        title: 'They asked something and then opted out of our texts: answer them in another way',
        data: { words: 'What does Botox cost?\nand are you open on Sunday?', phone: THEIRS },
      },
    ])
  })

  it('becomes one task when a visit is coming, whatever they say how often', async () => {
    const visit = await stage.visit(inHours(48))
    await stage.text('cancel')
    await stage.text('STOP')
    await stage.text('stop texting me')
    const [task, ...others] = await stage.tasks()
    expect(others).toEqual([])
    expect(task).toMatchObject({ kind: 'opted_out', status: 'open', appointmentId: visit.id })
    expect(task!.title).toMatch(/may have meant to cancel/)
    expect(await stage.tenant.db.appointment.findFirst()).toMatchObject({ status: 'booked' })
    // A reminder that they will not get is part of the same task.
    await stage.queue({ appointmentId: visit.id, appointmentVersion: 1 })
    await stage.deliver()
    expect(await stage.tasks()).toHaveLength(1)
    await stage.text('START')
    expect((await stage.tasks()).map(({ status }) => status)).toEqual(['done'])
  })

  it('is not answered while out, and somebody is told that they write', async () => {
    await stage.text('STOP')
    await stage.text('Can I come on Friday?')
    expect(stage.answers()).toEqual([])
    expect(await stage.tasks()).toMatchObject([
      { kind: 'opted_out', title: expect.stringContaining('They write') as string },
    ])
    await stage.text('YES')
    expect(await stage.ledger()).toMatchObject([{ isOptedOut: true }, { isOptedOut: false }])
    expect(stage.answers()).toHaveLength(1)
  })

  it('says HELP to Twilio, YES and START to Ava', async () => {
    await stage.text('HELP')
    expect(stage.answers()).toEqual([])
    await stage.text('Yes')
    await stage.text('start')
    expect(stage.answers()).toHaveLength(2)
    await stage.deliver()
    expect(stage.phone()).toEqual([expect.stringContaining('Reply STOP to unsubscribe')])
    expect(await stage.ledger()).toEqual([])
  })

  it('is believed by the word that Twilio took it for', async () => {
    const messagingServiceSid = `MG${'b'.repeat(32)}`
    stage.sandbox.control.twilio.setNumber({ number: OURS, messagingServiceSid, optOut: 'advanced' })
    await stage.text('quit')
    await stage.text('unstop')
    await stage.text('Start')
    expect((await stage.ledger()).map(({ isOptedOut }) => isOptedOut)).toEqual([true, false])
    expect(stage.answers()).toEqual([])
    await stage.deliver()
    expect(stage.phone()).toHaveLength(2)
  })

  it('comes by as well: “stop by at 3” is a text like any other', async () => {
    await stage.text('Can I stop by at 3?')
    expect(await stage.ledger()).toEqual([])
    expect(stage.answers()).toHaveLength(1)
  })
})

describe('where Twilio’s own answers are switched off', () => {
  let alone: SmsStage
  beforeAll(async () => {
    alone = await smsStage({ TWILIO_ANSWERS_OPT_OUT: 'false' })
    alone.sandbox.control.twilio.setNumber({ number: OURS, optOut: 'off' })
  })
  afterAll(() => alone.close())

  it('STOP, START and HELP are answered by us', async () => {
    for (const word of ['HELP', 'STOP', 'STOP', 'START']) {
      await alone.text(word)
      await alone.deliver()
    }
    expect(alone.phone()).toEqual([
      expect.stringContaining('To talk to a person call +12125550100'),
      expect.stringContaining('no more texts'),
      expect.stringContaining('again'),
    ])
  })
})

describe('one letter in answer to a reminder', () => {
  const remind = async (visit: { id: string }, purpose = 'reminder') => {
    const { outboxId } = await stage.queue({ purpose, appointmentId: visit.id, appointmentVersion: 1 })
    await stage.deliver()
    return outboxId
  }

  it('Y confirms the visit and is thanked for', async () => {
    const visit = await stage.visit(inHours(48))
    await remind(visit)
    await stage.text('Y')
    await stage.deliver()
    expect(stage.phone().at(-1)).toBe('Thank you, you are confirmed for Thu, Dec 3, 10:00 AM EST. See you then!')
    expect(stage.answers()).toEqual([])
    const confirmed = { where: { action: 'appointment.confirmed', subjectId: visit.id } }
    expect(await stage.tenant.db.auditEntry.count(confirmed)).toBe(1)
    // A second one answers our thanks: that is Ava's to understand.
    await stage.text('y')
    expect(await stage.tenant.db.auditEntry.count(confirmed)).toBe(1)
    expect(stage.answers()).toHaveLength(1)
  })

  it('does not swallow what was asked a moment before', async () => {
    const visit = await stage.visit(inHours(48))
    await stage.queue({ appointmentId: visit.id, appointmentVersion: 1 })
    await stage.deliver()
    await stage.text('Where can I park?')
    await stage.text('Y')
    expect((await stage.received()).map(({ text, asksNothing }) => [text, asksNothing])).toEqual([
      ['Where can I park?', false],
      ['Y', true],
    ])
    expect(stage.answers()).toHaveLength(1)
  })

  it('R and N begin what they stand for, with Ava', async () => {
    const visit = await stage.visit(inHours(48))
    await remind(visit)
    await stage.text('R')
    await remind(visit, 'booking_confirmed')
    await stage.text('n')
    expect((await stage.received()).map(({ text }) => text)).toEqual([
      'R (asks for another time for the appointment on Thu, Dec 3, 10:00 AM EST)',
      'n (asks to cancel the appointment on Thu, Dec 3, 10:00 AM EST)',
    ])
    expect(stage.answers()).toHaveLength(2)
    // Nothing is cancelled by a letter.
    expect(await stage.tenant.db.appointment.findFirst()).toMatchObject({ status: 'booked' })
  })

  it('is only a text when it is not plain what it answers', async () => {
    await stage.text('Y')
    const first = await stage.visit(inHours(48))
    const second = await stage.visit(inHours(72))
    await remind(first)
    await remind(second)
    await stage.text('Y')
    await stage.text('C')
    await stage.tenant.db.appointment.updateMany({ where: { id: second.id }, data: { status: 'cancelled' } })
    const answer = await stage.queue({ kind: 'answer', purpose: 'reply' })
    await stage.deliver()
    await stage.text('N')
    expect(answer.outboxId).toBeDefined()
    expect((await stage.received()).map(({ text }) => text)).toEqual(['Y', 'Y', 'C', 'N'])
    expect(stage.answers()).toHaveLength(4)
    expect(
      await stage.tenant.db.auditEntry.count({ where: { action: 'appointment.confirmed', subjectId: first.id } }),
    ).toBe(0)
  })

  it('comes too late for a visit that is over', async () => {
    const visit = await stage.visit(inHours(1))
    await remind(visit)
    stage.time.now = inHours(3)
    await stage.text('Y')
    expect(stage.answers()).toHaveLength(1)
  })
})

describe('what may go out', () => {
  it('waits for the registration, and goes out when whoever runs Ava says that it is live', async () => {
    const enqueue: Enqueue = (_tx, name, payload) => {
      stage.jobs.push({ name, payload, startAfter: null })
      return Promise.resolve()
    }
    const deps = { database: stage.database.prisma, enqueue, now: stage.time.now }
    const set = (state: string, { number = OURS, siteKey = null as string | null } = {}) =>
      setSmsNumber(deps, { number, state, siteKey })
    const isNew = false
    expect(await set('campaign_pending')).toEqual({ ok: true, released: 0, isNew })
    expect(await gate()).toEqual({ go: false, reason: 'not_registered', from: OURS })
    await stage.queue({ kind: 'answer', purpose: 'reply', text: 'Held' })
    await stage.deliver()
    expect(stage.phone()).toEqual([])
    expect(await set('live')).toEqual({ ok: true, released: 1, isNew })
    expect(await set('live')).toEqual({ ok: true, released: 0, isNew })
    const [written] = await stage.tenant.db.auditEntry.findMany({ where: { action: 'number.registration' } })
    expect(written).toMatchObject({ actor: 'operator', data: { number: OURS, to: 'campaign_pending' } })

    const fresh = '+12125550199'
    expect(await set('live', { number: fresh })).toEqual({ ok: false, reason: 'unknown_number' })
    const siteKey = stage.spa.siteKey
    expect(await set('brand_pending', { number: fresh, siteKey })).toEqual({ ok: true, released: 0, isNew: true })
    expect(await set('live', { number: fresh, siteKey: stage.other.siteKey })).toMatchObject({ ok: false })
    expect(await set('approved')).toEqual({ ok: false, reason: 'no_such_state' })
    await stage.tenant.db.channelAddress.deleteMany({ where: { value: fresh } })
    await stage.deliver()
    expect(stage.phone()).toEqual([expect.stringContaining('Held')])
  })

  it('does not let a code wait, and never an alert to the spa itself', async () => {
    await stage.tenant.db.channelAddress.updateMany({ data: { registration: 'brand_pending' } })
    expect(await gate({ kind: 'code' })).toEqual({ go: false, reason: 'no_number', from: OURS })
    expect(await gate({ purpose: 'emergency_alert' })).toEqual({ go: true, from: null })
    await stage.tenant.db.channelAddress.updateMany({ data: { registration: 'live' } })
    expect(await gate({ purpose: 'emergency_alert' })).toEqual({ go: true, from: OURS })
    // A spa whose number is the one that Ava answers: nobody can text themselves.
    expect(await gate({ purpose: 'emergency_alert', to: OURS })).toEqual({ go: true, from: null })
  })

  it('keeps the night of whoever reads it, and lets answers through', async () => {
    // 7:30 in the morning in Los Angeles, 10:30 in New York.
    stage.time.now = new Date('2026-12-01T15:30:00Z')
    const losAngeles = '+13105550111'
    expect(await gate({ kind: 'notice' })).toEqual({ go: true, from: OURS })
    expect(await gate({ kind: 'notice', to: losAngeles })).toEqual({
      go: false,
      reason: 'quiet_hours',
      from: OURS,
      until: new Date('2026-12-01T16:00:00Z'),
    })
    expect(await gate({ kind: 'answer', to: losAngeles })).toMatchObject({ go: true })
    expect(await gate({ kind: 'code', to: losAngeles })).toMatchObject({ go: true })
    // They said where they are.
    await stage.visit(inHours(48), { phone: losAngeles })
    await stage.tenant.db.customer.updateMany({ data: { timeZone: 'America/Chicago' } })
    expect(await gate({ kind: 'notice', to: losAngeles })).toMatchObject({ go: true })
    // A freephone number is of no place: the spa's own clock counts.
    stage.time.now = new Date('2026-12-02T02:30:00Z')
    expect(await gate({ kind: 'notice', to: '+18005550111' })).toMatchObject({
      until: new Date('2026-12-02T13:00:00Z'),
    })
  })

  it('goes by the hours that the spa has set', async () => {
    await stage.tenant.db.channelSetting.create({ data: { channel: 'sms', quietFromMin: 600, quietUntilMin: 660 } })
    expect(await gate({ kind: 'notice' })).toMatchObject({ go: false, until: inHours(1) })
  })

  it('is not sent from a number that the spa has no more', async () => {
    expect(await smsGate(stage.other.tenant, { from: OURS, to: THEIRS, kind: 'answer', now: MORNING })).toEqual({
      go: true,
      from: '+13105550168',
    })
  })
})

it('ends a talk with a machine: Ava is silent, and a person is told once', async () => {
  const robot = 'Thanks for reaching out! We will get back to you soon.'
  for (let round = 0; round < 5; round++) {
    await stage.text(robot)
    const [message] = await stage.received()
    await stage.queue({ kind: 'answer', purpose: 'reply', conversationId: message!.conversationId })
    stage.time.now = new Date(stage.time.now.getTime() + 30_000)
  }
  expect(stage.answers()).toHaveLength(2)
  expect(await stage.tenant.db.conversation.findFirst()).toMatchObject({ isAiActive: false, status: 'open' })
  expect(await stage.tasks()).toMatchObject([
    { kind: 'hand_over', title: expect.stringContaining('machine') as string },
  ])
  expect(await stage.received()).toHaveLength(5)

  // The same again, a day later, is the same machine; other words are somebody.
  const afterHours = (hours: number) => (stage.time.now = new Date(stage.time.now.getTime() + hours * 3_600_000))
  afterHours(24)
  await stage.text(robot)
  expect(stage.answers()).toHaveLength(2)
  afterHours(1)
  await stage.text('Hi, is anybody there?')
  expect(stage.answers()).toHaveLength(2)
  afterHours(7)
  await stage.text('Can I come on Friday?')
  expect(stage.answers()).toHaveLength(3)
  expect(await stage.tenant.db.conversation.findFirst()).toMatchObject({ isAiActive: true, status: 'open' })
  expect(await stage.tasks()).toMatchObject([{ kind: 'hand_over', status: 'done' }])
})

it('lets Ava answer again where a person says so, and counts anew from there', async () => {
  const words = 'Please call me back about my appointment.'
  const answered = async () => {
    const [message] = await stage.received()
    await stage.queue({ kind: 'answer', purpose: 'reply', conversationId: message!.conversationId })
    stage.time.now = new Date(stage.time.now.getTime() + 20_000)
    return message!.conversationId
  }
  let conversationId = ''
  for (let round = 0; round < 4; round++) {
    await stage.text(words)
    conversationId = await answered()
  }
  expect(await stage.tenant.db.conversation.findFirst()).toMatchObject({ isAiActive: false, status: 'open' })
  const user = await stage.database.prisma.user.create({ data: { id: 'maria', name: 'Maria', email: 'm@spa.example' } })
  const { id: memberId } = await stage.tenant.db.membership.create({ data: { userId: user.id, role: 'front_desk' } })
  const enqueue: Enqueue = () => Promise.resolve()
  const back = () => handBack(stage.tenant, { enqueue, now: stage.time.now }, { conversationId, memberId })
  expect(await back()).toEqual({ ok: true })
  expect(await back()).toEqual({ ok: false, reason: 'not_taken' })
  expect(await stage.tasks()).toMatchObject([{ kind: 'hand_over', status: 'done' }])
  stage.time.now = new Date(stage.time.now.getTime() + 1_000)
  const before = stage.answers().length
  await stage.text(words)
  expect(stage.answers()).toHaveLength(before + 1)
  await stage.tenant.db.membership.deleteMany({})
})
