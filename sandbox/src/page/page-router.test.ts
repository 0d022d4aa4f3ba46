import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox, type Sandbox } from '../start-sandbox.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
})
afterEach(() => {
  sandbox.control.resetFaults()
  sandbox.control.clearOutbox()
  sandbox.control.ears([])
})
afterAll(() => sandbox.close())

const page = async (): Promise<string> => (await fetch(`${sandbox.url}/`)).text()

function submit(path: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
    redirect: 'manual',
  })
}

async function text(body: string): Promise<void> {
  const sid = `AC${'0'.repeat(32)}`
  await fetch(`${sandbox.url}/twilio/2010-04-01/Accounts/${sid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${sid}:sandbox`)}` },
    body: new URLSearchParams({ To: '+12125550188', From: '+15005550006', Body: body }),
  })
}

describe('the sandbox’s page', () => {
  it('says what it is, under a policy that lets nothing else in', async () => {
    const answer = await fetch(`${sandbox.url}/`)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    const markup = await answer.text()
    expect(markup).toMatch(/Nobody outside is\s+contacted/)
    expect(markup).not.toMatch(/<script>|style="|onclick/)
    for (const file of ['page.css', 'page.js', 'live.js'])
      expect((await fetch(`${sandbox.url}/page/${file}`)).status).toBe(200)
  })

  it('shows a text as text, whatever is in it', async () => {
    await text('<img src=x onerror=alert(1)> & "hello"')
    expect(await page()).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; &quot;hello&quot;')
    const parts = (await (await fetch(`${sandbox.url}/page/parts`)).json()) as Record<string, string>
    expect(parts.phones).toContain('+12125550188')
  })

  it('gives the ear its lines, one utterance each', async () => {
    const answer = await submit('/page/ears', { utterances: 'Hello there\r\n\r\n  The second one  ' })
    expect(answer.status).toBe(303)
    expect(sandbox.control.waitingEars()).toEqual(['Hello there', 'The second one'])
    expect(await page()).toContain('<li>The second one</li>')
  })

  it('sets faults, and changes nothing when a number is none', async () => {
    await submit('/page/faults', { textRateLimits: '2' })
    expect(sandbox.control.faults().textRateLimits).toBe(2)
    const wrong = await submit('/page/faults', { textRateLimits: 'many' })
    expect(wrong.headers.get('location')).toBe('/?did=wrong')
    expect(sandbox.control.faults().textRateLimits).toBe(2)
    await submit('/page/faults', { reset: 'yes' })
    expect(sandbox.control.faults().textRateLimits).toBe(0)
  })

  it('does not listen to another website', async () => {
    const answer = await submit('/page/faults', { textRateLimits: '2' }, { origin: 'https://elsewhere.example' })
    expect(answer.status).toBe(403)
    expect(sandbox.control.faults().textRateLimits).toBe(0)
  })
})
