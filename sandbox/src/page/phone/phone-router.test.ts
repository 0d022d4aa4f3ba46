import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { twilioClient } from '../../twilio/real-client.ts'
import { listen, type Listener } from '../../messaging/listener.ts'
import { startSandbox, type Sandbox } from '../../start-sandbox.ts'

const person = '+12125550188'
const glow = '+12125550142'
const back = `/phone?number=${encodeURIComponent(person)}&with=${encodeURIComponent(glow)}`
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
  sandbox.control.twilio.reset()
  sandbox.control.webhooks.clear()
})
afterAll(async () => {
  listener.close()
  await sandbox.close()
})

const page = async (path = back): Promise<string> => (await fetch(`${sandbox.url}${path}`)).text()
function submit(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}/page/${path}`, {
    method: 'POST',
    body: new URLSearchParams({ back, ...form }),
    headers,
    redirect: 'manual',
  })
}
const text = (words: string, more: Record<string, string> = {}) =>
  submit('phone/send', { from: person, to: glow, text: words, ...more })

describe('a phone', () => {
  it('can be picked before anybody was texted, by a number as people write it', async () => {
    const markup = await page('/phone?number=(212)+555-0188')
    expect(markup).toContain('<h2 id="phone-title">+1 212 555 0188</h2>')
    expect(markup).toContain('No texts with Glow Med Spa yet')
  })

  it('shows texts both ways as text, with their states', async () => {
    await twilioClient(sandbox).messages.create({ to: person, from: glow, body: '<b>Hello</b> & welcome' })
    const answer = await text('I am <i>late</i>')
    expect(answer.headers.get('location')).toBe(`${back}&did=sent`)
    const markup = await page()
    expect(markup).toContain('&lt;b&gt;Hello&lt;/b&gt; &amp; welcome')
    expect(markup).toContain('I am &lt;i&gt;late&lt;/i&gt;')
    await expect.poll(() => page(), { timeout: 8000 }).toContain('delivered')
    await expect.poll(() => page(), { timeout: 8000 }).toContain('<span class="good">taken</span>')
    expect(listener.heard.at(-1)!.params).toMatchObject({ From: person, To: glow, Body: 'I am <i>late</i>' })
  })

  it('keeps a thread for each spa', async () => {
    await text('To Glow')
    await text('To Lumen', { to: '+13105550168' })
    expect(await page(`/phone?number=${encodeURIComponent(person)}&with=%2B13105550168`)).toContain('<p>To Lumen</p>')
    expect(await page()).not.toContain('<p>To Lumen</p>')
  })

  it('sends a word, or a picture, and says when Ava may not answer', async () => {
    await text('ignored', { quick: 'STOP' })
    expect(await page()).toContain('Opted out: Glow Med Spa can send nothing here until START.')
    await text('', { media: 'data:image/png;base64,AAAA' })
    const src = /<img src="([^"]+)"/.exec(await page())![1]!
    expect((await fetch(`${sandbox.url}${src}`)).headers.get('content-type')).toBe('image/png')
  })

  it('says what cannot be sent', async () => {
    expect((await text('')).headers.get('location')).toBe(`${back}&did=refused`)
    const asked = await text('', { to: '+12125550000' })
    expect(asked.headers.get('location')).toContain('did=refused')
    const json = await submit('phone/send', { from: person, to: glow, text: '' }, { accept: 'application/json' })
    expect([json.status, await json.json()]).toEqual([400, { error: 'A text needs words or a picture.' }])
    expect(sandbox.control.twilio.messages()).toEqual([])
  })

  it('sets what goes wrong, and ends it', async () => {
    const form = { kind: 'fails', provider: 'twilio', for: person, times: '', ms: '0', outcome: 'failed' }
    await submit('messaging/faults', { ...form, errorCode: '30007' })
    expect(sandbox.control.faults().messagingFaults).toMatchObject([{ kind: 'fails', for: person, errorCode: 30007 }])
    expect(await page()).toContain(`Does not arrive (failed, 30007), ${person}, until ended`)
    expect(await page('/')).toContain('Texts and emails: Does not arrive')
    await submit('messaging/faults/end', { index: '0' })
    expect(sandbox.control.faults().messagingFaults).toEqual([])
  })

  it('ends a spa’s campaign, and looks at campaigns', async () => {
    await submit('phone/registration', { number: glow, isRegistered: 'no' })
    await submit('phone/enforce', { enforced: 'yes' })
    expect(sandbox.control.twilio.numbers().find(({ number }) => number === glow)!.isRegistered).toBe(false)
    expect(await page()).toContain('cannot text the United States: 30034')
  })

  it('tells the server again', async () => {
    const { delivered } = await sandbox.control.twilio.receive({ from: person, to: glow, text: 'Once' })
    await delivered
    await submit('messaging/again', { id: sandbox.control.webhooks.all()[0]!.id })
    const [first, second] = listener.heard.slice(-2)
    expect(second!.body).toEqual(first!.body)
  })

  it('does not listen to another website', async () => {
    expect((await text('Hello', { quick: 'STOP' })).status).toBe(303)
    const answer = await submit(
      'phone/send',
      { from: person, to: glow, text: 'x' },
      { origin: 'https://elsewhere.example' },
    )
    expect(answer.status).toBe(403)
  })
})
