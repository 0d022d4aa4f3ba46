import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listen, type Listener } from '../messaging/listener.ts'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'
import { refusal, twilioClient } from './real-client.ts'

const person = '+12125550188'
const glow = '+12125550142'
const lumen = '+13105550168'
const path = '/webhooks/twilio/sms'
const xml = (inner: string) => ({ text: `<?xml version="1.0"?><Response>${inner}</Response>` })
// The machine may be busy.
vi.setConfig({ testTimeout: 20_000 })
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8000 })
let sandbox: Sandbox
let listener: Listener

beforeAll(async () => {
  listener = await listen()
  sandbox = await startSandbox({ port: 0, server: { url: listener.url, publicBaseUrl: null } })
})
beforeEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.clearOutbox()
  sandbox.control.twilio.reset()
  sandbox.control.webhooks.clear()
  listener.heard.length = 0
  listener.answers.length = 0
})
afterAll(async () => {
  listener.close()
  await sandbox.close()
})

async function text(words: string, more: { to?: string; mediaUrls?: string[] } = {}): Promise<string> {
  const { sid, delivered } = await sandbox.control.twilio.receive({ from: person, to: glow, text: words, ...more })
  await delivered
  return sid
}
const thread = () => sandbox.control.twilio.messages(person).map(({ direction, text }) => `${direction}: ${text}`)
const lastWebhook = () => sandbox.control.webhooks.all().at(-1)!

describe('a text from somebody', () => {
  it('is posted with every documented field, and signed', async () => {
    const sid = await text('Can I come in on Thursday? 👋')
    const { params, headers, path: at } = listener.heard[0]!
    expect(at).toBe(path)
    expect(params).toEqual({
      ...{ ToCountry: 'US', ToState: '', ToCity: '', ToZip: '' },
      ...{ FromCountry: 'US', FromState: '', FromCity: '', FromZip: '' },
      ...{ SmsMessageSid: sid, SmsSid: sid, MessageSid: sid, AccountSid: `AC${'0'.repeat(32)}` },
      ...{ From: person, To: glow, Body: 'Can I come in on Thursday? 👋' },
      ...{ NumMedia: '0', NumSegments: '1', SmsStatus: 'received', ApiVersion: '2010-04-01' },
    })
    expect(headers['content-type']).toBe('application/x-www-form-urlencoded; charset=UTF-8')
    const signature = String(headers['x-twilio-signature'])
    expect(twilio.validateRequest('sandbox', signature, `${listener.url}${path}`, params)).toBe(true)
    expect(twilio.validateRequest('sandbox', signature, `${listener.url}${path}`, { ...params, Body: 'x' })).toBe(false)
  })

  it('brings its pictures, which are served', async () => {
    const picture = Buffer.from('not really a picture')
    const sid = await text('', { mediaUrls: [`data:image/png;base64,${picture.toString('base64')}`] })
    const { params } = listener.heard[0]!
    expect(params).toMatchObject({ NumMedia: '1', MediaContentType0: 'image/png' })
    expect(sid).toMatch(/^MM/)
    const answer = await fetch(params.MediaUrl0!)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture)
    const wrong = await fetch(params.MediaUrl0!, { headers: { authorization: `Basic ${btoa('AC1:x')}` } })
    expect(wrong.status).toBe(401)
    const [listed] = await twilioClient(sandbox).messages(sid).media.list()
    expect(listed).toMatchObject({ contentType: 'image/png', parentSid: sid })
  })

  it('comes to each number’s own place', async () => {
    sandbox.control.twilio.setNumber({ number: lumen, smsUrl: `${listener.url}/lumen` })
    await text('Hello', { to: lumen })
    expect(listener.on('/lumen')).toHaveLength(1)
    await expect(text('Hello', { to: '+12125550199' })).rejects.toThrow('not a number of the account')
    await expect(text('Hello', { mediaUrls: ['https://elsewhere.example/x.png'] })).rejects.toThrow(
      'not on this machine',
    )
  })

  it('is answered by TwiML, or by plain words', async () => {
    listener.answers.push(
      xml('<Message><Body>See you &amp; yours</Body></Message><Message>Bye &#233;</Message>'),
      { type: 'text/plain', text: 'Plain' },
      xml(''),
    )
    await text('One')
    await text('Two')
    await text('Three')
    expect(thread()).toEqual(['in: One', 'out: See you & yours', 'out: Bye é', 'in: Two', 'out: Plain', 'in: Three'])
    expect(sandbox.control.outbox()).toHaveLength(3)
  })

  it.each([
    [{ type: 'application/json', text: '{}' }, '12300'],
    [{ text: '<Response><Message>' }, '12100'],
    [{ text: '<Answer/>' }, '12102'],
    [xml('<Message/>'), '14103'],
    [{ status: 404 }, '11200'],
  ])('notes what is wrong with an answer: %j', async (answer, code) => {
    listener.answers.push(answer)
    await text('Hello')
    expect(lastWebhook().error).toMatch(code)
    expect(listener.heard).toHaveLength(1)
  })

  it('goes to the fallback when the first place fails', async () => {
    sandbox.control.twilio.setNumber({ number: glow, smsFallbackUrl: `${listener.url}/fallback` })
    listener.answers.push({ status: 500 }, xml('<Message>Here</Message>'))
    await text('Hello')
    expect(listener.on('/fallback')[0]!.params).toMatchObject({
      ErrorCode: '11200',
      ErrorUrl: `${listener.url}${path}`,
      Body: 'Hello',
    })
    expect(thread()).toEqual(['in: Hello', 'out: Here'])
    expect(lastWebhook()).toMatchObject({ outcome: 'delivered', attempts: 2, error: null })
  })

  it('is tried again as the address says, with the same token', async () => {
    const smsUrl = `${listener.url}/again#rc=2&rp=5xx,rt&rt=1000`
    sandbox.control.twilio.setNumber({ number: glow, smsUrl })
    listener.answers.push({ status: 503 }, { isSilent: true })
    await text('Hello')
    expect(listener.on('/again')).toHaveLength(3)
    expect(new Set(listener.heard.map(({ headers }) => headers['i-twilio-idempotency-token'])).size).toBe(1)
    expect(lastWebhook()).toMatchObject({ outcome: 'delivered', attempts: 3 })
  })

  it('waits for nobody who is not there', async () => {
    sandbox.control.twilio.setNumber({ number: glow, smsUrl: 'http://127.0.0.1:9/sms' })
    await text('Hello')
    expect(lastWebhook()).toMatchObject({
      outcome: 'unanswered',
      attempts: 2,
      error: expect.stringMatching('11205') as string,
    })
  })
})

