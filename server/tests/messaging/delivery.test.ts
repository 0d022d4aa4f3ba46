import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import type { OutgoingEmail } from '../../src/adapters/email/email.ts'
import type { SmsSender } from '../../src/adapters/sms/sms.ts'
import { createTwilioSms } from '../../src/adapters/sms/twilio.ts'
import { newId } from '../../src/db/new-id.ts'
import { deliverMessage } from '../../src/jobs/deliver-message.ts'
import { createLogger } from '../../src/log.ts'
import { queueMessage, type MessageToQueue } from '../../src/messages/queue-message.ts'
import { releaseHeld } from '../../src/messages/release-held.ts'
import { sendAgain } from '../../src/messages/send-again.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { markLate } from '../../src/scheduling/lifecycle/attend.ts'
import { now as morning, useBookingDesk } from '../booking/booking-desk.ts'

const desk = useBookingDesk()
const account = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'sandbox', from: '+15005550006', statusUrl: null }
let sandbox: Sandbox
let twilio: SmsSender
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  twilio = createTwilioSms({ ...account, baseUrl: `${sandbox.url}/twilio` })
})
afterAll(() => sandbox.close())

const to = '+12125550111'
let emails: OutgoingEmail[] = []
let texts: { to: string; text: string }[] = []
let jobs: { id: string; startAfter: Date | undefined }[] = []
const enqueue: Enqueue = (_tx, name, payload, options) => {
  if (name === 'deliver-message') {
    jobs.push({ id: (payload as { outboxMessageId: string }).outboxMessageId, startAfter: options?.startAfter })
  }
  return Promise.resolve()
}
beforeEach(() => {
  emails = []
  texts = []
  jobs = []
})

/** Counts what really goes to the provider. */
const counting: SmsSender = {
  send: (message) => {
    texts.push(message)
    return twilio.send(message)
  },
  findSent: (message) => twilio.findSent(message),
}
const depsAt = (clock: Date, sms: SmsSender = counting) => ({
  sms,
  email: {
    send: (email: OutgoingEmail) => {
      emails.push(email)
      return Promise.resolve({ providerId: `mail-${emails.length}` })
    },
  },
  enqueue,
  logger: createLogger({ level: 'silent' }),
  clock: () => clock,
})

const deliver = (id: string, { at = new Date(), sms = counting, isLastTry = false } = {}) =>
  deliverMessage(depsAt(at, sms), { tenant: desk.tenant, outboxMessageId: id, isLastTry })

async function queue(message: Partial<MessageToQueue> = {}): Promise<string> {
  const given = { channel: 'sms', to, text: `A message ${newId()}`, purpose: 'reply', kind: 'answer' } as const
  const full = { tenantId: desk.spa.tenantId, ...given, ...message }
  return (await desk.tenant.transaction((tx) => queueMessage(tx, enqueue, full))).outboxId
}
const row = (id: string) => desk.tenant.db.outboxMessage.findFirstOrThrow({ where: { id } })
const undelivered = () => desk.tenant.db.task.findMany({ where: { kind: 'undelivered', status: 'open' } })

async function book(contacts: { kind: 'phone' | 'email'; value: string }[] = [{ kind: 'phone', value: to }]) {
  const conversationId = await desk.startConversation()
  const [opening] = await desk.openings(conversationId, 'thursday at 2 pm')
  const appointment = await desk.book(conversationId, opening!.token, {
    person: { givenName: 'Jane', familyName: 'Doe', contacts },
  })
  return { conversationId, appointment }
}
const confirmation = () => desk.tenant.db.outboxMessage.findFirstOrThrow({ where: { purpose: 'booking_confirmed' } })

describe('a process that is killed', () => {
  const lease = 60_000
  const interrupted = async (hasSent: boolean) => {
    const id = await queue()
    const { text } = await row(id)
    if (hasSent) await twilio.send({ to, from: null, text })
    const sendingSince = new Date(Date.now() - lease)
    await desk.tenant.db.outboxMessage.updateMany({
      where: { id },
      data: { status: 'sending', sendingSince, attempts: 1 },
    })
    return id
  }

  it('after the provider had the text, has sent it: the next try asks, and sends nothing', async () => {
    const id = await interrupted(true)
    await deliver(id)
    expect(texts).toEqual([])
    expect(await row(id)).toMatchObject({ status: 'sent', providerId: expect.stringMatching(/^SM/) })
  })

  it('before the provider had it, loses nothing: the next try sends it once', async () => {
    const id = await interrupted(false)
    await deliver(id)
    await deliver(id)
    expect(texts).toHaveLength(1)
    expect(await row(id)).toMatchObject({ status: 'sent', attempts: 2 })
  })

  it('cannot be told from one that is slow, for a moment: nobody sends beside it', async () => {
    const id = await queue()
    await desk.tenant.db.outboxMessage.updateMany({
      where: { id },
      data: { status: 'sending', sendingSince: new Date() },
    })
    jobs = []
    await deliver(id)
    expect(texts).toEqual([])
    // It is looked at again when whoever is at it must have an answer.
    expect(jobs).toEqual([{ id, startAfter: expect.any(Date) }])
    await deliver(id, { at: jobs[0]!.startAfter! })
    expect(texts).toHaveLength(1)
  })

  it('or a line that breaks in place of the answer, makes no second text', async () => {
    const id = await queue()
    const lost = { messagingFaults: [{ kind: 'answer_lost', provider: 'twilio', times: 1 }] }
    const headers = { 'content-type': 'application/json' }
    await fetch(`${sandbox.url}/control/faults`, { method: 'POST', headers, body: JSON.stringify(lost) })
    await expect(deliver(id)).rejects.toThrow()
    await deliver(id)
    expect(texts).toHaveLength(1)
    expect((await row(id)).status).toBe('sent')
  })

  it('is not taken for sent while the provider cannot be asked', async () => {
    const id = await interrupted(true)
    const deaf: SmsSender = { ...counting, findSent: () => Promise.reject(new Error('unreachable')) }
    await expect(deliver(id, { sms: deaf })).rejects.toThrow('unreachable')
    expect(texts).toEqual([])
    expect((await row(id)).status).toBe('sending')
    await expect(deliver(id, { sms: deaf, isLastTry: true })).rejects.toThrow('unreachable')
    expect((await row(id)).status).toBe('failed')
    expect(await undelivered()).toHaveLength(1)
  })
})

