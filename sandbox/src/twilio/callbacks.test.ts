import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { listen, type Heard, type Listener } from '../messaging/listener.ts'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'
import { refusal, twilioClient } from './real-client.ts'

const to = '+12125550188'
const from = '+15005550006'
// The machine may be busy.
vi.setConfig({ testTimeout: 20_000 })
const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 8000 })
let sandbox: Sandbox
let listener: Listener

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  listener = await listen()
})
beforeEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.twilio.reset()
  sandbox.control.webhooks.clear()
  listener.heard.length = 0
  listener.answers.length = 0
})
afterAll(async () => {
  listener.close()
  await sandbox.close()
})

const create = (more: object = {}) =>
  twilioClient(sandbox).messages.create({ to, from, body: 'Hello', statusCallback: `${listener.url}/status`, ...more })
const statuses = () => listener.heard.map(({ params }) => params.MessageStatus)
const isSigned = ({ headers, path, params }: Heard, token = 'sandbox') =>
  twilio.validateRequest(token, String(headers['x-twilio-signature']), `${listener.url}${path}`, params)
const fault = (...faults: object[]) =>
  sandbox.control.setFaults({ messagingFaults: faults.map((one) => ({ times: 1, ...one })) as never })
const heard = (count: number) => eventually(() => expect(listener.heard).toHaveLength(count))

it('tells every status after the first, signed as Twilio’s own validator wants it', async () => {
  const { sid, status } = await create()
  expect(status).toBe('queued')
  await heard(2)
  expect(statuses()).toEqual(['sent', 'delivered'])
  expect(listener.heard.map((one) => isSigned(one))).toEqual([true, true])
  expect(isSigned(listener.heard[0]!, 'another')).toBe(false)
  expect(listener.heard[1]!.params).toEqual({
    AccountSid: `AC${'0'.repeat(32)}`,
    ApiVersion: '2010-04-01',
    From: from,
    MessageSid: sid,
    MessageStatus: 'delivered',
    RawDlrDoneDate: expect.stringMatching(/^\d{10}$/) as string,
    SmsSid: sid,
    SmsStatus: 'delivered',
    To: to,
  })
})

it('begins with accepted when a messaging service chooses the number', async () => {
  const service = `MG${'b'.repeat(32)}`
  sandbox.control.twilio.setNumber({ number: '+12125550142', messagingServiceSid: service })
  const message = await create({ from: undefined, messagingServiceSid: service })
  expect(message).toMatchObject({ status: 'accepted', from: null, numSegments: '0' })
  await heard(3)
  expect(statuses()).toEqual(['queued', 'sent', 'delivered'])
  expect(listener.heard[0]!.params).toMatchObject({ MessagingServiceSid: service, From: '+12125550142' })
})

it.each([
  [{ kind: 'fails', for: to }, ['sent', 'undelivered'], 30003],
  [{ kind: 'fails', for: to, outcome: 'failed', errorCode: 30007 }, ['failed'], 30007],
])('ends as the number is set to end: %j', async (set, expected, code) => {
  fault(set)
  const { sid } = await create()
  await heard(expected.length)
  expect(statuses()).toEqual(expected)
  expect(listener.heard.at(-1)!.params.ErrorCode).toBe(String(code))
  expect(await twilioClient(sandbox).messages(sid).fetch()).toMatchObject({ errorCode: code })
})

it('does not deliver within the United States without a live campaign, while that is enforced', async () => {
  sandbox.control.twilio.setAccount({ isRegistrationEnforced: true })
  sandbox.control.twilio.setNumber({ number: from, isRegistered: false })
  await create()
  await heard(2)
  expect(listener.heard[1]!.params).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '30034' })
  sandbox.control.twilio.setNumber({ number: from, isRegistered: true })
  await create()
  await heard(4)
  expect(statuses().at(-1)).toBe('delivered')
})

it('refuses who has opted out at once, or takes it and fails later', async () => {
  sandbox.control.twilio.setOptOut({ ours: from, theirs: to, isOptedOut: true })
  expect(await refusal(create())).toEqual({ code: 21610, status: 400 })
  expect(await refusal(create({ from: '+12125550142' }))).toBeNull()
  await heard(2)
  fault({ kind: 'opted_out_late' })
  expect((await create()).status).toBe('queued')
  await heard(3)
  expect(listener.heard[2]!.params).toMatchObject({ MessageStatus: 'failed', ErrorCode: '21610' })
})

it('comes twice, in another order, later, or not at all', async () => {
  fault({ kind: 'duplicate', times: 2 })
  await create()
  await heard(4)
  expect(statuses()).toEqual(['sent', 'sent', 'delivered', 'delivered'])

  fault({ kind: 'shuffle', times: 2, ms: 1000 })
  await create()
  await heard(6)
  expect(statuses().slice(4)).toEqual(['delivered', 'sent'])

  fault({ kind: 'delay', ms: 60_000 })
  await create()
  await heard(7)
  expect(statuses()[6]).toBe('delivered')
  sandbox.control.advanceClock(60_000)
  await heard(8)
  expect(statuses()[7]).toBe('sent')

  fault({ kind: 'drop' })
  await create()
  await heard(9)
  expect(statuses()[8]).toBe('delivered')
  expect(sandbox.control.webhooks.all().map(({ outcome }) => outcome)).toContain('dropped')
})

it('is signed by somebody else when that is set, and can be sent again byte for byte', async () => {
  fault({ kind: 'forge' })
  await create()
  await heard(2)
  expect(listener.heard.map((one) => isSigned(one))).toEqual([false, true])
  await eventually(() => expect(sandbox.control.webhooks.all().at(-1)!.outcome).toBe('delivered'))
  const again = await sandbox.control.webhooks.again(sandbox.control.webhooks.all().at(-1)!.id)
  expect(again).toMatchObject({ outcome: 'delivered', marks: ['again'] })
  expect(listener.heard[2]!.body).toEqual(listener.heard[1]!.body)
  expect(isSigned(listener.heard[2]!)).toBe(true)
})

it('is set by hand, backwards too', async () => {
  const { sid } = await create()
  await heard(2)
  sandbox.control.twilio.report({ sid, status: 'sent' })
  await heard(3)
  expect(statuses()).toEqual(['sent', 'delivered', 'sent'])
})

it('is not called outside this machine, and a refusal disturbs nobody', async () => {
  await create({ statusCallback: 'https://ava.example/status' })
  await eventually(() =>
    expect(sandbox.control.webhooks.all().map(({ outcome }) => outcome)).toEqual(['not_local', 'not_local']),
  )
  listener.answers.push({ status: 404 }, { status: 404 })
  await create()
  await eventually(() =>
    expect(sandbox.control.webhooks.all().slice(2)).toMatchObject([
      { outcome: 'refused', status: 404, attempts: 1 },
      { outcome: 'refused', status: 404, attempts: 1 },
    ]),
  )
})

it('signs the address that the server is known by outside', async () => {
  sandbox.control.webhooks.setServer({ url: listener.url, publicBaseUrl: 'https://ava.example' })
  await create({ statusCallback: 'https://ava.example/status?tenant=1' })
  await heard(2)
  const { headers, params } = listener.on('/status?tenant=1')[0]!
  const signature = String(headers['x-twilio-signature'])
  expect(twilio.validateRequest('sandbox', signature, 'https://ava.example/status?tenant=1', params)).toBe(true)
  sandbox.control.webhooks.setServer({ url: null, publicBaseUrl: null })
})
