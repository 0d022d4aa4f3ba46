import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'
import { refusal, twilioClient } from './real-client.ts'
import { segments } from './segments.ts'
import { sign } from './signature.ts'

const accountSid = `AC${'1'.repeat(32)}`
// The machine may be busy.
vi.setConfig({ testTimeout: 20_000 })
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8000 })
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.clearOutbox()
  sandbox.control.twilio.reset()
})
afterAll(() => sandbox.close())

const good = { To: '+12125550188', From: '+15005550006', Body: 'Your visit is on Tuesday.' }

async function send(
  form: Record<string, string>,
  { sid = accountSid, authorization = `Basic ${btoa(`${accountSid}:token`)}` } = {},
) {
  const answer = await fetch(`${sandbox.url}/twilio/2010-04-01/Accounts/${sid}/Messages.json`, {
    method: 'POST',
    headers: authorization ? { authorization } : {},
    body: new URLSearchParams(form),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('sending a text', () => {
  it('queues it and puts it in the outbox', async () => {
    const { status, body } = await send(good)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      status: 'queued',
      to: good.To,
      from: good.From,
      body: good.Body,
      num_segments: '1',
      error_code: null,
      account_sid: accountSid,
    })
    expect(body.sid).toMatch(/^SM[\da-f]{32}$/)
    expect(sandbox.control.outbox()).toMatchObject([{ kind: 'sms', id: body.sid, to: good.To, text: good.Body }])
  })

  it('can be looked up afterwards', async () => {
    const { body } = await send(good)
    const twilio = twilioClient(sandbox, { accountSid })
    await eventually(async () => {
      const message = await twilio.messages(String(body.sid)).fetch()
      expect(message).toMatchObject({ sid: body.sid, status: 'delivered', errorCode: null, numSegments: '1' })
      expect(message.dateSent).toBeInstanceOf(Date)
    })
    // Another account has no part in it.
    expect(await refusal(twilioClient(sandbox).messages(String(body.sid)).fetch())).toEqual({
      code: 20404,
      status: 404,
    })
  })

  it.each([
    ['no recipient', { ...good, To: '' }, 21604],
    ['no sender', { ...good, From: '' }, 21603],
    ['no words', { ...good, Body: '' }, 21602],
    ['a number without its country', { ...good, To: '2125550188' }, 21211],
    ['a number that is too short', { ...good, To: '+1212' }, 21211],
    ['a sender that is none', { ...good, From: 'not/a/number' }, 21212],
    ['a text to oneself', { ...good, To: good.From }, 21266],
    ['more than 1,600 characters', { ...good, Body: 'x'.repeat(1601) }, 21617],
    ['a callback that is no address', { ...good, StatusCallback: 'somewhere' }, 21609],
    ['a number of somebody else’s', { ...good, From: '+12125550777' }, 21606],
    ['a picture without an address', { ...good, MediaUrl: 'kitten.png' }, 21620],
    ['a messaging service that is none', { ...good, From: '', MessagingServiceSid: 'MG1' }, 21701],
    ['a messaging service without numbers', { ...good, From: '', MessagingServiceSid: `MG${'1'.repeat(32)}` }, 21704],
    ['a time without a messaging service', { ...good, ScheduleType: 'fixed', SendAt: '2099-01-01T00:00:00Z' }, 35118],
    ["Twilio's own number that has opted out", { ...good, To: '+15005550004' }, 21610],
    ["Twilio's own number that is a landline", { ...good, To: '+15005550009' }, 21614],
  ])('refuses %s', async (_, form, code) => {
    const { status, body } = await send(form)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code, status: 400, more_info: `https://www.twilio.com/docs/errors/${code}` })
    expect(sandbox.control.outbox()).toEqual([])
  })

  it.each([
    ['without credentials', { authorization: '' }],
    ['with an empty token', { authorization: `Basic ${btoa(`${accountSid}:`)}` }],
    ['with another account', { sid: `AC${'2'.repeat(32)}` }],
    [
      'with another token than the account’s',
      {
        sid: `AC${'0'.repeat(32)}`,
        authorization: `Basic ${btoa(`AC${'0'.repeat(32)}:token`)}`,
      },
    ],
  ])('is not allowed %s', async (_, options) => {
    const { status, body } = await send(good, options)
    expect(status).toBe(401)
    expect(body).toMatchObject({ code: 20003 })
  })

  it('knows who has opted out, and fails when told to', async () => {
    sandbox.control.setFaults({ smsOptedOut: [good.To], smsRateLimits: 1 })
    expect(await send(good)).toMatchObject({ status: 429, body: { code: 20429 } })
    expect(await send(good)).toMatchObject({ status: 400, body: { code: 21610 } })
  })
})

it("signs as Twilio's own example is signed", () => {
  const params = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  }
  expect(sign('https://example.com/myapp.php?foo=1&bar=2', params, '12345')).toBe('L/OH5YylLD5NRKLltdqwSvS0BnU=')
})

