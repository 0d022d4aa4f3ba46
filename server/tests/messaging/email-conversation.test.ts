import { afterAll, beforeAll, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../../sandbox/src/start-sandbox.ts'
import { createTestDatabase, seedMinimalSpa, type MinimalSpa, type TestDatabase } from '../harness/database.ts'
import { runServer, type RunningServer } from '../harness/running-server.ts'
import { OURS } from './email-stage.ts'

let database: TestDatabase
let spa: MinimalSpa
let sandbox: Sandbox
let server: RunningServer

beforeAll(async () => {
  database = await createTestDatabase()
  spa = await seedMinimalSpa(database.prisma)
  await spa.tenant.db.channelAddress.create({ data: { channel: 'email', value: OURS, registration: 'live' } })
  await spa.tenant.db.channelSetting.create({ data: { channel: 'email', debounceSeconds: 0 } })
  sandbox = await startSandbox({ port: 0 })
  server = await runServer({ databaseUrl: database.appUrl, environment: { SANDBOX_PORT: new URL(sandbox.url).port } })
  sandbox.control.webhooks.setServer({ url: server.url })
})
afterAll(async () => {
  expect(server.errors()).toEqual([])
  await server.close()
  await sandbox.close()
  await database.drop()
})

const mails = () => sandbox.control.sendgrid.mails('ana@mail.example').filter(({ direction }) => direction === 'out')

it('is carried on by email: asked, answered, asked again, and read', async () => {
  sandbox.control.sendgrid.receive({
    from: 'Ana <ana@mail.example>',
    to: OURS,
    subject: 'Botox',
    text: 'How much is Botox?',
  })
  await expect.poll(() => mails().length, { timeout: 20_000 }).toBe(1)
  const answer = mails()[0]!
  expect(answer.subject).toBe('Re: Botox')
  expect(answer.text).toMatch(/^(Hi|Hello)\b[^\n]*,\n\n[^]+\n\n[^]*Willow Spa/)
  expect(answer.html).toContain('Willow Spa')
  expect(answer.from).toMatchObject({ email: OURS, name: 'Willow Spa' })

  sandbox.control.sendgrid.receive({
    from: 'Ana <ana@mail.example>',
    to: answer.replyTo!.email,
    subject: answer.subject,
    text: `And is Dr. Lee in on Monday?\n\nOn Tue, Nov 24, 2026 at 2:30 PM Willow Spa <${OURS}> wrote:\n> ${answer.text.replaceAll('\n', '\n> ')}`,
    headers: { 'In-Reply-To': answer.messageId, References: answer.messageId },
  })
  await expect.poll(() => mails().length, { timeout: 20_000 }).toBe(2)
  expect(mails()[1]!.references).toContain(answer.messageId)

  const [conversation, ...more] = await spa.tenant.db.conversation.findMany({
    include: { messages: { orderBy: { position: 'asc' } } },
  })
  expect(more).toEqual([])
  const said = conversation!.messages.map(({ author }) => author)
  expect(said).toEqual(['customer', 'ava', 'customer', 'ava'])
  expect(conversation!.messages[2]!.text).toBe('And is Dr. Lee in on Monday?')
  const states = async () =>
    (await spa.tenant.db.communicationMessage.findMany({ where: { author: 'ava' } })).map((one) => one.deliveryStatus)
  await expect.poll(states, { timeout: 10_000 }).toEqual(['delivered', 'delivered'])
})

it('is answered though an out-of-office of theirs comes right behind it', async () => {
  const [last] = mails().slice(-1)
  const answersBefore = mails().length
  const thread = { subject: `Re: ${last!.subject}`, headers: { 'In-Reply-To': last!.messageId } }
  const from = { from: 'Ana <ana@mail.example>', to: last!.replyTo!.email }
  await spa.tenant.db.channelSetting.updateMany({ data: { debounceSeconds: 1 } })
  const real = sandbox.control.sendgrid.receive({ ...from, ...thread, text: 'And where can I park?' })
  await real.delivered
  const away = { ...thread, headers: { ...thread.headers, 'Auto-Submitted': 'auto-replied' } }
  await sandbox.control.sendgrid.receive({ ...from, ...away, text: 'I am away until Monday.' }).delivered
  await expect.poll(() => mails().length, { timeout: 20_000 }).toBe(answersBefore + 1)
  // It answers what Ana wrote, and not her machine.
  expect(mails().at(-1)!.references).toEqual([last!.messageId, real.messageId])
})

it('counts what it refuses', async () => {
  await fetch(`${server.url}/webhooks/sendgrid/inbound/guess`, { method: 'POST' })
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  expect(metrics).toMatch(/webhooks_refused_total\{provider="sendgrid",reason="wrong_secret"\} 1/)
})
