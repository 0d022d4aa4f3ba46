import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from './harness/browser.ts'
import { dialog, launcher, messageField, openPanel, visit } from './harness/visit.ts'

let browser: Browser
beforeAll(async () => void (browser = await launchBrowser()))
afterAll(() => browser.close())

it('asks for nothing but itself until the visitor shows interest', async () => {
  const { page, ava } = await visit(browser)
  await launcher(page).waitFor()
  await page.waitForLoadState('networkidle')
  expect(ava.requests).toEqual(['/widget/v1/ava.js'])
  await launcher(page).hover()
  await page.waitForRequest(/\/api\/widget\/config/)
  expect(ava.requests.some((path) => path.includes('voice'))).toBe(false)
})

it('works with the keyboard alone: opens with Enter, closes with Escape, and gives the focus back', async () => {
  const { page } = await visit(browser)
  await launcher(page).focus()
  await page.keyboard.press('Enter')
  await dialog(page).waitFor()
  await expect
    .poll(() => messageField(page).evaluate((field) => field === (field.getRootNode() as ShadowRoot).activeElement))
    .toBe(true)
  await page.keyboard.press('Escape')
  await dialog(page).waitFor({ state: 'hidden' })
  await expect
    .poll(() => launcher(page).evaluate((button) => button === (button.getRootNode() as ShadowRoot).activeElement))
    .toBe(true)
})

it('obeys commands that were queued before it loaded, and the same commands as methods afterwards', async () => {
  const { page } = await visit(browser, {
    beforeLoad: () => {
      const queue: IArguments[] = []
      // What the documentation tells a site to paste.
      const stub = Object.assign(
        function () {
          // eslint-disable-next-line prefer-rest-params
          queue.push(arguments)
        },
        { q: queue },
      ) as unknown as { (name: string, ...args: unknown[]): void; q: unknown }
      Object.assign(window, { Ava: stub, heard: [] })
      stub('on', 'open', () => (window as unknown as { heard: string[] }).heard.push('open'))
      stub('open')
      document.addEventListener('ava:close', () => (window as unknown as { heard: string[] }).heard.push('ava:close'))
    },
  })
  await dialog(page).waitFor()
  await page.evaluate(() => window.Ava!.close())
  await dialog(page).waitFor({ state: 'hidden' })
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual(['open', 'ava:close'])
})

it('ignores a second script tag', async () => {
  const { page, ava } = await visit(browser)
  await launcher(page).waitFor()
  await addScript(page, ava.url)
  expect(await page.locator('ava-receptionist').count()).toBe(1)
})

it('can be inserted late', async () => {
  const { page, ava } = await visit(browser, { site: { hasWidget: false } })
  await addScript(page, ava.url)
  await launcher(page).waitFor()
})

it('survives pages that replace their body, and keeps the conversation open', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await messageField(page).fill('Half a mess')
  await page.evaluate(() => {
    const body = document.createElement('body')
    body.append(document.createElement('main'))
    document.body.replaceWith(body)
  })
  await dialog(page).waitFor()
  expect(await messageField(page).inputValue()).toBe('Half a mess')
  await page.evaluate(() => document.body.replaceChildren(document.createElement('main')))
  await dialog(page).waitFor()
  // Taken out alone, as hydration does with strangers: it comes back, closed.
  await page.evaluate(() => document.querySelector('ava-receptionist')!.remove())
  await launcher(page).waitFor()
  expect(ava.requests.filter((path) => path.endsWith('ava.js'))).toHaveLength(1)
})

it('leaves nothing behind when it is destroyed, and can be set up again', async () => {
  const { page, ava } = await visit(browser)
  await openPanel(page)
  await page.evaluate(() => window.Ava!.destroy())
  expect(await page.locator('ava-receptionist').count()).toBe(0)
  expect(await page.evaluate(() => 'Ava' in window)).toBe(false)
  await addScript(page, ava.url)
  await launcher(page).waitFor()
})

it('takes the spa’s accent with a text colour that can be read, on either side of the page', async () => {
  const { page } = await visit(browser, {
    site: { attributes: 'data-accent="#f5e6a0" data-position="left"' },
  })
  await launcher(page).waitFor()
  const { color, left } = await launcher(page).evaluate((button) => ({
    color: getComputedStyle(button).color,
    left: button.getBoundingClientRect().left,
  }))
  expect(color).toBe('rgb(0, 0, 0)')
  expect(left).toBe(20)
})

it('says on the launcher when the rest of it does not load, with the phone number, and tries again', async () => {
  const { page, complaints } = await visit(browser, { site: { attributes: 'data-phone="(212) 555-0142"' } })
  await launcher(page).waitFor()
  await page.route(/panel-/, (route) => route.abort(), { times: 2 })
  await launcher(page).click()
  await page.getByRole('button', { name: /Try again, or call \(212\) 555-0142/ }).waitFor()
  await page.unrouteAll()
  await launcher(page).click()
  await dialog(page).waitFor()
  expect(complaints.splice(0).every((complaint) => complaint.includes('ERR_FAILED'))).toBe(true)
})

async function addScript(page: import('@playwright/test').Page, avaUrl: string): Promise<void> {
  await page.evaluate(
    (src) =>
      new Promise((resolve) => {
        const script = document.createElement('script')
        script.async = true
        script.dataset.site = 'glow'
        script.onload = resolve
        script.src = src
        document.head.append(script)
      }),
    `${avaUrl}/widget/v1/ava.js`,
  )
}
