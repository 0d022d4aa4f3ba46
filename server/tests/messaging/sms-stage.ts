import express from 'express'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { createTwilioSms } from '../../src/adapters/sms/twilio.ts'
import { readConfig } from '../../src/config.ts'
import { forTenant } from '../../src/db/for-tenant.ts'
import { createErrorHandler } from '../../src/http/error-handler.ts'
import { createMetrics } from '../../src/http/metrics.ts'
import { webhookRoutes } from '../../src/http/webhooks/webhook-routes.ts'
import { deliverMessage } from '../../src/jobs/deliver-message.ts'
import { queueMessage, type MessageToQueue } from '../../src/messages/queue-message.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { createTestDatabase, seedMinimalSpa } from '../harness/database.ts'
import { testKeyring } from '../harness/minimal-spa.ts'

/** The spa's number, which the sandbox's account has, too. */
export const OURS = '+12125550142'
export const THEIRS = '+12125550188'
/** As the server is known outside; on this machine it listens elsewhere. */
export const OUTSIDE = 'https://ava.example'
/** A morning in New York, long before the appointments of the tests. */
export const MORNING = new Date('2026-12-01T15:00:00Z')

/** Twilio at the wire, our webhooks and a spa. Jobs are noted; those that send are run when the test says so. */
export async function smsStage(environment: Record<string, string> = {}) {
  const database = await createTestDatabase()
  const spa = await seedMinimalSpa(database.prisma)
  const { tenant } = spa
  const other = await seedMinimalSpa(database.prisma)
  await tenant.db.channelAddress.create({ data: { channel: 'sms', value: OURS, registration: 'live' } })
  await other.tenant.db.channelAddress.create({ data: { channel: 'sms', value: '+13105550168', registration: 'live' } })

  const jobs: { name: string; payload: Record<string, unknown>; startAfter: Date | null }[] = []
  const enqueue: Enqueue = (_tx, name, payload, options) => {
    jobs.push({ name, payload, startAfter: options?.startAfter ?? null })
    return Promise.resolve()
  }
  const time = { now: MORNING }
  let visitCount = 0
  const clock = () => time.now
  const logger = pino({ level: 'silent' })
  const metrics = createMetrics()
  const config = { ...readConfig({ DATABASE_URL: database.appUrl, ...environment }), publicBaseUrl: OUTSIDE }
  const app = express()
  app.set('query parser', 'simple')
  const addressBook = { database: database.prisma, tenant: (id: string) => forTenant(database.prisma, id, testKeyring) }
  app.use('/webhooks', webhookRoutes({ config, addressBook, enqueue, logger, clock, metrics }))
  app.use(createErrorHandler(logger))
  const listening = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => listening.once('listening', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  const sandbox: Sandbox = await startSandbox({ port: 0, server: { url, publicBaseUrl: OUTSIDE } })
  const sms = createTwilioSms({
    ...config.twilio,
    baseUrl: `${sandbox.url}/twilio`,
    statusUrl: `${OUTSIDE}/webhooks/twilio/status`,
  })
  const email = { send: () => Promise.reject(new Error('No mail is sent here')) }

  const refused = async (): Promise<Record<string, number>> => {
    const { values } = await metrics.webhooksRefused.get()
    return Object.fromEntries(values.map(({ labels, value }) => [String(labels.reason), value]))
  }

  return {
    database,
    spa,
    tenant,
    other,
    sandbox,
    url,
    jobs,
    time,
    refused,
    /** Somebody texts; resolves when the webhook has been answered. */
    async text(text: string, more: { from?: string; mediaUrls?: string[] } = {}): Promise<{ sid: string }> {
      const { sid, delivered } = await sandbox.control.twilio.receive({ from: THEIRS, to: OURS, text, ...more })
      await delivered
      return { sid }
    },
    /** Queues a text as the program does. */
    queue: (message: Partial<MessageToQueue>) =>
      tenant.transaction((tx) =>
        queueMessage(tx, enqueue, {
          tenantId: tenant.id,
          channel: 'sms',
          to: THEIRS,
          text: 'See you on Thursday.',
          purpose: 'reminder',
          kind: 'notice',
          now: time.now,
          ...message,
        }),
      ),
    /** Sends what is due. */
    async deliver(): Promise<void> {
      for (let job = next(); job; job = next()) {
        const outboxMessageId = String(job.payload['outboxMessageId'])
        await deliverMessage({ sms, email, enqueue, logger, clock }, { tenant, outboxMessageId, isLastTry: true })
      }
      function next() {
        const at = jobs.findIndex(
          ({ name, startAfter }) => name === 'deliver-message' && (startAfter === null || startAfter <= time.now),
        )
        return at < 0 ? null : jobs.splice(at, 1)[0]!
      }
    },
    /** What their phone shows of us, Twilio's own answers included. */
    phone: (number = THEIRS) =>
      sandbox.control.twilio
        .messages(number)
        .filter(({ direction }) => direction === 'out')
        .map(({ text }) => text),
    answers: () => jobs.filter(({ name }) => name === 'answer-messages'),
    received: () =>
      tenant.db.communicationMessage.findMany({
        where: { direction: 'inbound' },
        include: { sms: true, attachments: true, conversation: true },
        orderBy: { position: 'asc' },
      }),
    tasks: () => tenant.db.task.findMany({ orderBy: { id: 'asc' } }),
    ledger: () => tenant.db.optOut.findMany({ orderBy: { id: 'asc' } }),
    /** Somebody who is on file under their number, with a visit to come. */
    async visit(startsAt: Date, more: { phone?: string; status?: 'booked' | 'requested' } = {}) {
      const { phone = THEIRS, status = 'booked' } = more
      const known = await tenant.db.customer.findFirst({ where: { identities: { some: { value: phone } } } })
      const customer = known ?? (await tenant.db.customer.create({ data: { givenName: 'Ana' } }))
      if (!known) await tenant.db.identity.create({ data: { customerId: customer.id, kind: 'phone', value: phone } })
      const key = `${startsAt.toISOString()} ${phone}`
      return tenant.db.appointment.create({
        data: {
          reference: `A${++visitCount}`,
          customerId: customer.id,
          serviceId: spa.botoxId,
          providerId: spa.leeId,
          locationId: spa.locationId,
          startsAt,
          endsAt: new Date(startsAt.getTime() + 30 * 60_000),
          priceCents: 25_000,
          status,
          idempotencyKey: key,
        },
      })
    },
    async clear() {
      sandbox.control.resetFaults()
      sandbox.control.twilio.reset()
      sandbox.control.webhooks.clear()
      metrics.webhooksRefused.reset()
      jobs.length = 0
      time.now = MORNING
      await tenant.db.task.deleteMany({})
      await tenant.db.outboxMessage.deleteMany({})
      await tenant.db.optOut.deleteMany({})
      await tenant.db.webhookReceipt.deleteMany({})
      await tenant.db.appointment.deleteMany({})
      await tenant.db.conversation.deleteMany({})
      await tenant.db.identity.deleteMany({})
      await tenant.db.channelSetting.deleteMany({})
      await tenant.db.channelAddress.updateMany({ data: { registration: 'live' } })
    },
    async close() {
      listening.closeAllConnections()
      listening.close()
      await sandbox.close()
      await database.drop()
    },
  }
}

export type SmsStage = Awaited<ReturnType<typeof smsStage>>
