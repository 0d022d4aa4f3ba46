import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSendGridEmail } from '../src/adapters/email/sendgrid.ts'
import { createTwilioSms } from '../src/adapters/sms/twilio.ts'
import { deliverMessage } from '../src/jobs/deliver-message.ts'
import { createLogger } from '../src/log.ts'
import { startSandbox, type Sandbox } from '../../sandbox/src/start-sandbox.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from './harness/database.ts'
import { runServer, type RunningServer } from './harness/running-server.ts'

let database: TestDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let server: RunningServer

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  sandbox = await startSandbox({ port: 0 })
  server = await runServer({ databaseUrl: database.appUrl, environment: { SANDBOX_PORT: new URL(sandbox.url).port } })
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await sandbox.close()
  await database.drop()
})

interface OutboxEntry {
  kind: string
  to: string
  from: string
  subject?: string
  text: string
}

async function delivered(): Promise<OutboxEntry[]> {
  const answer = await fetch(`${sandbox.url}/control/outbox`)
  return ((await answer.json()) as { messages: OutboxEntry[] }).messages
}

/** As the domain does it: the message and its job in one transaction. */
function send(message: {
  channel: 'sms' | 'email'
  toAddress: string
  text: string
  subject?: string
  purpose?: string
  kind?: 'answer' | 'code'
}) {
  return spa.tenant.transaction(async (tx) => {
    const { id } = await tx.outboxMessage.create({ data: { purpose: 'booking_confirmed', kind: 'answer', ...message } })
    await server.context.queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: id })
    return id
  })
}

const statusOf = async (id: string) => (await spa.tenant.db.outboxMessage.findFirst({ where: { id } }))?.status
/** The provider has it; whether it has told more by now is its own affair. */
const isOut = async (id: string) => ['sent', 'delivered'].includes((await statusOf(id)) ?? '')

describe('a message of the outbox', () => {
  it('goes out as a text', async () => {
    const id = await send({ channel: 'sms', toAddress: '+12125550123', text: 'Your code is 123456 👍' })
    await expect.poll(() => isOut(id), { timeout: 8_000 }).toBe(true)
    const text = 'Your code is 123456 👍 Reply STOP to opt out.'
    expect(await delivered()).toContainEqual(expect.objectContaining({ kind: 'sms', to: '+12125550123', text }))
    const row = await spa.tenant.db.outboxMessage.findFirst({ where: { id } })
    expect(row).toMatchObject({ attempts: 1, error: null, providerId: expect.stringMatching(/^SM/) })
  })

  it('keeps no code once it has been sent', async () => {
    const text = 'Willow Spa: your code is 654321.'
    const id = await send({
      channel: 'sms',
      toAddress: '+12125550124',
      text,
      purpose: 'verification_code',
      kind: 'code',
    })
    await expect.poll(() => isOut(id), { timeout: 8_000 }).toBe(true)
    expect(await delivered()).toContainEqual(expect.objectContaining({ to: '+12125550124', text }))
    expect((await spa.tenant.db.outboxMessage.findFirst({ where: { id } }))!.text).not.toContain('654321')
  })

  it('goes out as an email in the name of the spa', async () => {
    const id = await send({
      channel: 'email',
      toAddress: 'ana@customer.example',
      subject: 'Booked',
      text: 'See you on Tuesday.',
    })
    await expect.poll(() => isOut(id), { timeout: 8_000 }).toBe(true)
    const email = (await delivered()).find((entry) => entry.to.includes('ana@customer.example'))
    expect(email).toMatchObject({ kind: 'email', subject: 'Booked', text: 'See you on Tuesday.' })
    expect(email?.from).toContain('Willow Spa')
  })

  it('does not go out when its transaction is rolled back', async () => {
    const undone = spa.tenant.transaction(async (tx) => {
      const { id } = await tx.outboxMessage.create({
        data: { channel: 'sms', toAddress: '+12125550199', text: 'Never', purpose: 'x' },
      })
      await server.context.queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: id })
      throw new Error('undone')
    })
    await expect(undone).rejects.toThrow('undone')
    const later = await send({ channel: 'sms', toAddress: '+12125550124', text: 'After' })
    await expect.poll(() => isOut(later), { timeout: 8_000 }).toBe(true)
    expect((await delivered()).map((entry) => entry.to)).not.toContain('+12125550199')
  })

  it('goes out once, though the job runs twice', async () => {
    const id = await send({ channel: 'sms', toAddress: '+12125550125', text: 'Once' })
    await expect.poll(() => isOut(id), { timeout: 8_000 }).toBe(true)
    await spa.tenant.transaction((tx) =>
      server.context.queue.enqueue(tx, 'deliver-message', { tenantId: spa.tenantId, outboxMessageId: id }),
    )
    const next = await send({ channel: 'sms', toAddress: '+12125550126', text: 'Next' })
    await expect.poll(() => isOut(next), { timeout: 8_000 }).toBe(true)
    expect((await delivered()).filter((entry) => entry.to === '+12125550125')).toHaveLength(1)
  })

  it('that the provider refuses is given up at once, and becomes a task', async () => {
    const id = await send({ channel: 'sms', toAddress: '+1', text: 'To nobody' })
    await expect.poll(() => statusOf(id), { timeout: 8_000 }).toBe('failed')
    const row = await spa.tenant.db.outboxMessage.findFirst({ where: { id } })
    expect(row).toMatchObject({ attempts: 1, error: '21211' })
    expect(
      await spa.tenant.db.task.count({ where: { kind: 'undelivered', title: 'A text message did not arrive' } }),
    ).toBe(1)
  })
})

describe('a provider that cannot be reached', () => {
  const down = {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: 'x',
    apiKey: 'SG.x',
    from: '+15005550006',
    baseUrl: 'http://127.0.0.1:9',
    statusUrl: null,
  }
  const deps = {
    sms: createTwilioSms(down),
    email: createSendGridEmail({ ...down, from: 'a@b.example' }),
    logger: createLogger({ level: 'silent' }),
    clock: () => new Date(),
    enqueue: () => Promise.resolve(),
  }
  const make = (channel: 'sms' | 'email') =>
    spa.tenant.db.outboxMessage.create({
      data: {
        channel,
        toAddress: channel === 'sms' ? '+12125550127' : 'a@b.example',
        text: 'x',
        purpose: 'booking_moved',
      },
    })

  it.each(['sms', 'email'] as const)('keeps the %s for another try', async (channel) => {
    const { id } = await make(channel)
    await expect(deliverMessage(deps, { tenant: spa.tenant, outboxMessageId: id, isLastTry: false })).rejects.toThrow()
    expect(await spa.tenant.db.outboxMessage.findFirst({ where: { id } })).toMatchObject({
      status: 'sending',
      error: 'unreachable',
      attempts: 1,
    })
  })

  it.each(['sms', 'email'] as const)('gives the %s up after the last try, and tells the staff', async (channel) => {
    const { id } = await make(channel)
    await expect(deliverMessage(deps, { tenant: spa.tenant, outboxMessageId: id, isLastTry: true })).rejects.toThrow()
    expect(await statusOf(id)).toBe('failed')
    const tasks = await spa.tenant.db.task.findMany({ where: { kind: 'undelivered' } })
    expect(tasks.some((task) => JSON.stringify(task.data).includes('booking moved'))).toBe(true)
  })
})

it('never logs who was written to, or what', () => {
  expect(server.log.join('')).not.toMatch(/1212555|customer\.example|Your code|See you/)
})