describe('opting out', () => {
  it.each(['STOP', 'stopall', ' Unsubscribe ', 'Cancel', 'END', 'quit', 'Revoke', 'OPTOUT'])(
    'is done by %j: told to the webhook, confirmed once, and kept for the pair',
    async (word) => {
      await text(word)
      await text(word)
      expect(listener.heard.map(({ params }) => params.Body)).toEqual([word, word])
      expect(thread()).toEqual([
        `in: ${word}`,
        expect.stringMatching('^out: You have successfully been unsubscribed') as string,
        `in: ${word}`,
      ])
      const create = (from: string) => twilioClient(sandbox).messages.create({ to: person, from, body: 'Hello' })
      expect(await refusal(create(glow))).toEqual({ code: 21610, status: 400 })
      expect(await refusal(create(lumen))).toBeNull()
    },
  )

  it.each(['START', 'yes', 'Unstop'])('is taken back by %j', async (word) => {
    await text('STOP')
    await text(word)
    expect(thread().at(-1)).toMatch(/^out: You have successfully been re-subscribed/)
    await text(word)
    expect(thread().at(-1)).toBe(`in: ${word}`)
    expect(sandbox.control.twilio.optOuts()).toEqual([])
  })

  it.each(['Stop please', 'STOP.', 'please stop', 'Y', 'N'])('is not done by %j', async (word) => {
    await text(word)
    expect(thread()).toEqual([`in: ${word}`])
  })

  it('is explained by HELP, and holds against an answer by TwiML', async () => {
    await text('Info')
    expect(thread().at(-1)).toMatch(/^out: Reply STOP to unsubscribe/)
    listener.answers.push(xml('<Message>Sorry to see you go</Message>'))
    await text('STOP')
    const ends = () => sandbox.control.twilio.messages(person).map(({ status, errorCode }) => `${status} ${errorCode}`)
    await eventually(() => expect(ends().at(-1)).toBe('failed 21610'))
  })

  it('is named in the webhook by a messaging service with advanced opt-out, for all its numbers', async () => {
    const messagingServiceSid = `MG${'c'.repeat(32)}`
    for (const number of [glow, lumen]) {
      sandbox.control.twilio.setNumber({ number, messagingServiceSid, optOut: 'advanced' })
    }
    await text('STOP')
    expect(listener.heard[0]!.params).toMatchObject({ OptOutType: 'STOP', MessagingServiceSid: messagingServiceSid })
    const create = twilioClient(sandbox).messages.create({ to: person, from: lumen, body: 'Hello' })
    expect(await refusal(create)).toEqual({ code: 21610, status: 400 })
  })
})
