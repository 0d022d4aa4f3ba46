import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventKeys, SANDBOX_EVENT_KEYS, signEvents } from '../../../sandbox/src/sendgrid/event-signature.ts'
import { emailGate } from '../../src/channels/email/sending-gate.ts'
import { emailStage, type EmailStage } from './email-stage.ts'

let stage: EmailStage
beforeAll(async () => {
  stage = await emailStage()
})
beforeEach(() => stage.clear())
afterEach(() => expect(stage.errors).toEqual([]))
afterAll(() => stage.close())

const ANA = 'ana@mail.example'
const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`
const genuine = basic('sendgrid', 'sandbox')
const multipart = 'multipart/form-data; boundary=b'

function postMail(
  options: { secret?: string; authorization?: string; type?: string; body?: string | Buffer } = {},
): Promise<Response> {
  const { secret = 'sandbox', authorization = genuine, type = multipart, body = '--b--\r\n' } = options
  return fetch(`${stage.url}/webhooks/sendgrid/inbound/${secret}`, {
    method: 'POST',
    headers: { 'content-type': type, authorization },
    body: new Uint8Array(typeof body === 'string' ? Buffer.from(body) : body),
  })
}

describe('a mail that is refused, and counted', () => {
  it.each([
    ['without the secret', { secret: 'guess' }, 404, 'wrong_secret'],
    ['without the name', { authorization: basic('x', 'sandbox') }, 401, 'wrong_password'],
    ['without the password', { authorization: basic('sendgrid', 'x') }, 401, 'wrong_password'],
    ['with a bearer token', { authorization: 'Bearer sandbox' }, 401, 'wrong_password'],
    ['as JSON', { type: 'application/json', body: '{}' }, 415, 'wrong_type'],
    ['without a boundary', { type: 'multipart/form-data' }, 415, 'wrong_type'],
    ['that is no form', { body: 'hello' }, 400, 'malformed'],
    [
      'without an envelope',
      { body: '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx\r\n--b--\r\n' },
      400,
      'malformed',
    ],
    ['that is cut short', { body: '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nx' }, 400, 'malformed'],
  ] as const)('comes %s', async (_, mail, status, reason) => {
    expect((await postMail(mail)).status).toBe(status)
    expect(stage.refusals).toEqual([reason])
    expect(await stage.received()).toEqual([])
  })

  it('says that it is too large', async () => {
    const body = Buffer.alloc(32 * 1024 * 1024, 'x')
    expect((await postMail({ body })).status).toBe(413)
    expect(stage.refusals).toEqual(['too_large'])
  })

  it('turns out to be too large', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(stage.url)
      const sending = request(
        {
          port,
          host: '127.0.0.1',
          method: 'POST',
          path: '/webhooks/sendgrid/inbound/sandbox',
          headers: { 'content-type': multipart, authorization: genuine },
        },
        (response) => {
          resolve(response.statusCode)
          sending.destroy()
        },
      )
      sending.on('error', reject)
      sending.write('--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n')
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      for (let index = 0; index < 33; index++) sending.write(chunk)
    })
    expect(status).toBe(413)
    expect(stage.refusals).toEqual(['too_large'])
  })
})

it('takes in few large mails at once: the next is asked to come again', async () => {
  const open = () => {
    const headers = { 'content-type': multipart, authorization: genuine, 'content-length': 3 * 1024 * 1024 }
    const path = '/webhooks/sendgrid/inbound/sandbox'
    const sending = request({ port: new URL(stage.url).port, host: '127.0.0.1', method: 'POST', path, headers })
    sending.on('error', () => undefined)
    sending.write('--b\r\n')
    return sending
  }
  const slow = [open(), open(), open()]
  await expect
    .poll(async () => (await postMail({ body: Buffer.alloc(3 * 1024 * 1024) })).status, { timeout: 5000 })
    .toBe(429)
  expect((await postMail({ body: '--b--' })).status).toBe(400)
  for (const sending of slow) sending.destroy()
  await expect
    .poll(async () => (await postMail({ body: Buffer.alloc(3 * 1024 * 1024) })).status, { timeout: 5000 })
    .toBe(400)
})

const keys = eventKeys(SANDBOX_EVENT_KEYS)
const nowInSeconds = () => String(Math.floor(Date.now() / 1000))

function postEvents(
  body: string,
  options: { timestamp?: string; signature?: string; type?: string; signed?: string } = {},
): Promise<Response> {
  const timestamp = options.timestamp ?? nowInSeconds()
  const signature = options.signature ?? signEvents(keys, timestamp, Buffer.from(options.signed ?? body))
  return fetch(`${stage.url}/webhooks/sendgrid/events`, {
    method: 'POST',
    headers: {
      'content-type': options.type ?? 'application/json; charset=utf-8',
      'x-twilio-email-event-webhook-signature': signature,
      'x-twilio-email-event-webhook-timestamp': timestamp,
    },
    body,
  })
}

describe('events that are refused, and counted', () => {
  it.each([
    ['unsigned', { signature: '' }, 403, 'unsigned'],
    ['without a time', { timestamp: 'now' }, 403, 'unsigned'],
    ['signed for another body', { signed: '[ ]' }, 403, 'bad_signature'],
    [
      'signed by somebody else',
      { signature: signEvents(eventKeys('else'), nowInSeconds(), Buffer.from('[]')) },
      403,
      'bad_signature',
    ],
    ['with nonsense for a signature', { signature: 'AAAA' }, 403, 'bad_signature'],
    ['from an hour ago', { timestamp: String(Math.floor(Date.now() / 1000) - 3600) }, 403, 'replayed'],
    ['from tomorrow', { timestamp: String(Math.floor(Date.now() / 1000) + 86_400) }, 403, 'replayed'],
    ['of another type', { type: 'text/plain' }, 415, 'wrong_type'],
  ] as const)('come %s', async (_, options, status, reason) => {
    expect((await postEvents('[]', options)).status).toBe(status)
    expect(stage.refusals).toEqual([reason])
  })

  it('are no list, or too many', async () => {
    expect((await postEvents('{}')).status).toBe(400)
    expect((await postEvents('[')).status).toBe(400)
    expect((await postEvents(`["${'x'.repeat(6 * 1024 * 1024)}"]`)).status).toBe(413)
    expect(stage.refusals).toEqual(['malformed', 'malformed', 'too_large'])
  })

  it('are not lost for one among them that says nothing', async () => {
    const { outboxId } = await sent()
    const event = told(outboxId, 'delivered')
    expect(
      (await postEvents(JSON.stringify([1, null, { event: 'x' }, { ...event, ava_spa: 'no' }, event]))).status,
    ).toBe(200)
    expect(await statusOf(outboxId)).toBe('delivered')
  })
})

let count = 0
function told(outboxId: string, event: string, more: object = {}) {
  count += 1
  return {
    event,
    email: ANA,
    timestamp: Math.floor(Date.now() / 1000),
    sg_event_id: `event-${count}`,
    sg_message_id: 'x.y',
    ava_spa: stage.tenant.id,
    ava_message: outboxId,
    ...more,
  }
}

async function sent() {
  await stage.write({})
  const conversationId = (await stage.received()).at(-1)!.conversationId
  return stage.send({ to: ANA, conversationId })
}

const statusOf = async (outboxId: string) =>
  (await stage.tenant.db.communicationMessage.findFirst({ where: { outboxId } }))?.deliveryStatus

describe('what became of a mail', () => {
  it('is told by SendGrid, at the wire', async () => {
    stage.tellEvents()
    await stage.write({})
    const { conversationId } = (await stage.received())[0]!
    const { outboxId, mail } = await stage.send({ to: ANA, conversationId })
    await expect.poll(() => statusOf(outboxId), { timeout: 8000 }).toBe('delivered')
    stage.sandbox.control.sendgrid.event({ id: mail.id, event: 'open' })
    await expect.poll(() => statusOf(outboxId), { timeout: 8000 }).toBe('read')
    expect(stage.refusals).toEqual([])
  })

  it('is the same in every order, and however often it is told', async () => {
    const story = ['processed', 'deferred', 'delivered', 'open']
    const orders = [
      story,
      story.toReversed(),
      ['open', 'processed', 'delivered', 'deferred'],
      ['delivered', 'open', 'deferred', 'processed'],
    ]
    for (const order of orders) {
      const { outboxId } = await sent()
      const events = new Map(story.map((name) => [name, told(outboxId, name)]))
      for (const name of order) await postEvents(JSON.stringify([events.get(name)]))
      await postEvents(JSON.stringify([...events.values(), ...events.values()]))
      expect(await statusOf(outboxId), order.join()).toBe('read')
    }
    const receipts = await stage.tenant.db.webhookReceipt.count({ where: { externalId: { startsWith: 'event ' } } })
    expect(receipts).toBeGreaterThanOrEqual(16)
    expect(stage.refusals).toHaveLength(4 * 8)
  })

  it('is told by two batches at once', async () => {
    const mails = await Promise.all([sent(), sent(), sent()])
    const events = mails.flatMap(({ outboxId }) => ['processed', 'delivered'].map((name) => told(outboxId, name)))
    const answers = await Promise.all([
      postEvents(JSON.stringify(events)),
      postEvents(JSON.stringify(events.toReversed())),
      postEvents(JSON.stringify(events)),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    for (const { outboxId } of mails) expect(await statusOf(outboxId)).toBe('delivered')
  })

  it('is a task when it did not arrive', async () => {
    const { outboxId } = await sent()
    const bounce = told(outboxId, 'bounce', { type: 'bounce', status: '5.1.1', reason: '550 no such user' })
    await postEvents(JSON.stringify([bounce, told(outboxId, 'processed')]))
    await postEvents(JSON.stringify([bounce]))
    expect(await statusOf(outboxId)).toBe('undelivered')
    expect(await stage.tenant.db.task.findMany({ where: { kind: 'undelivered' } })).toHaveLength(1)
    const other = await sent()
    await postEvents(JSON.stringify([told(other.outboxId, 'dropped', { reason: 'Bounced Address' })]))
    expect(await statusOf(other.outboxId)).toBe('failed')
  })

  it('keeps mails from whoever complained about one or unsubscribed', async () => {
    const gate = (kind: 'notice' | 'code') => emailGate(stage.tenant.db, { from: null, to: ANA, kind })
    const { outboxId } = await sent()
    expect((await gate('notice')).go).toBe(true)
    await postEvents(JSON.stringify([told(outboxId, 'spamreport')]))
    expect(await gate('notice')).toMatchObject({ go: false, reason: 'opted_out' })
    expect((await gate('code')).go).toBe(true)
    await postEvents(JSON.stringify([told(outboxId, 'group_resubscribe')]))
    expect((await gate('notice')).go).toBe(true)
  })

  it('of another spa’s mail is nobody’s business here', async () => {
    const { outboxId } = await sent()
    const event = { ...told(outboxId, 'delivered'), ava_spa: '01930000-0000-7000-8000-00000000000f' }
    expect((await postEvents(JSON.stringify([event]))).status).toBe(200)
    expect(await statusOf(outboxId)).not.toBe('delivered')
  })
})
