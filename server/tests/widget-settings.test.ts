import { WidgetConfig } from '@ava/protocol/widget-config.ts'
import { WidgetSetUp } from '@ava/protocol/portal/widget.ts'
import { AuditPage } from '@ava/protocol/portal/audit.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPortalDesk, type PortalDesk } from './harness/portal-desk.ts'
import { bodyOf } from './harness/running-server.ts'

let desk: PortalDesk

beforeAll(async () => {
  desk = await openPortalDesk()
})
afterAll(async () => {
  expect(desk.server.errors()).toEqual([])
  await desk.close()
})

const widget = async () => WidgetSetUp.parse(await (await desk.ask('widget')).json())
const post = (body: object) => desk.ask('widget', { method: 'POST', body })
const spanish = { launcher: 'Hable con nosotras', greeting: '', privacyLine: '', nudge: '¿Le "ayudo"?' }

it('keeps the look, writes it on the tag, and answers in the language of the page', async () => {
  const before = await widget()
  expect(before.look).toMatchObject({ side: 'right', languages: ['en'], nudgeAfterSeconds: null })
  const look = {
    ...before.look,
    accentColor: '#FFEE00',
    side: 'left',
    offsetX: 32,
    languages: ['en', 'es'],
    texts: { es: spanish },
    nudgeAfterSeconds: 15,
    nudgeOn: ['/botox', '/lips/*'],
  }
  const saved = await post({ ...look, updatedAt: before.updatedAt })
  expect(saved.status).toBe(200)
  const { snippet } = WidgetSetUp.parse(await saved.json())
  expect(snippet).toContain('data-accent="#ffee00"')
  expect(snippet).toContain('data-position="left" data-offset-x="32px"')
  expect(snippet).toContain('data-launcher-es="Hable con nosotras"')
  expect(snippet).toContain('data-nudge-es="¿Le &#34;ayudo&#34;?"')
  expect(snippet).toContain('data-nudge-after="15" data-nudge-on="^(/botox|/lips/.*)$"')

  const stale = await post({ ...look, updatedAt: before.updatedAt })
  expect(stale.status).toBe(409)

  await desk.willow.tenant.db.tenant.updateMany({ data: { allowedOrigins: ['https://willow.example'] } })
  const ask = (lang: string, origin = 'https://willow.example') =>
    fetch(`${desk.server.url}/api/widget/config?site=${before.siteKey}&lang=${lang}`, { headers: { origin } })
  const config = WidgetConfig.parse(await (await ask('es-MX')).json())
  expect(config).toMatchObject({ language: 'es', accentColor: '#ffee00' })
  expect(config.greeting).toContain('inteligencia artificial')
  expect(WidgetConfig.parse(await (await ask('fr')).json()).language).toBe('en')

  // One write for an hour and a website, and none for one that is refused.
  expect((await ask('en', 'https://other.example')).status).toBe(403)
  expect((await widget()).sightings).toMatchObject([{ origin: 'https://willow.example', isAllowed: true }])

  const log = AuditPage.parse(await (await desk.ask('audit?about=widget')).json())
  expect(log.entries[0]).toMatchObject({ what: 'Widget: changed' })
  const side = log.entries[0]!.details.find(({ label }) => label === 'Side')
  expect(side?.value).toBe('right → left')
})

it.each([
  [{ accentColor: 'red' }, 'accentColor'],
  [{ offsetX: -1 }, 'offsetX'],
  [{ offsetY: null }, 'offsetY'],
  [{ languages: [] }, 'languages'],
  [{ nudgeAfterSeconds: 1 }, 'nudgeAfterSeconds'],
  [{ nudgeOn: ['<script>'] }, 'nudgeOn.0'],
  [{ texts: { es: { ...spanish, launcher: 'x'.repeat(10_000) } } }, 'texts.es.launcher'],
  [{ texts: { en: { ...spanish, greeting: 'Hi, I am Jane from the front desk.' } } }, 'texts.en.greeting'],
])('says at the field what is wrong: %j', async (change, field) => {
  const { look, updatedAt } = await widget()
  const answer = await post({ ...look, ...change, updatedAt })
  expect(answer.status).toBe(400)
  expect((await bodyOf(answer)).error.fields).toHaveProperty([field])
})

it('shows a look that is not saved on a page of an origin of its own', async () => {
  const { look, siteKey } = await widget()
  const show = (text: string) => fetch(`${desk.server.url}/widget-preview/${siteKey}?look=${encodeURIComponent(text)}`)
  const page = await show(JSON.stringify({ ...look, accentColor: '#123456' }))
  expect(page.headers.get('content-security-policy')).toContain('sandbox allow-scripts;')
  expect(await page.text()).toContain('data-accent="#123456"')
  expect((await show('{')).status).toBe(400)
  expect((await show(JSON.stringify({ ...look, accentColor: '"><script>' }))).status).toBe(400)
})
