import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'

const ana = 'ana@mail.example'
const back = `/mail?address=${encodeURIComponent(ana)}&thread=new`
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
beforeEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.sendgrid.reset()
})
afterAll(() => sandbox.close())

async function sent(more: object = {}): Promise<string> {
  const body = {
    personalizations: [{ to: [{ email: ana, name: 'Ana' }] }],
    from: { email: 'hello@glow.example', name: 'Glow' },
    reply_to: { email: 'reply+7@glow.example' },
    subject: 'Your visit',
    content: [
      { type: 'text/plain', value: 'See you on Tuesday.' },
      { type: 'text/html', value: '<script>alert(1)</script><p>See you <img src="cid:logo"></p>' },
    ],
    headers: { 'Message-ID': '<1@glow.example>', References: '<0@glow.example>' },
    attachments: [
      { filename: 'visit.ics', type: 'text/calendar', content: btoa('BEGIN:VCALENDAR') },
      { filename: 'logo.png', type: 'image/png', content: 'AAAA', disposition: 'inline', content_id: 'logo' },
    ],
    ...more,
  }
  const headers = { authorization: 'Bearer SG.x', 'content-type': 'application/json' }
  await fetch(`${sandbox.url}/sendgrid/v3/mail/send`, { method: 'POST', headers, body: JSON.stringify(body) })
  return sandbox.control.sendgrid.mails(ana).at(-1)!.id
}
const get = (path: string) => fetch(`${sandbox.url}${path}`)
const page = async (thread = ''): Promise<string> => (await get(`/mail?address=${ana}&thread=${thread}`)).text()
function submit(path: string, form: Record<string, string>): Promise<Response> {
  const body = new URLSearchParams({ back, ...form })
  return fetch(`${sandbox.url}/page/mail/${path}`, { method: 'POST', body, redirect: 'manual' })
}
const write = (form: Record<string, string>) =>
  submit('send', { from: ana, to: 'hello@glow.example', text: 'Hello', charset: 'UTF-8', ...form })
const newest = () => sandbox.control.sendgrid.mails(ana).at(-1)!

describe('a mailbox', () => {
  it('shows a mail’s HTML where nothing runs and nothing is fetched', async () => {
    const id = await sent()
    expect(await page(id)).toMatch(`<iframe\n              src="/page/mail/html?id=${id}"`.split('\n')[0]!)
    expect(await page(id)).toContain('sandbox=""')
    expect(await page(id)).not.toContain('<script>alert')
    const html = await get(`/page/mail/html?id=${id}`)
    expect(html.headers.get('content-security-policy')).toMatch(/^default-src 'none';.* sandbox$/)
    expect(await html.text()).toContain('<img src="data:image/png;base64,AAAA">')
  })

  it('hands out attachments', async () => {
    const answer = await get(`/page/mail/attachment?id=${await sent()}&index=0`)
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename=visit.ics')
    expect(answer.headers.get('content-type')).toContain('text/calendar')
    expect(await answer.text()).toBe('BEGIN:VCALENDAR')
    expect((await get('/page/mail/attachment?id=none&index=0')).status).toBe(404)
  })

  it('answers in the thread, with what it quotes, to where answers go', async () => {
    const id = await sent()
    const markup = await page(id)
    expect(markup).toContain('value="reply+7@glow.example"')
    expect(markup).toContain('&gt; See you on Tuesday.')
    const quote = 'On Tuesday, Glow wrote:\r\n> See you on Tuesday.'
    await write({
      to: 'reply+7@glow.example',
      subject: 'Re: Your visit',
      answers: id,
      quote,
      html: 'yes',
      text: '1 < 2\r\nBye',
    })
    expect(newest()).toMatchObject({
      direction: 'in',
      to: [{ email: 'reply+7@glow.example' }],
      inReplyTo: '<1@glow.example>',
      references: ['<0@glow.example>', '<1@glow.example>'],
      text: '1 < 2\nBye\n\nOn Tuesday, Glow wrote:\n> See you on Tuesday.',
    })
    expect(newest().html).toMatch(/^<div dir="ltr">1 &lt; 2<br>Bye<\/div><br><div class="gmail_quote">/)
    expect(await page(id)).toContain('2 mails')
  })

  it('writes a new mail in a charset, with a file, as a machine', async () => {
    const files = JSON.stringify([{ filename: 'a.txt', contentType: 'text/plain', contentBase64: btoa('hi') }])
    const answer = await write({ subject: 'Frage', charset: 'ISO-8859-1', files, automatic: 'yes' })
    expect(answer.headers.get('location')).toBe(`${back.replace('new', '')}&did=sent`)
    expect(newest()).toMatchObject({ html: null, headers: { 'Auto-Submitted': 'auto-replied' }, inReplyTo: null })
    expect(newest().attachments[0]!.content.toString()).toBe('hi')
  })

  it('lets things happen to a mail, and says so', async () => {
    const id = await sent()
    await submit('event', { id, email: ana, event: 'bounce' })
    expect(await page(id)).toMatch(/bounce/)
    expect(await page(id)).toContain(`Nothing is sent to ${ana} any more: bounce.`)
    await submit('unsuppress', { email: ana })
    expect(sandbox.control.sendgrid.suppressions()).toEqual([])
  })

  it('refuses what cannot be sent', async () => {
    expect((await write({ to: 'nobody' })).headers.get('location')).toBe(`${back}&did=refused`)
    expect((await write({ files: '{broken' })).headers.get('location')).toBe(`${back}&did=refused`)
    expect((await write({ charset: 'klingon' })).headers.get('location')).toBe(`${back}&did=refused`)
    expect(sandbox.control.sendgrid.mails()).toEqual([])
  })
})
