import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test'
import { buildWhatIsStale } from '../scripts/build.ts'
import { findChromium } from '../scripts/chromium.ts'
import { generateClient } from '../scripts/db/generate.ts'
import { freePort } from '../scripts/ports.ts'
import { say, step } from '../scripts/say.ts'

const help = `Takes the documentation's pictures of the widget and the portal, from the real thing.

  node e2e/take-pictures.ts                  into docs/pictures/
  node e2e/take-pictures.ts --into <folder>  somewhere else

Starts Ava on free ports with a database of its own, chats about an appointment as a visitor
would, and looks at conversations as the spa's owner does. Takes about a minute.`

const root = fileURLToPath(new URL('..', import.meta.url))
const desk = { viewport: { width: 1280, height: 800 } }
const phone = { viewport: { width: 390, height: 800 }, isMobile: true, hasTouch: true }
const dark = { colorScheme: 'dark' } as const

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' }, into: { type: 'string' } } })
  if (values.help) return say(help)
  const folder = values.into ?? join(root, 'docs/pictures')
  await mkdir(folder, { recursive: true })
  await step('generating the database client', generateClient)
  await step('building the widget and the portal', buildWhatIsStale)
  const executablePath = await findChromium({ playwrightChromium: chromium.executablePath(), root })
  // What follows imports the generated client.
  const { startStack } = await import('../scripts/stack.ts')
  const dataDir = await mkdtemp(join(tmpdir(), 'ava-pictures-'))
  const [port, sandboxPort] = [await freePort(), await freePort()]
  const env = { PUBLIC_BASE_URL: `http://localhost:${port}` }
  try {
    const stack = await startStack({ dataDir, port, sandboxPort, env, isOwnDatabase: true })
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
    try {
      await takeAll({ browser, url: stack.url, folder })
    } finally {
      await browser.close()
      await stack.stop()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

interface Studio {
  browser: Browser
  url: string
  folder: string
}

async function takeAll(studio: Studio): Promise<void> {
  const widgets: Record<string, BrowserContextOptions & { path: string; until: Moment }> = {
    'widget-desk': { ...desk, path: '/demo/glow', until: 'offered' },
    'widget-phone-dark': { ...phone, ...dark, path: '/demo/lumen', until: 'asked' },
  }
  for (const [name, { path, until, ...look }] of Object.entries(widgets)) {
    await take(studio, { name, look }, async (page) => {
      await page.goto(`${studio.url}${path}`)
      await chat(page, { until })
    })
  }
  await take(studio, { name: 'portal-list-desk', look: desk }, (page) => openPortal(page, studio.url))
  await take(studio, { name: 'portal-list-phone', look: phone }, (page) => openPortal(page, studio.url))
  for (const [name, look] of Object.entries({
    'portal-conversation-desk': desk,
    'portal-conversation-desk-dark': { ...desk, ...dark },
  })) {
    await take(studio, { name, look }, async (page) => {
      await openPortal(page, studio.url)
      await page.getByRole('main').getByRole('link').filter({ hasText: 'Booked' }).first().click()
      await page.waitForURL(/\/conversations\/./)
    })
  }
  const places: Record<string, { path: string; look: BrowserContextOptions }> = {
    'portal-day-desk': { path: '/appointments', look: desk },
    'portal-tasks-phone-dark': { path: '/tasks', look: { ...phone, ...dark } },
    'portal-calendars-desk': { path: '/set-up/calendars', look: desk },
  }
  for (const [name, { path, look }] of Object.entries(places)) {
    await take(studio, { name, look }, async (page) => {
      await openPortal(page, studio.url)
      await page.goto(`${studio.url}${path}`)
      await page.getByRole('main').getByRole('heading').first().waitFor()
    })
  }
}

/** Opens the page that `arrive` goes to in a browser of its own, and keeps what it shows then. */
async function take(
  { browser, folder }: Studio,
  picture: { name: string; look: BrowserContextOptions },
  arrive: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...picture.look })
  const page = await context.newPage()
  await arrive(page)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(folder, `${picture.name}.png`), animations: 'disabled' })
  await context.close()
  say(`  ${picture.name}.png`)
}

/** Times are offered; or everything is known, and Ava asks whether to book it. */
type Moment = 'offered' | 'asked'

async function chat(page: Page, { until }: { until: Moment }): Promise<void> {
  await page.getByRole('button', { name: /talk to/i }).click()
  const panel = page.getByRole('dialog', { name: /conversation with/i })
  const type = async (text: string, answer: RegExp) => {
    await panel.getByRole('textbox', { name: 'Your message' }).fill(text)
    await panel.getByRole('button', { name: 'Send' }).click()
    await panel.getByRole('article').last().filter({ hasText: answer }).waitFor()
  }
  await type("Hello, I'd like to book a chemical peel", /\?/)
  await type('next Wednesday afternoon please', /Wednesday/)
  const openings = panel.getByRole('group', { name: /open times/i })
  await openings.getByRole('button').nth(1).waitFor()
  if (until === 'offered') return
  await openings.getByRole('button').nth(1).click()
  await panel.getByRole('article').last().filter({ hasText: /name/i }).waitFor()
  await type('Maya Lindqvist', /phone|email/i)
  await type('maya@mail.example', /apply to you/i)
  const first = /^(?:None of these|No|That’s all right|Book it)$/
  const choice = panel.getByRole('button', { name: first, disabled: false }).last()
  for (;;) {
    await choice.waitFor()
    if ((await choice.innerText()) === 'Book it') return
    await choice.click()
    await choice.waitFor({ state: 'detached' })
  }
}

async function openPortal(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Email').fill('owner@glow.example')
  await page.getByLabel('Password').fill('demo-front-desk')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page
    .getByRole('heading', { name: /conversations/i })
    .first()
    .waitFor()
}

await main()
