import type { Browser, BrowserContextOptions, Page } from '@playwright/test'
import { expect, onTestFinished } from 'vitest'
import { startHostSite, type HostSiteOptions } from './host-site.ts'
import { MockAva } from './mock-ava.ts'

export interface Visit {
  page: Page
  ava: MockAva
  url: string
  /** What the browser complained of. Empty at the end of every test, but for what the test takes out. */
  complaints: string[]
}

/** A visitor on the spa's site. Whatever the console reports as an error fails the test. */
export async function visit(
  browser: Browser,
  {
    site: siteOptions = {},
    context: contextOptions = {},
    prepare = () => {},
    beforeLoad,
  }: {
    site?: Partial<HostSiteOptions>
    context?: BrowserContextOptions
    prepare?: (ava: MockAva) => void
    /** Runs in the page before any of its scripts. */
    beforeLoad?: () => void
  } = {},
): Promise<Visit> {
  const ava = await new MockAva().start()
  prepare(ava)
  const site = await startHostSite({ avaUrl: ava.url, ...siteOptions })
  const context = await browser.newContext({ reducedMotion: 'reduce', ...contextOptions })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.addInitScript(keepTracks)
  if (beforeLoad) await page.addInitScript(beforeLoad)
  onTestFinished(async () => {
    await context.close()
    await site.stop()
    await ava.stop()
    expect(complaints).toEqual([])
  })
  await page.goto(site.url)
  return { page, ava, url: site.url, complaints }
}

/** Runs in the page: remembers every microphone track that was handed out. */
function keepTracks(): void {
  const tracks: MediaStreamTrack[] = []
  Object.assign(window, { microphoneTracks: tracks })
  const devices = navigator.mediaDevices
  if (!devices) return
  const getUserMedia = devices.getUserMedia.bind(devices)
  devices.getUserMedia = async (constraints) => {
    const stream = await getUserMedia(constraints)
    tracks.push(...stream.getTracks())
    return stream
  }
}

export function microphoneStates(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (window as unknown as { microphoneTracks: MediaStreamTrack[] }).microphoneTracks.map((track) => track.readyState),
  )
}

export const launcher = (page: Page) => page.getByRole('button', { name: /Talk to Ava/ })
export const dialog = (page: Page) => page.getByRole('dialog', { name: 'Conversation with Ava' })
export const messageField = (page: Page) => page.getByRole('textbox', { name: 'Your message' })

export async function openPanel(page: Page): Promise<void> {
  await launcher(page).click()
  await page.getByRole('button', { name: 'Book an appointment' }).waitFor()
}

export async function sendMessage(page: Page, text: string): Promise<void> {
  await messageField(page).fill(text)
  await messageField(page).press('Enter')
}
