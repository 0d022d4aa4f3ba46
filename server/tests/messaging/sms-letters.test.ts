import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { queueMessage } from '../../src/messages/queue-message.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { runServer, type RunningServer } from '../harness/running-server.ts'
import { OURS } from './sms-stage.ts'

let database: TestDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let server: RunningServer
beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  await spa.tenant.db.channelAddress.create({ data: { channel: 'sms', value: OURS, registration: 'live' } })
  const always = { debounceSeconds: 0, quietFromMin: 0, quietUntilMin: 0 }
  await spa.tenant.db.channelSetting.create({ data: { channel: 'sms', ...always } })
  sandbox = await startSandbox({ port: 0 })
  sandbox.control.setFaults({ textThinkingMs: 0, textDeltaMs: 0 })
  server = await runServer({
    databaseUrl: database.appUrl,
    environment: { SANDBOX_PORT: String(sandbox.port) },
  })
  sandbox.control.webhooks.setServer({ url: server.url })
})
afterAll(async () => {
  await server.close()
  await sandbox.close()
  await database.drop()
})

/** Somebody on file under a number, with a visit in ten days of which their phone has just been reminded. */
async function reminded(number: string) {
  const { tenant } = spa
  const customer = await tenant.db.customer.create({ data: { givenName: 'Ana', familyName: 'Diaz' } })
  await tenant.db.identity.create({ data: { customerId: customer.id, kind: 'phone', value: number } })
  const startsAt = new Date(Date.now() + 10 * 86_400_000)
  const visit = await tenant.db.appointment.create({
    data: {
      reference: `A${number.slice(-4)}`,
      customerId: customer.id,
      serviceId: spa.botoxId,
      providerId: spa.leeId,
      locationId: spa.locationId,
      startsAt,
      endsAt: new Date(startsAt.getTime() + 30 * 60_000),
      priceCents: 25_000,
      idempotencyKey: number,
    },
  })
  const phone = (): string[] =>
    sandbox.control.twilio
      .messages(number)
      .filter(({ direction }) => direction === 'out')
      .map(({ text }) => text)
  const heard = (words: RegExp) => vi.waitFor(() => expect(phone().at(-1)).toMatch(words), { timeout: 15_000 })
  await tenant.transaction((tx) =>
    queueMessage(tx, server.context.queue.enqueue, {
      tenantId: tenant.id,
      channel: 'sms',
      to: number,
      text: 'Your appointment is soon. Reply Y to confirm, R to reschedule, N to cancel.',
      purpose: 'reminder',
      kind: 'notice',
      appointmentId: visit.id,
      appointmentVersion: 1,
    }),
  )
  await heard(/Reply Y/)
  const now = () => tenant.db.appointment.findFirstOrThrow({ where: { id: visit.id } })
  return {
    visit,
    phone,
    now,
    /** They text, and hear something like that. */
    say: async (text: string, words: RegExp) => {
      const { delivered } = await sandbox.control.twilio.receive({ from: number, to: OURS, text })
      await delivered
      await heard(words)
    },
    code: () => /\b(\d{6})\b/.exec(phone().join(' '))?.[1] ?? '',
  }
}

it('R leads to another time: who they are, a time, the terms, and their yes', async () => {
  const { say, code, now, visit } = await reminded('+12125550171')
  await say('R', /six-digit code/)
  await say(code(), /For Botox I have/)
  await say('the first one', /all right with you/)
  await say('yes', /Shall I move it/)
  await say('yes', /moved|now/)
  const moved = await now()
  expect(moved).toMatchObject({ status: 'booked', version: 2 })
  expect(moved.startsAt).not.toEqual(visit.startsAt)
})

it('N cancels after their yes, and not before', async () => {
  const { say, code, now } = await reminded('+12125550172')
  await say('N', /six-digit code/)
  await say(code(), /Shall I cancel it/)
  expect(await now()).toMatchObject({ status: 'booked' })
  await say('yes', /is cancelled/)
  expect(await now()).toMatchObject({ status: 'cancelled' })
  expect(server.errors()).toEqual([])
})
