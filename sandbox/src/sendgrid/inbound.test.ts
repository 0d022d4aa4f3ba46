import iconv from 'iconv-lite'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { listen, type Heard, type Listener } from '../messaging/listener.ts'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 20_000 })
let sandbox: Sandbox
let listener: Listener

beforeAll(async () => {
  listener = await listen()
  sandbox = await startSandbox({ port: 0, server: { url: listener.url, publicBaseUrl: null } })
})
beforeEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.sendgrid.reset()
  sandbox.control.webhooks.clear()
  listener.heard.length = 0
  listener.answers.length = 0
})
afterAll(async () => {
  listener.close()
  await sandbox.close()
})

const mail = {
  from: 'Ana Díaz <ana@mail.example>',
  to: 'Glow <hello@glow.example>',
  subject: 'Re: Your visit',
  text: 'Yes.',
}

async function write(more: object = {}): Promise<{ id: string; messageId: string }> {
  const { id, messageId, delivered } = sandbox.control.sendgrid.receive({ ...mail, ...more })
  await delivered
  return { id, messageId }
}

interface Field {
  content: Buffer
  filename: string | null
  type: string | null
}

/** What the form holds, by the bytes. */
function fields({ headers, body }: Heard): Record<string, Field> {
  const boundary = /boundary=(\S+)$/.exec(String(headers['content-type']))![1]!
  const parts = body.toString('latin1').split(`--${boundary}\r\n`).slice(1)
  return Object.fromEntries(
    parts.map((part) => {
      const [head = '', ...rest] = part.split('\r\n\r\n')
      const content = rest.join('\r\n\r\n').replace(new RegExp(`(\r\n)(--${boundary}--\r\n)?$`), '')
      const name = / name="([^"]+)"/.exec(head)![1]!
      const filename = / filename="([^"]+)"/.exec(head)?.[1] ?? null
      const type = /Content-Type: (.+)/.exec(head)?.[1] ?? null
      return [name, { content: Buffer.from(content, 'latin1'), filename, type }]
    }),
  )
}
const newest = () => fields(listener.heard.at(-1)!)
const words = (name: string) => newest()[name]?.content.toString()

describe('a mail from somebody', () => {
  it('is posted with its parts to the secret place, under basic auth', async () => {
    const { messageId } = await write({ html: '<p>Yes.</p>', headers: { 'In-Reply-To': '<1@glow.example>' } })
    const { path, headers } = listener.heard[0]!
    expect(path).toBe('/webhooks/sendgrid/inbound/sandbox')
    expect(headers.authorization).toBe(`Basic ${btoa('sendgrid:sandbox')}`)
    expect(Object.keys(newest()).sort()).toEqual(
      [
        ...['SPF', 'attachments', 'charsets', 'dkim', 'envelope', 'from', 'headers', 'html', 'sender_ip'],
        ...['spam_report', 'spam_score', 'subject', 'text', 'to'],
      ].sort(),
    )
    expect(JSON.parse(words('envelope')!)).toEqual({ to: ['hello@glow.example'], from: 'ana@mail.example' })
    expect(words('from')).toBe('Ana Díaz <ana@mail.example>')
    expect(words('headers')).toMatch(`Message-ID: ${messageId}\n`)
    expect(words('headers')).toMatch('In-Reply-To: <1@glow.example>\n')
    expect(words('attachments')).toBe('0')
  })

  it('has its fields in no order to rely on, and a new boundary every time', async () => {
    for (let index = 0; index < 6; index++) await write()
    expect(new Set(listener.heard.map(({ headers }) => headers['content-type'])).size).toBe(6)
    expect(new Set(listener.heard.map((heard) => Object.keys(fields(heard)).join())).size).toBeGreaterThan(1)
  })

  it('writes each field in its own charset, and says which', async () => {
    const text = 'Günstig für mich – 10 €'
    await write({ text, subject: '予約', charset: { text: 'windows-1252', subject: 'shift_jis' } })
    expect(JSON.parse(words('charsets')!)).toEqual({
      text: 'windows-1252',
      subject: 'shift_jis',
      from: 'UTF-8',
      to: 'UTF-8',
    })
    expect(iconv.decode(newest().text!.content, 'windows-1252')).toBe(text)
    expect(words('text')).not.toBe(text)
    expect(iconv.decode(newest().subject!.content, 'shift_jis')).toBe('予約')
    expect(() => sandbox.control.sendgrid.receive({ ...mail, charset: 'klingon' })).toThrow()
  })

  it('brings its attachments byte for byte', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 45, 45, 128])
    const picture = { filename: 'Foto – "1".png', contentType: 'image/png', contentBase64: bytes.toString('base64') }
    await write({ attachments: [picture, { ...picture, filename: 'in.png', contentId: 'logo' }] })
    expect(words('attachments')).toBe('2')
    expect(newest().attachment1).toMatchObject({ type: 'image/png', content: bytes })
    expect(JSON.parse(words('attachment-info')!)).toMatchObject({
      attachment1: { filename: 'Foto – "1".png', type: 'image/png' },
      attachment2: { 'content-id': 'logo' },
    })
    expect(JSON.parse(words('content-ids')!)).toEqual({ logo: 'attachment2' })
  })

  it('comes whole as MIME in raw mode', async () => {
    sandbox.control.sendgrid.setSettings({ isRaw: true, checksSpam: false })
    const attachments = [{ filename: 'a.txt', contentType: 'text/plain', contentBase64: btoa('attached') }]
    const subject = 'Größe und noch viel mehr Wörter, die nicht in eines passen'
    await write({ subject, html: '<p>Ja</p>', text: 'Größe', charset: 'iso-8859-1', attachments })
    expect(Object.keys(newest())).not.toContain('text')
    const raw = words('email')!
    expect(raw).toMatch(/^Subject: =\?iso-8859-1\?B\?[^\r]+\r\n =\?iso-8859-1\?B\?/m)
    expect(raw).toContain(iconv.encode('Größe', 'iso-8859-1').toString('base64'))
    expect(raw).toContain(btoa('attached'))
    expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true)
  })

  it('goes to the envelope’s address, whatever stands in To', async () => {
    await write({ to: ['Somebody <else@x.example>'], envelopeTo: ['reply+abc@glow.example'] })
    expect(JSON.parse(words('envelope')!)).toMatchObject({ to: ['reply+abc@glow.example'] })
    expect(words('to')).toBe('Somebody <else@x.example>')
  })

  it('is tried again for days when it is not taken', async () => {
    listener.answers.push({ status: 401 })
    sandbox.control.setFaults({ messagingFaults: [{ kind: 'forge', times: 1 }] })
    const { delivered } = sandbox.control.sendgrid.receive(mail)
    await expect.poll(() => sandbox.control.webhooks.all()[0]!.error, { timeout: 8000 }).toBe('again in 5 s')
    expect(listener.heard[0]!.headers.authorization).not.toBe(`Basic ${btoa('sendgrid:sandbox')}`)
    sandbox.control.advanceClock(5_000)
    await delivered
    expect(listener.heard).toHaveLength(2)
    expect(listener.heard[1]!.body).toEqual(listener.heard[0]!.body)
  })
})
