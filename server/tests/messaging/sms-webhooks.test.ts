import twilio from 'twilio'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { OURS, OUTSIDE, smsStage, THEIRS, type SmsStage } from './sms-stage.ts'

let stage: SmsStage
beforeAll(async () => {
  stage = await smsStage()
})
beforeEach(() => stage.clear())
afterAll(() => stage.close())

const sid = `SM${'a'.repeat(32)}`
const form = (more: Record<string, string> = {}) => ({
  MessageSid: sid,
  From: THEIRS,
  To: OURS,
  Body: 'Hello',
  ...more,
})

/** Posts a form by hand, signed over the address outside unless told otherwise. */
async function post(
  fields: Record<string, string>,
  more: { path?: string; signedFor?: string; token?: string; type?: string; body?: string; host?: string } = {},
) {
  const path = more.path ?? '/webhooks/twilio/sms'
  const signature = twilio.getExpectedTwilioSignature(
    more.token ?? 'sandbox',
    `${more.signedFor ?? OUTSIDE}${path}`,
    fields,
  )
  const answer = await fetch(`${stage.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': more.type ?? 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': signature,
      'x-forwarded-host': 'ava.example',
    },
    body: more.body ?? new URLSearchParams(fields).toString(),
  })
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

it('takes a text in, says nothing in the answer, and has Ava answer', async () => {
  expect(await post(form({ Body: 'Are you open? 🙂 ünï & more=1', NumSegments: '2', FutureField: 'x' }))).toEqual({
    status: 200,
    type: 'text/xml; charset=utf-8',
    text: '<Response/>',
  })
  const [message, ...others] = await stage.received()
  expect(others).toEqual([])
  expect(message).toMatchObject({
    text: 'Are you open? 🙂 ünï & more=1',
    channel: 'sms',
    author: 'customer',
    externalId: sid,
    sms: { fromNumber: THEIRS, toNumber: OURS, providerSid: sid, segments: 2 },
    conversation: { channel: 'sms', ourAddress: OURS, theirAddress: THEIRS, customerId: null },
  })
  expect(message!.conversation.visitorId).not.toBeNull()
  expect(await stage.tenant.db.customer.count()).toBe(0)
  expect(stage.answers()).toMatchObject([
    { payload: { conversationId: message!.conversationId, messageId: message!.id } },
  ])
  expect(await stage.refused()).toEqual({})
})

it('refuses what Twilio has not signed for our address, and counts it', async () => {
  const signed = form()
  const url = stage.url
  const refusals = [
    await post(signed, { token: 'another' }),
    // The address that the request came to is not the one that Twilio was given.
    await post(signed, { signedFor: url }),
    await post(signed, { body: new URLSearchParams({ ...signed, Body: 'Changed' }).toString() }),
    await post({}, { path: '/webhooks/twilio/status?spa=x&message=y', signedFor: `${OUTSIDE}/elsewhere` }),
  ]
  expect(refusals.map(({ status }) => status)).toEqual([403, 403, 403, 403])
  const unsigned = await fetch(`${url}/webhooks/twilio/sms`, { method: 'POST', body: new URLSearchParams(signed) })
  expect(unsigned.status).toBe(403)
  expect(await stage.refused()).toEqual({ forged: 5 })
  expect(await stage.received()).toEqual([])
})

it('refuses what is no form, too large or no message, and counts it', async () => {
  const answers = [
    await post(form(), { type: 'application/json', body: JSON.stringify(form()) }),
    await post(form(), { type: 'multipart/form-data; boundary=x', body: '--x--' }),
    await post(form({ Body: 'x'.repeat(1024 * 1024) })),
    await post({ From: THEIRS, To: OURS, Body: 'No sid' }),
    await post(form(), { body: 'a=1&'.repeat(600) }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([415, 415, 413, 400, 400])
  expect(await stage.refused()).toEqual({ wrong_type: 2, too_large: 1, malformed: 2 })
  expect(await stage.received()).toEqual([])
})

it('takes the same text once, however often and however many at the same time', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => post(form())))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200])
  expect(await stage.received()).toHaveLength(1)
  expect(stage.answers()).toHaveLength(1)
  expect(await stage.refused()).toEqual({ replayed: 5 })
})

it('ends in the same state when every webhook comes twice and in another order', async () => {
  const words = ['Hello', 'I would like to book', 'Botox, please', 'on Friday']
  stage.sandbox.control.setFaults({
    messagingFaults: [{ kind: 'duplicate' }, { kind: 'shuffle', ms: 50 }].map((one) => ({
      ...one,
      for: THEIRS,
    })) as never,
  })
  const sent = await Promise.all(
    words.map((text) => stage.sandbox.control.twilio.receive({ from: THEIRS, to: OURS, text })),
  )
  await Promise.all(sent.map(({ delivered }) => delivered))
  const received = await stage.received()
  expect(received.map(({ text }) => text).sort()).toEqual([...words].sort())
  expect(new Set(received.map(({ conversationId }) => conversationId)).size).toBe(1)
  expect(new Set(received.map(({ position }) => position)).size).toBe(4)
  expect(await stage.refused()).toEqual({ replayed: 4 })
})

it('notes pictures that came along, and says so in words', async () => {
  const picture = 'data:image/png;base64,iVBORw0KGgo='
  await stage.text('My skin today', { mediaUrls: [picture, picture] })
  await stage.text('', { mediaUrls: ['data:video/mp4;base64,AAAA'] })
  const [first, second] = await stage.received()
  expect(first!.text).toBe('My skin today\n(sent 2 pictures)')
  expect(first!.attachments).toMatchObject([
    { name: 'picture-1.png', contentType: 'image/png', sourceUrl: expect.stringContaining('/Media/ME') as string },
    { name: 'picture-2.png' },
  ])
  expect(second!.text).toBe('(sent a video)')
  expect(stage.answers()).toHaveLength(2)
})

it('answers for a number that is no spa’s, and from one of ours, and keeps nothing of either', async () => {
  expect((await post(form({ To: '+19995550100' }))).status).toBe(200)
  expect((await post(form({ From: '+13105550168' }))).status).toBe(200)
  expect((await post(form({ From: '+15005550006' }))).status).toBe(200)
  expect(await stage.refused()).toEqual({ unknown_address: 1, own_number: 2 })
  expect(await stage.received()).toEqual([])
})

it('does not answer a machine that texts from a short code', async () => {
  await post(form({ From: '22395', Body: 'Your code is 123456' }))
  expect(await stage.received()).toHaveLength(1)
  expect(stage.answers()).toEqual([])
})

it('keeps texts that no database would', async () => {
  expect((await post(form({ Body: 'a\u0000b' }))).status).toBe(200)
  expect((await stage.received())[0]!.text).toBe('ab')
})

const outbox = (id: string) => stage.tenant.db.outboxMessage.findFirstOrThrow({ where: { id } })
const statusOf = async (id: string) =>
  (await stage.tenant.db.communicationMessage.findFirst({ where: { outboxId: id } }))?.deliveryStatus

async function answerIn() {
  await stage.text('Hello')
  const [message] = await stage.received()
  return stage.queue({ kind: 'answer', purpose: 'reply', conversationId: message!.conversationId })
}

it('follows a message to its end, though reports come twice and in any order', async () => {
  const { outboxId } = await answerIn()
  stage.sandbox.control.setFaults({
    messagingFaults: [{ kind: 'duplicate' }, { kind: 'shuffle', ms: 50 }].map((one) => ({
      ...one,
      for: THEIRS,
    })) as never,
  })
  await stage.deliver()
  await vi.waitFor(async () => expect(await outbox(outboxId)).toMatchObject({ status: 'delivered', fromAddress: OURS }))
  expect(await statusOf(outboxId)).toBe('delivered')
  const { providerId } = await outbox(outboxId)
  stage.sandbox.control.resetFaults()
  stage.sandbox.control.webhooks.clear()
  for (const status of ['sent', 'queued', 'undelivered'] as const) {
    const errorCode = status === 'undelivered' ? 30003 : null
    stage.sandbox.control.twilio.report({ sid: providerId!, status, errorCode })
  }
  await vi.waitFor(() =>
    expect(stage.sandbox.control.webhooks.all().map(({ outcome }) => outcome)).toEqual([
      'delivered',
      'delivered',
      'delivered',
    ]),
  )
  expect(await outbox(outboxId)).toMatchObject({ status: 'delivered', error: null })
  expect(await statusOf(outboxId)).toBe('delivered')
  expect(await stage.tasks()).toEqual([])
})

const report = (more: Record<string, string>, path: string) =>
  post({ MessageSid: sid, To: THEIRS, From: OURS, ...more }, { path })

it.each([
  [['sent', 'delivered'], { status: 'delivered', error: null }],
  [['delivered', 'sent'], { status: 'delivered', error: null }],
  [['sent', 'undelivered:30003'], { status: 'failed', error: '30003' }, 'undelivered'],
  [['undelivered:30003', 'sent'], { status: 'failed', error: '30003' }, 'undelivered'],
  [['failed:30007', 'delivered'], { status: 'delivered', error: null }],
  [['delivered', 'failed:30007'], { status: 'delivered', error: null }],
  [['failed:30007', 'undelivered:30003'], { status: 'failed', error: '30007' }, 'undelivered'],
])('ends %j each twice as it should', async (reports, expected, shown = expected.status) => {
  const { outboxId } = await answerIn()
  const path = `/webhooks/twilio/status?spa=${stage.tenant.id}&message=${outboxId}`
  for (const one of [...reports, ...reports]) {
    const [MessageStatus = '', ErrorCode] = one.split(':')
    expect((await report({ MessageStatus, ...(ErrorCode ? { ErrorCode } : {}) }, path)).status).toBe(200)
  }
  expect(await outbox(outboxId)).toMatchObject({ ...expected, providerId: sid })
  expect(await statusOf(outboxId)).toBe(shown)
  const open = (await stage.tasks()).filter(({ status }) => status !== 'done')
  expect(open.map(({ kind }) => kind)).toEqual(expected.status === 'failed' ? ['undelivered'] : [])
})

it('remembers whom Twilio says has opted out', async () => {
  const { outboxId } = await answerIn()
  const path = `/webhooks/twilio/status?spa=${stage.tenant.id}&message=${outboxId}`
  await report({ MessageStatus: 'failed', ErrorCode: '21610' }, path)
  expect(await stage.ledger()).toMatchObject([
    { isOptedOut: true, source: 'provider', ourAddress: OURS, theirAddress: THEIRS },
  ])
  const later = await stage.queue({ kind: 'answer', purpose: 'reply' })
  await stage.deliver()
  expect(await outbox(later.outboxId)).toMatchObject({ status: 'failed', error: 'opted_out' })
  expect(stage.phone()).toEqual([])
})

it('knows a message by Twilio’s id as well, and takes no report about another spa’s', async () => {
  const { outboxId } = await answerIn()
  await stage.tenant.db.outboxMessage.updateMany({ where: { id: outboxId }, data: { providerId: sid } })
  await report({ MessageStatus: 'delivered' }, '/webhooks/twilio/status')
  expect(await outbox(outboxId)).toMatchObject({ status: 'delivered' })
  const second = await answerIn()
  const path = `/webhooks/twilio/status?spa=${stage.other.tenant.id}&message=${second.outboxId}`
  expect((await report({ MessageStatus: 'delivered' }, path)).status).toBe(200)
  expect((await report({ MessageStatus: 'made_up' }, path)).status).toBe(200)
  expect(await outbox(second.outboxId)).toMatchObject({ status: 'queued' })
  expect(await stage.refused()).toEqual({ unknown_message: 1 })
})
