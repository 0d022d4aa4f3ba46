import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'

test('every place of the portal opens for the owner, with real data, and axe finds nothing', async ({ page, ava }) => {
  await signIn(page, ava.url, 'owner@glow.example')
  const places = page.getByRole('navigation', { name: 'Main' }).getByRole('link')
  const addresses = await places.evaluateAll((links) => links.map((link) => link.getAttribute('href')!))
  expect(addresses.length).toBeGreaterThan(3)
  for (const address of new Set(addresses)) {
    const response = await page.goto(ava.url + address)
    expect(response?.status(), address).toBe(200)
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
    await page.locator('#svelte-announcer').waitFor({ state: 'attached' })
    await expectAccessible(page)
  }
})
