import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { listen, type Listener } from '../messaging/listener.ts'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'

const person = '+12125550188'
const glow = '+12125550142'
let sandbox: Sandbox
let listener: Listener

beforeAll(async () => {
  listener = await listen()
  sandbox = await startSandbox({ port: 0 })
})
beforeEach(async () => {
  await call('POST', 'messages/reset')
  await call('POST', 'mail/reset')
  await call('DELETE', 'webhooks')
  await call('POST', 'webhooks/server', { url: listener.url, publicBaseUrl: 'https://ava.example' })
})
afterAll(async () => {
  listener.close()
  await sandbox.close()
})

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
  const response = await fetch(`${sandbox.url}/control/${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

it('texts a number, and waits until the server has it when asked to', async () => {
  const { status, body } = await call('POST', 'messages/inbound', { from: person, to: glow, text: 'Hello', wait: true })
  expect([status, body.sid]).toEqual([201, listener.heard.at(-1)!.params.MessageSid])
  const { body: list } = await call('GET', `messages?number=${encodeURIComponent(person)}`)
  expect(list.messages).toMatchObject([{ sid: body.sid, direction: 'in', text: 'Hello', from: person, to: glow }])
  const { body: log } = await call('GET', 'webhooks')
  expect(log.webhooks).toMatchObject([
    { kind: 'sms', url: 'https://ava.example/webhooks/twilio/sms', outcome: 'delivered' },
  ])
  const again = await call('POST', `webhooks/${log.webhooks[0].id}/again`)
  expect(again.body).toMatchObject({ outcome: 'delivered', marks: ['again'] })
  expect((await call('POST', 'webhooks/none/again')).status).toBe(404)
})

it('mails an address, and shows what was written without the bytes of attachments', async () => {
  const attachments = [{ filename: 'a.txt', contentType: 'text/plain', contentBase64: btoa('hi') }]
  const { status, body } = await call('POST', 'mail/inbound', {
    ...{ from: 'Ana <ana@mail.example>', to: 'hello@glow.example', subject: 'Hello', text: 'Hi', attachments },
    ...{ html: '<p>Hi</p>', headers: { 'Message-ID': '<1@mail.example>' }, charset: 'iso-8859-1', wait: true },
  })
  expect([status, body.messageId]).toEqual([201, '<1@mail.example>'])
  expect((await call('GET', `mail/${body.id}`)).body).toMatchObject({
    from: { name: 'Ana', email: 'ana@mail.example' },
    attachments: [{ filename: 'a.txt', bytes: 2 }],
  })
  const file = await fetch(`${sandbox.url}/control/mail/${body.id}/attachments/0`)
  expect(await file.text()).toBe('hi')
  expect((await call('GET', 'mail?address=ana@mail.example')).body.mails).toHaveLength(1)
})

it('sets up numbers, opt-outs, the account and mail', async () => {
  const number = { number: '+12125550100', name: 'A spa', isRegistered: false, smsUrl: 'http://127.0.0.1:9/x' }
  expect((await call('POST', 'messages/numbers', number)).body).toMatchObject({ ...number, optOut: 'default' })
  const pair = { ours: number.number, theirs: person }
  const { body } = await call('POST', 'messages/opt-outs', { ...pair, isOptedOut: true })
  expect(body.optOuts).toEqual([pair])
  const account = await call('POST', 'messages/account', { authToken: 'other', isRegistrationEnforced: true })
  expect(account.body).toMatchObject({ authToken: 'other', isRegistrationEnforced: true })
  await call('POST', 'mail/settings', { parseUrl: `${listener.url}/in`, secret: 's', isRaw: true, eventsUrl: null })
  expect((await call('GET', 'mail/settings')).body).toMatchObject({ url: `${listener.url}/in`, isRaw: true })
  expect((await call('GET', 'mail/public-key')).body.publicKey).toMatch(/^MFkw/)
})

it.each<[string, object]>([
  ['messages/inbound', { from: '2125550188', to: glow, text: 'x' }],
  ['messages/inbound', { from: person, to: glow }],
  ['messages/numbers', { number: 'x' }],
  ['messages/opt-outs', { ours: glow }],
  ['messages/account', { accountSid: 'AC1' }],
  ['mail/inbound', { from: 'ana', to: 'b@c.example' }],
  ['mail/inbound', { from: 'a@b.example', to: 'b@c.example', headers: { 'X-A': 'b\r\nBcc: x' } }],
  ['mail/event', { id: 'x', event: 'teleported' }],
  ['webhooks/server', { url: 'ava' }],
  ['faults', { messagingFaults: [{ kind: 'gremlin' }] }],
])('refuses bad input to %s: %j', async (path, body) => {
  expect(await call('POST', path, body)).toMatchObject({ status: 400, body: { error: expect.any(String) as string } })
})

it('is told of a number that the account does not have', async () => {
  const { status, body } = await call('POST', 'messages/inbound', { from: person, to: '+12125550199', text: 'x' })
  expect(status).toBe(404)
  expect(body.error).toContain('/control/messages/numbers')
})
