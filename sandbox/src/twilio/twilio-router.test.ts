import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'
import { segments } from './message-resource.ts'
import { sign } from './status-callback.ts'

const accountSid = `AC${'1'.repeat(32)}`
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.clearOutbox()
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
    const answer = await fetch(`${sandbox.url}${String(body.uri).replace(/^/, '/twilio')}`, {
      headers: { authorization: `Basic ${btoa(`${accountSid}:token`)}` },
    })
    expect(await answer.json()).toMatchObject({ sid: body.sid, status: 'delivered' })
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

  it('reports delivery to a callback on this machine, signed', async () => {
    const reports: { status: string | null; isSigned: boolean }[] = []
    const listener = createServer((request, response) => {
      let body = ''
      request.on('data', (piece: Buffer) => (body += piece.toString()))
      request.on('end', () => {
        const params = Object.fromEntries(new URLSearchParams(body))
        reports.push({
          status: params.MessageStatus ?? null,
          isSigned: request.headers['x-twilio-signature'] === sign(callback, params, 'token'),
        })
        response.end()
        if (reports.length === 2) listener.emit('both')
      })
    }).listen(0, '127.0.0.1')
    await once(listener, 'listening')
    const callback = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/status`
    const both = once(listener, 'both')
    await send({ ...good, StatusCallback: callback })
    await both
    expect(reports).toEqual([
      { status: 'sent', isSigned: true },
      { status: 'delivered', isSigned: true },
    ])
    listener.closeAllConnections()
    listener.close()
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

it('counts the texts a message takes', () => {
  expect(segments('a'.repeat(160))).toBe(1)
  expect(segments('a'.repeat(161))).toBe(2)
  expect(segments('é😀'.repeat(20))).toBe(1)
  expect(segments('😀'.repeat(36))).toBe(2)
})