it('two workers with the same message send it once', async () => {
  const id = await queue()
  await Promise.allSettled([deliver(id), deliver(id), deliver(id)])
  expect(texts).toHaveLength(1)
})

describe('an appointment that has changed', () => {
  it('is not told of as it was', async () => {
    const { appointment } = await book()
    const { id } = await confirmation()
    // Past every other check: only the version tells.
    await desk.tenant.db.appointment.updateMany({ where: { id: appointment.id }, data: { version: { increment: 1 } } })
    await deliver(id, { at: morning })
    expect(texts).toEqual([])
    expect((await row(id)).status).toBe('superseded')
  })

  it('is told of when what changed is not in the message', async () => {
    const { appointment } = await book()
    const { id } = await confirmation()
    const late = { appointmentId: appointment.id, minutes: 5, actor: 'user:1', now: morning, enqueue: desk.enqueue }
    await markLate(desk.tenant, late)
    await deliver(id, { at: morning })
    expect(texts).toHaveLength(1)
  })
})

describe('a confirmation', () => {
  it('stands in the conversation that booked, with what became of it', async () => {
    const { conversationId } = await book()
    const { id } = await confirmation()
    await deliver(id, { at: morning })
    const message = await desk.tenant.db.communicationMessage.findFirstOrThrow({ where: { conversationId } })
    expect(message).toMatchObject({ author: 'system', channel: 'sms', deliveryStatus: 'sent', outboxId: id })
    expect(message.text).toMatch(/Reply R to reschedule, N to cancel\. Reply STOP to opt out\.$/)
    expect(texts[0]!.text).toBe(message.text)
  })

  it('by email brings the visit for the calendar, in HTML as well', async () => {
    await book([{ kind: 'email', value: 'jane@customer.example' }])
    await deliver((await confirmation()).id, { at: morning })
    const [email] = emails
    expect(email).toMatchObject({ to: 'jane@customer.example', subject: 'Your appointment at Willow Spa' })
    expect(email!.html).toContain('Willow Spa')
    expect(email!.files).toEqual([
      expect.objectContaining({ name: 'appointment.ics', contentType: expect.stringContaining('method=REQUEST') }),
    ])
    expect(email!.files[0]!.content.toString()).toMatch(/UID:.*@appointments\.ava/)
    expect(`${email!.text} ${email!.html} ${email!.files[0]!.content.toString()}`).not.toMatch(/botox/i)
  })

  it('says how to end texts in the first one to a number only', async () => {
    for (const text of ['First.', 'Second.']) await deliver(await queue({ text }))
    await deliver(await queue({ text: 'Other.', to: '+12125550122' }))
    expect(texts.map(({ text }) => text)).toEqual([
      'First. Reply STOP to opt out.',
      'Second.',
      'Other. Reply STOP to opt out.',
    ])
  })
})

