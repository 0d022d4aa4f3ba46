import { createPublicKey, verify } from 'node:crypto'
import { MailService } from '@sendgrid/mail'
import { EventWebhook } from '@sendgrid/eventwebhook'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listen, type Heard, type Listener } from '../messaging/listener.ts'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 20_000 })
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8000 })
/** Somebody else in every test: what is told of the one before may still be under way. */
let ana = ''
let people = 0
let sandbox: Sandbox
let listener: Listener

beforeAll(async () => {
  listener = await listen()
  sandbox = await startSandbox({ port: 0, server: { url: listener.url, publicBaseUrl: null } })
})
beforeEach(() => {
  ana = `ana${++people}@mail.example`
  sandbox.control.resetFaults()
  sandbox.control.clearOutbox()
  sandbox.control.sendgrid.reset()
  sandbox.control.webhooks.clear()
  listener.heard.length = 0
  listener.answers.length = 0
})
afterAll(async () => {
  listener.close()
  await sandbox.close()
})

async function send(more: object = {}): Promise<string> {
  const service = new MailService()
  service.setApiKey('SG.sandbox')
  const { client } = service as unknown as { client: { setDefaultRequest: (key: string, value: string) => void } }
  client.setDefaultRequest('baseUrl', `${sandbox.url}/sendgrid/`)
  const [answer] = await service.send({
    to: ana,
    from: 'desk@glow.example',
    subject: 'Your visit',
    text: 'See you on Tuesday.',
    ...more,
  })
  return String((answer.headers as Record<string, string>)['x-message-id'])
}

type Told = Record<string, unknown> & { event: string; email: string; sg_event_id: string }
const eventsIn = ({ body }: Heard) => JSON.parse(body.toString()) as Told[]
const calls = () => listener.heard.filter(({ body }) => body.includes(ana))
const events = () => calls().flatMap(eventsIn)
const names = () => events().map(({ event }) => event)
const fault = (...faults: object[]) =>
  sandbox.control.setFaults({ messagingFaults: faults.map((one) => ({ times: 1, for: ana, ...one })) as never })

function isSigned({ headers, body }: Heard): boolean {
  const webhook = new EventWebhook()
  const key = webhook.convertPublicKeyToECDSA(sandbox.control.sendgrid.publicKey())
  const header = (name: string): string => String(headers[`x-twilio-email-event-webhook-${name}`])
  return webhook.verifySignature(key, body, header('signature'), header('timestamp'))
}

