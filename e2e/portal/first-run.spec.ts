import type { Page } from '@playwright/test'
import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'
import { widget } from '../support/widget.ts'

/** Opens a page, and waits until it answers: what is typed before is not its own. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('#svelte-announcer').waitFor({ state: 'attached' })
}

test('a new spa goes from its name to a first talk with Ava, leaves in the middle and comes back', async ({
  page,
  ava,
  context,
  cleanliness,
}) => {
  test.slow()
  cleanliness.allowConsole(/status of 400/)
  await signIn(page, ava.url, 'owner@lumen.example')
  const made = await page.request.post(`${ava.url}/api/portal/spas`, {
    data: { name: 'Éclat Spa', timeZone: 'America/Denver' },
    headers: { origin: ava.url },
  })
  const { tenantId } = (await made.json()) as { tenantId: string }
  await context.addCookies([{ name: 'ava_spa', value: tenantId, url: ava.url }])

  await open(page, `${ava.url}/welcome`)
  await expect(page.getByRole('heading', { level: 1, name: 'Business' })).toBeVisible()
  await page.getByLabel('Time zone').fill('Mars/Olympus')
  await page.getByLabel('Address').fill('5 Pearl Street, Boulder, CO')
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await expect(page.getByRole('alert')).toContainText('There is no such time zone')
  await expect(page.getByLabel('Address')).toHaveValue('5 Pearl Street, Boulder, CO')
  await page.getByLabel('Time zone').fill('America/Denver')
  await page.getByRole('button', { name: 'Save and go on' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible()
  await page.getByLabel('Price of Botox, from').fill('240')
  await expectAccessible(page, { widths: [390] })
  await page.getByRole('button', { name: 'Add 6 services' }).click()

  // Left in the middle, and gone on with where it was.
  await expect(page.getByRole('heading', { level: 1, name: 'Providers and hours' })).toBeVisible()
  await page.getByRole('link', { name: 'Go on later' }).click()
  await open(page, `${ava.url}/welcome`)
  await expect(page.getByRole('heading', { level: 1, name: 'Providers and hours' })).toBeVisible()
  await page.getByLabel('First name').fill('Nora')
  await page.getByLabel('Family name').fill('Vance')
  await page.getByLabel('Kind of licence').selectOption('NP')
  await page.getByRole('button', { name: 'Save and add another' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Nora Vance' })).toContainText('6 services')
  await page.getByRole('button', { name: 'Go on', exact: true }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Ava', exact: true })).toBeVisible()
  await page.getByLabel('Her first words').fill('Hello, this is Nora.')
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await expect(page.getByRole('alert')).toContainText('AI')
  await page
    .getByLabel('Her first words')
    .fill('Hello, this is Ava, the AI receptionist at Éclat. What can I do for you?')
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Channels' })).toBeVisible()
  await page.getByRole('button', { name: 'Leave this out' }).click()

  await expect(page.getByRole('heading', { level: 1, name: 'Your website' })).toBeVisible()
  await page.getByLabel('Address of your website').fill('www.eclat.example')
  await page.getByRole('button', { name: 'Allow this website' }).click()
  await expect(page.getByText('Enter the whole address with https://').first()).toBeVisible()
  await page.getByLabel('Address of your website').fill('https://www.eclat.example/book')
  await page.getByRole('button', { name: 'Allow this website' }).click()
  await expect(page.getByText('Ava may appear on https://www.eclat.example.').first()).toBeVisible()
  await expect(page.getByText('Not seen on your site yet')).toBeVisible()

  // A first talk on the sample page is noticed here by itself.
  const opening = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Make a test call' }).click()
  const sample = await opening
  const ui = widget(sample)
  await ui.open()
  await expect(ui.panel.getByText(/the AI receptionist at Éclat/)).toBeVisible()
  await ui.type('What does Botox cost?')
  await expect(ui.log).toContainText('$240')
  await page.bringToFront()
  await expect(page.getByText('You have talked with her.')).toBeVisible()
  await page.getByRole('button', { name: 'Finish' }).click()
  await expect(page.getByRole('heading', { name: 'Ava is ready' })).toBeVisible()
  await expectAccessible(page, { widths: [390] })
})