it.each<[string, string, number]>([
  ['160 of the GSM alphabet', 'a'.repeat(160), 1],
  ['161', 'a'.repeat(161), 2],
  ['306', 'a'.repeat(306), 2],
  ['307', 'a'.repeat(307), 3],
  ['80 extension characters', '€'.repeat(80), 1],
  ['81 extension characters', '€'.repeat(81), 2],
  // 153 is odd: the 77th would be torn.
  ['153 extension characters', '€'.repeat(153), 3],
  ['70 of any other alphabet', 'я'.repeat(70), 1],
  ['71', 'я'.repeat(71), 2],
  ['134', 'я'.repeat(134), 2],
  ['135', 'я'.repeat(135), 3],
  ['35 emoji', '😀'.repeat(35), 1],
  ['67 emoji, of which none may be torn', '😀'.repeat(67), 3],
  ['a letter outside it among others', `${'a'.repeat(70)}ç`, 2],
  ['an empty one', '', 1],
])('counts the texts of a message: %s', (_, body, count) => {
  expect(segments(body)).toBe(count)
})

describe('the list of messages', () => {
  it('is filtered by number and day, newest first, page by page', async () => {
    const twilio = twilioClient(sandbox)
    const to = (digit: number): string => `+1212555018${digit}`
    for (const digit of [1, 2, 1])
      await twilio.messages.create({ to: to(digit), from: good.From, body: `no. ${digit}` })
    const list = (options: object) => twilio.messages.list(options)
    await eventually(async () => {
      expect((await list({ limit: 9 })).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered'])
    })
    expect((await list({ to: to(1) })).map(({ body }) => body)).toEqual(['no. 1', 'no. 1'])
    expect(await list({ to: to(1), from: '+12125550142' })).toEqual([])
    expect((await list({ pageSize: 2, limit: 9 })).map(({ to }) => to)).toEqual([to(1), to(2), to(1)])
    const day = 24 * 3_600_000
    expect(await list({ dateSent: new Date() })).toHaveLength(3)
    expect(await list({ dateSent: new Date(Date.now() - day) })).toEqual([])
    expect(await list({ dateSentAfter: new Date(Date.now() - day) })).toHaveLength(3)
    expect(await list({ dateSentAfter: new Date(Date.now() + day) })).toEqual([])
    expect(await list({ dateSentBefore: new Date(Date.now() - day) })).toEqual([])
  })

  it('forgets the words of a message, or all of it', async () => {
    const twilio = twilioClient(sandbox)
    const { sid } = await twilio.messages.create({ to: good.To, from: good.From, body: 'Secret' })
    expect(await twilio.messages(sid).update({ body: '' })).toMatchObject({ body: '' })
    await twilio.messages(sid).remove()
    expect(await refusal(twilio.messages(sid).fetch())).toEqual({ code: 20404, status: 404 })
  })
})

describe('a message for later', () => {
  const service = `MG${'a'.repeat(32)}`
  const later = (ms: number) => ({
    to: good.To,
    messagingServiceSid: service,
    body: 'Later',
    scheduleType: 'fixed' as const,
    sendAt: new Date(sandbox.control.now() + ms),
  })

  it('waits for its time, or is called off', async () => {
    sandbox.control.twilio.setNumber({ number: good.From, messagingServiceSid: service })
    const twilio = twilioClient(sandbox)
    const kept = await twilio.messages.create(later(3_600_000))
    const off = await twilio.messages.create(later(3_600_000))
    expect([kept.status, kept.from]).toEqual(['scheduled', null])
    await twilio.messages(off.sid).update({ status: 'canceled' })
    sandbox.control.advanceClock(3_600_000)
    await eventually(async () => {
      expect(await twilio.messages(kept.sid).fetch()).toMatchObject({ status: 'delivered', from: good.From })
    })
    expect((await twilio.messages(off.sid).fetch()).status).toBe('canceled')
    expect(await refusal(twilio.messages.create(later(1000)))).toEqual({ code: 35114, status: 400 })
  })
})

describe('what goes wrong with sending', () => {
  const fault = (kind: string, more: object = {}): void =>
    sandbox.control.setFaults({ messagingFaults: [{ kind, times: 1, ...more } as never] })
  const create = (to = good.To) => twilioClient(sandbox).messages.create({ to, from: good.From, body: 'Hello' })

  it.each([
    ['rate_limit', { code: 20429, status: 429 }],
    ['server_error', { code: 20500, status: 503 }],
  ])('is refused by %s, once, and is not sent', async (kind, refused) => {
    fault(kind, { for: good.To })
    await create('+12125550100')
    expect(await refusal(create())).toEqual(refused)
    expect(await refusal(create())).toBeNull()
    expect(sandbox.control.outbox()).toHaveLength(2)
  })

  it.each([
    ['connection_dropped', 0],
    ['answer_lost', 1],
  ])('breaks the connection: %s', async (kind, sent) => {
    fault(kind)
    await expect(create()).rejects.toThrow()
    expect(sandbox.control.outbox()).toHaveLength(sent)
  })

  it('answers late, and has sent it at once', async () => {
    fault('slow', { ms: 60_000 })
    const answered = create()
    await eventually(() => expect(sandbox.control.outbox()).toHaveLength(1))
    sandbox.control.advanceClock(60_000)
    expect((await answered).status).toBe('queued')
  })
})