describe('a mail that is sent', () => {
  it('keeps its headers, its HTML and its attachments', async () => {
    const headers = { 'Message-ID': '<1@glow.example>', 'In-Reply-To': '<0@mail.example>', References: '<9@a> <0@b>' }
    const ics = Buffer.from('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n').toString('base64')
    const attachments = [{ filename: 'visit.ics', type: 'text/calendar', content: ics, disposition: 'attachment' }]
    const id = await send({ headers, html: '<p>See you.</p>', attachments, replyTo: 'reply+1@glow.example' })
    expect(sandbox.control.outbox()).toMatchObject([
      { id, headers, attachments: ['visit.ics'], html: '<p>See you.</p>' },
    ])
    expect(sandbox.control.sendgrid.mails(ana)).toMatchObject([
      {
        messageId: '<1@glow.example>',
        inReplyTo: '<0@mail.example>',
        references: ['<9@a>', '<0@b>'],
        replyTo: { email: 'reply+1@glow.example' },
      },
    ])
    expect(sandbox.control.sendgrid.attachment(id, 0).content.toString()).toContain('BEGIN:VCALENDAR')
  })

  it('is processed and delivered, with its arguments, signed as SendGrid’s own verifier wants it', async () => {
    const id = await send({ customArgs: { message: 'm1' }, categories: ['reminder'] })
    await eventually(() => expect([...names()].sort()).toEqual(['delivered', 'processed']))
    for (const heard of calls()) {
      expect(isSigned(heard)).toBe(true)
      expect(isSigned({ ...heard, body: Buffer.concat([heard.body, Buffer.from(' ')]) })).toBe(false)
    }
    for (const told of events()) {
      expect(told).toMatchObject({ email: ana, message: 'm1', category: ['reminder'], timestamp: expect.any(Number) })
      expect(String(told.sg_message_id).startsWith(`${id}.`)).toBe(true)
    }
    expect(new Set(events().map((told) => told.sg_event_id)).size).toBe(2)
  })

  it('has a key that the platform’s own crypto takes, and the API shows', async () => {
    const answer = await fetch(`${sandbox.url}/sendgrid/v3/user/webhooks/event/settings/signed`, {
      headers: { authorization: 'Bearer SG.sandbox' },
    })
    const { public_key: shown } = (await answer.json()) as { public_key: string }
    await send()
    await eventually(() => expect(calls().length).toBeGreaterThan(0))
    const { headers, body } = calls()[0]!
    const key = createPublicKey({ key: Buffer.from(shown, 'base64'), format: 'der', type: 'spki' })
    const signed = Buffer.concat([Buffer.from(String(headers['x-twilio-email-event-webhook-timestamp'])), body])
    const signature = Buffer.from(String(headers['x-twilio-email-event-webhook-signature']), 'base64')
    expect(verify('sha256', signed, key, signature)).toBe(true)
  })

  it.each<[object, string[]]>([
    [{}, ['bounce', 'processed']],
    [{ outcome: 'dropped' }, ['dropped']],
    [{ outcome: 'deferred', ms: 50 }, ['deferred', 'delivered', 'processed']],
    [{ outcome: 'spamreport' }, ['delivered', 'processed', 'spamreport']],
  ])('ends as the address is set to end: %j', async (set, expected) => {
    fault({ kind: 'fails', ...set })
    await send()
    await eventually(() => expect([...names()].sort()).toEqual(expected))
  })

  it('is dropped where an earlier one bounced, until the address is let off', async () => {
    fault({ kind: 'fails', for: ana })
    await send()
    await eventually(() => expect(names()).toContain('bounce'))
    await send()
    await eventually(() => expect(events().find(({ event }) => event === 'dropped')?.reason).toBe('Bounced Address'))
    expect(sandbox.control.sendgrid.suppressions()).toEqual([{ email: ana, reason: 'bounce' }])
    sandbox.control.sendgrid.unsuppress(ana)
    await send()
    await eventually(() => expect(names()).toContain('delivered'))
  })

  it('is opened, clicked and reported by hand', async () => {
    const id = await send()
    for (const event of ['open', 'click'] as const)
      sandbox.control.sendgrid.event({ id, event, more: { url: 'http://x' } })
    await eventually(() => expect(names()).toEqual(expect.arrayContaining(['open', 'click'])))
    expect(events().find(({ event }) => event === 'click')?.url).toBe('http://x')
  })
})

describe('the event webhook', () => {
  it('comes twice with the same ids, shuffled one by one, or signed by somebody else', async () => {
    fault({ kind: 'duplicate' })
    await send()
    await eventually(() => expect(calls().length).toBeGreaterThanOrEqual(2))
    const [first, second] = calls()
    expect(second!.body).toBeDefined()
    expect(new Set([...eventsIn(first!), ...eventsIn(second!)].map((told) => told.sg_event_id)).size).toBe(
      eventsIn(first!).length,
    )
    await eventually(() => expect(names()).toContain('delivered'))
    listener.heard.length = 0
    fault({ kind: 'shuffle', times: 2, ms: 1000 })
    await send()
    await eventually(() => expect(names()).toEqual(['delivered', 'processed']))
    listener.heard.length = 0
    fault({ kind: 'forge' })
    await send()
    await eventually(() => expect(calls().map(isSigned)).toContain(false))
  })

  it('is tried again, longer and longer, and does not hold up the next', async () => {
    await eventually(() =>
      expect(sandbox.control.webhooks.all().every(({ outcome }) => outcome !== 'pending')).toBe(true),
    )
    sandbox.control.webhooks.clear()
    // Only one event each, so only one webhook.
    fault({ kind: 'fails', outcome: 'dropped', times: 2 })
    const refused = () => sandbox.control.webhooks.all()[0]!
    const next = () => sandbox.control.webhooks.all()[1]!
    listener.answers.push({ status: 404 })
    await send()
    await eventually(() => expect(refused()).toMatchObject({ attempts: 1, outcome: 'pending', error: 'again in 5 s' }))
    await send()
    await eventually(() => expect(next()).toMatchObject({ attempts: 1, outcome: 'delivered' }))
    listener.answers.push({ status: 500 })
    sandbox.control.advanceClock(5_000)
    await eventually(() => expect(refused().error).toBe('again in 20 s'))
    sandbox.control.advanceClock(20_000)
    await eventually(() => expect(refused()).toMatchObject({ attempts: 3, outcome: 'delivered', error: null }))
  })
})
