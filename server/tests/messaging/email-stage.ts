import express from 'express'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { createSendGridEmail } from '../../src/adapters/email/sendgrid.ts'
import { noteSentEmail } from '../../src/channels/email/note-sent-email.ts'
import { writeEmail } from '../../src/channels/email/write-email.ts'
import { readConfig } from '../../src/config.ts'
import { forTenant } from '../../src/db/for-tenant.ts'
import { createErrorHandler } from '../../src/http/error-handler.ts'
import { sendgridRoutes } from '../../src/http/webhooks/sendgrid-routes.ts'
import { queueMessage, type MessageToQueue } from '../../src/messages/queue-message.ts'
import type { Enqueue } from '../../src/queue/enqueue.ts'
import { createTestDatabase, seedMinimalSpa } from '../harness/database.ts'
import { testKeyring } from '../harness/minimal-spa.ts'

export const OURS = 'willow@inbound.example'

/** SendGrid at the wire, our webhooks and a spa: mail goes out and comes in without a worker between. */
export async function emailStage() {
  const database = await createTestDatabase()
  const spa = await seedMinimalSpa(database.prisma)
  const { tenant } = spa
  await tenant.db.channelAddress.create({
    data: { channel: 'email', value: OURS, registration: 'live', senderName: 'Willow front desk' },
  })
  const jobs: { name: string; payload: Record<string, unknown> }[] = []
  const enqueue: Enqueue = (_tx, name, payload) => {
    jobs.push({ name, payload })
    return Promise.resolve()
  }
  const refusals: string[] = []
  const errors: unknown[] = []
  let onError: (error: unknown) => void = () => undefined
  const logger = pino({ level: 'silent' })
  const time = { aheadMs: 0 }
  const app = express()
  const { sendgrid } = readConfig({ DATABASE_URL: database.appUrl })
  app.use(
    '/webhooks/sendgrid',
    sendgridRoutes({
      settings: sendgrid,
      addressBook: { database: database.prisma, tenant: (id) => forTenant(database.prisma, id, testKeyring) },
      enqueue,
      logger,
      clock: () => new Date(Date.now() + time.aheadMs),
      onRefused: (reason) => refusals.push(reason),
    }),
  )
  app.post('/quiet', (_, response) => void response.end())
  app.use((error: unknown, _request: express.Request, _response: express.Response, next: express.NextFunction) => {
    if ((error as { status?: number }).status === undefined) {
      errors.push(error)
      onError(error)
    }
    next(error)
  })
  app.use(createErrorHandler(logger))
  const listening = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => listening.once('listening', resolve))
  const url = `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
  const sandbox: Sandbox = await startSandbox({ port: 0, server: { url, publicBaseUrl: null } })
  const sender = createSendGridEmail({
    apiKey: 'SG.test',
    from: 'ava@platform.example',
    baseUrl: `${sandbox.url}/sendgrid`,
  })

  return {
    database,
    spa,
    tenant,
    sandbox,
    url,
    jobs,
    refusals,
    errors,
    time,
    /** Somebody writes; resolves when the server has taken it, and rejects when that went wrong: SendGrid would try again for days. */
    async write(
      mail: Partial<Parameters<Sandbox['control']['sendgrid']['receive']>[0]>,
    ): Promise<{ messageId: string }> {
      const { messageId, delivered } = sandbox.control.sendgrid.receive({
        from: 'Ana Díaz <ana@mail.example>',
        to: `Willow <${OURS}>`,
        subject: 'A question',
        text: 'Are you open on Sunday?',
        ...mail,
      })
      const failed = new Promise<never>((_, reject) => {
        onError = reject
      })
      await Promise.race([delivered, failed])
      return { messageId }
    },
    /** Sends an email as the outbox does. */
    async send(message: Partial<MessageToQueue> & { to: string }) {
      const { outboxId, messageId } = await tenant.transaction((tx) =>
        queueMessage(tx, enqueue, {
          tenantId: tenant.id,
          channel: 'email',
          subject: 'Your visit',
          text: 'See you on Tuesday.',
          purpose: 'reply',
          kind: 'answer',
          ...message,
        }),
      )
      const email = await tenant.transaction(async (tx) => {
        const row = await tx.outboxMessage.findFirstOrThrow({ where: { id: outboxId } })
        return writeEmail(tx, { tenantId: tenant.id, message: row })
      })
      await sender.send(email)
      if (messageId) await tenant.transaction((tx) => noteSentEmail(tx, { messageId, email }))
      const mail = sandbox.control.sendgrid.mails(message.to).findLast(({ direction }) => direction === 'out')!
      return { outboxId, messageId, email, mail }
    },
    /** SendGrid tells what becomes of each mail by itself; else it is the test that does. */
    tellEvents: () => sandbox.control.sendgrid.setSettings({ eventsUrl: null }),
    /** Everything that came in, in the order in which it came. */
    received: () =>
      tenant.db.communicationMessage.findMany({
        where: { direction: 'inbound' },
        include: { email: true, attachments: true, conversation: true },
        orderBy: { id: 'asc' },
      }),
    /** Jobs that would make Ava answer. */
    answers: () => jobs.filter(({ name }) => name === 'answer-messages'),
    /** A fresh start for the next test. */
    async clear() {
      sandbox.control.resetFaults()
      sandbox.control.sendgrid.reset()
      sandbox.control.sendgrid.setSettings({ eventsUrl: `${url}/quiet` })
      jobs.length = 0
      refusals.length = 0
      errors.length = 0
      time.aheadMs = 0
      await tenant.db.task.deleteMany({})
      await tenant.db.outboxMessage.deleteMany({})
      await tenant.db.optOut.deleteMany({})
      await tenant.db.webhookReceipt.deleteMany({})
      await tenant.db.conversation.deleteMany({})
      await tenant.db.identity.deleteMany({})
    },
    async close() {
      listening.closeAllConnections()
      listening.close()
      await sandbox.close()
      await database.drop()
    },
  }
}

export type EmailStage = Awaited<ReturnType<typeof emailStage>>
