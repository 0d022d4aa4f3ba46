import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.clearOutbox()
})
afterAll(() => sandbox.close())

const good = {
  personalizations: [{ to: [{ email: 'ana@example.com' }] }],
  from: { email: 'desk@spa.example', name: 'The spa' },
  subject: 'Your visit',
  content: [{ type: 'text/plain', value: 'See you on Tuesday.' }],
}

async function send(body: unknown, authorization = 'Bearer SG.sandbox') {
  const answer = await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    body: JSON.stringify(body),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    id: answer.headers.get('x-message-id'),
    text,
    errors: text ? (JSON.parse(text) as { errors: { field: string | null }[] }).errors : [],
  }
}

describe('sending an email', () => {
  it('takes it, answers nothing but an id, and puts it in the outbox', async () => {
    const { status, id, text } = await send(good)
    expect(status).toBe(202)
    expect(text).toBe('')
    expect(id).toMatch(/^[\w-]{22}$/)
    expect(sandbox.control.outbox()).toMatchObject([
      {
        kind: 'email',
        id,
        from: 'The spa <desk@spa.example>',
        to: 'ana@example.com',
        subject: 'Your visit',
        text: 'See you on Tuesday.',
      },
    ])
  })

  it.each([
    ['nobody to send to', { ...good, personalizations: [] }, 'personalizations'],
    [
      'an address that is none',
      { ...good, personalizations: [{ to: [{ email: 'ana at example' }] }] },
      'personalizations.0.to.0.email',
    ],
    [
      'the same address twice',
      { ...good, personalizations: [{ to: [{ email: 'a@b.co' }], cc: [{ email: 'A@b.co' }] }] },
      'personalizations.0',
    ],
    ['no sender', { ...good, from: undefined }, 'from'],
    ['no subject', { ...good, subject: '' }, 'subject'],
    ['no content', { ...good, content: [] }, 'content'],
    ['empty content', { ...good, content: [{ type: 'text/plain', value: '' }] }, 'content.0.value'],
    [
      'text after html',
      {
        ...good,
        content: [
          { type: 'text/html', value: '<p>x' },
          { type: 'text/plain', value: 'x' },
        ],
      },
      'content',
    ],
    ['two texts', { ...good, content: [...good.content, ...good.content] }, 'content'],
    [
      'an attachment that is not base64',
      { ...good, attachments: [{ content: '%%', filename: 'a' }] },
      'attachments.0.content',
    ],
    ['an attachment without a name', { ...good, attachments: [{ content: 'YQ==' }] }, 'attachments.0.filename'],
    [
      'a line break in a header',
      { ...good, headers: { 'Message-ID': '<1@a>\r\nBcc: x@y.example' } },
      'headers.Message-ID',
    ],
    [
      'more than a thousand people',
      {
        ...good,
        personalizations: [{ to: Array.from({ length: 1001 }, (_, index) => ({ email: `p${index}@b.example` })) }],
      },
      'personalizations',
    ],
    ['a time in four days', { ...good, send_at: Math.floor(Date.now() / 1000) + 4 * 86_400 }, 'send_at'],
    ['a field that does not exist', { ...good, colour: 'green' }, 'colour'],
    ['a number as custom argument', { ...good, custom_args: { id: 1 } }, 'custom_args.id'],
    ['a reserved header', { ...good, headers: { 'X-SG-ID': '1' } }, 'headers.X-SG-ID'],
  ])('refuses %s', async (_, body, field) => {
    const { status, errors } = await send(body)
    expect(status).toBe(400)
    expect(errors.map((error) => error.field)).toContain(field)
    expect(sandbox.control.outbox()).toEqual([])
  })

  it.each([
    ['no key', ''],
    ['a key of another form', 'Bearer sk-1'],
  ])('is not allowed with %s', async (_, authorization) => {
    expect(await send(good, authorization)).toMatchObject({ status: 401 })
  })

  it('fails as often as it is told', async () => {
    sandbox.control.setFaults({ emailServerErrors: 1, emailRateLimits: 1 })
    expect(await send(good)).toMatchObject({ status: 500 })
    expect(await send(good)).toMatchObject({ status: 429 })
    expect(await send(good)).toMatchObject({ status: 202 })
  })
})