describe('what may not go out', () => {
  const ours = '+12125550142'
  const own = (registration: 'live' | 'campaign_pending') =>
    desk.tenant.db.channelAddress.create({ data: { channel: 'sms', value: ours, registration } })
  // One number leads to one spa, and every test has a spa of its own.
  const withNumber = async (registration: 'live' | 'campaign_pending', test: () => Promise<void>) => {
    await own(registration)
    try {
      await test()
    } finally {
      await desk.tenant.db.channelAddress.deleteMany({ where: { value: ours } })
    }
  }

  it('by night waits for the morning, unless somebody waits for it', async () => {
    const night = new Date('2026-12-02T04:00:00Z')
    const notice = await queue({ kind: 'notice', purpose: 'reminder' })
    jobs = []
    await deliver(notice, { at: night })
    expect(texts).toEqual([])
    const [job] = jobs
    expect(job).toMatchObject({ id: notice, startAfter: new Date('2026-12-02T13:00:00Z') })
    // A job that comes too early changes nothing.
    await deliver(notice, { at: night })
    await deliver(await queue(), { at: night })
    expect(texts).toHaveLength(1)
    await deliver(notice, { at: job!.startAfter! })
    expect(texts).toHaveLength(2)
  })

  it('to somebody who opted out fails, and a person is told', async () => {
    await withNumber('live', async () => {
      await desk.tenant.db.optOut.create({
        data: { ourAddress: ours, theirAddress: to, isOptedOut: true, words: 'STOP', source: 'keyword' },
      })
      const id = await queue({ purpose: 'booking_moved' })
      await deliver(id)
      expect(texts).toEqual([])
      expect(await row(id)).toMatchObject({ status: 'failed', error: 'opted_out' })
      expect(await undelivered()).toHaveLength(1)
    })
  })

  it('belongs to no conversation yet joins the customer’s, and an answer finds it there', async () => {
    await withNumber('live', async () => {
      const { appointment, conversationId } = await book()
      const about = {
        appointmentId: appointment.id,
        appointmentVersion: 1,
        purpose: 'reminder',
        kind: 'notice',
      } as const
      const id = await queue(about)
      await deliver(id, { at: new Date('2026-12-01T15:00:00Z') })
      const message = await desk.tenant.db.communicationMessage.findFirstOrThrow({ where: { outboxId: id } })
      const thread = await desk.tenant.db.conversation.findFirstOrThrow({ where: { id: message.conversationId } })
      expect(thread).toMatchObject({ customerId: appointment.customerId, ourAddress: ours, theirAddress: to })
      expect(thread.id).toBe(conversationId)
    })
  })

  it('from a number that is not registered yet is held, and goes out when it is', async () => {
    await withNumber('campaign_pending', async () => {
      const id = await queue()
      await deliver(id)
      await deliver(id)
      expect(texts).toEqual([])
      expect((await row(id)).status).toBe('queued')
      await desk.tenant.db.channelAddress.updateMany({ data: { registration: 'live' } })
      jobs = []
      const released = await desk.tenant.transaction((tx) => releaseHeld(tx, { tenantId: desk.spa.tenantId, enqueue }))
      expect([released, jobs.map((job) => job.id)]).toEqual([1, [id]])
    })
  })
})

describe('what could not be sent', () => {
  const failed = async (message: Partial<MessageToQueue> = {}) => {
    const id = await queue({ purpose: 'booking_moved', ...message })
    const dead: SmsSender = {
      send: () => Promise.reject(new Error('unreachable')),
      findSent: () => Promise.resolve(null),
    }
    await expect(deliver(id, { sms: dead })).rejects.toThrow('unreachable')
    expect(await row(id)).toMatchObject({ status: 'sending', error: 'unreachable' })
    await expect(deliver(id, { sms: dead, isLastTry: true })).rejects.toThrow('unreachable')
    expect(await row(id)).toMatchObject({ status: 'failed', attempts: 2, error: 'unreachable' })
    return id
  }
  const again = (outboxId: string) => sendAgain(desk.tenant, { outboxId, actor: 'user:1', enqueue, now: new Date() })

  it('is sent again once, however often the button is pressed', async () => {
    const conversationId = await desk.startConversation()
    const id = await failed({ conversationId })
    expect(await undelivered()).toHaveLength(1)
    jobs = []
    const results = await Promise.all([again(id), again(id), again(id)])
    expect(results.filter((one) => one.ok && one.isNew)).toHaveLength(1)
    const ids = new Set(results.map((one) => (one.ok ? one.outboxId : '')))
    expect(ids.size).toBe(1)
    expect(jobs).toHaveLength(1)
    expect(await undelivered()).toEqual([])
    await deliver([...ids][0]!)
    expect(texts).toHaveLength(1)
    const messages = await desk.tenant.db.communicationMessage.findMany({ where: { conversationId } })
    expect(messages).toEqual([
      expect.objectContaining({ outboxId: [...ids][0], deliveryStatus: 'sent', errorCode: null }),
    ])
    expect(await row([...ids][0]!)).toMatchObject({ againOfId: id, status: 'sent' })
  })

  it('is not sent again when it would not be true any more', async () => {
    const { appointment } = await book()
    const id = await failed({ appointmentId: appointment.id, appointmentVersion: 1 })
    await desk.tenant.db.appointment.updateMany({ where: { id: appointment.id }, data: { version: 2 } })
    expect(await again(id)).toEqual({ ok: false, reason: 'superseded' })
  })

  it('is a code or was never tried: nothing to send again', async () => {
    expect(await again(newId())).toEqual({ ok: false, reason: 'not_found' })
    expect(await again(await queue())).toEqual({ ok: false, reason: 'not_failed' })
    expect(await again(await failed({ kind: 'code', purpose: 'verification_code' }))).toEqual({
      ok: false,
      reason: 'code',
    })
    expect(await undelivered()).toEqual([])
  })
})
