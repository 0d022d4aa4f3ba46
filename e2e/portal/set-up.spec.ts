import type { Page } from '@playwright/test'
import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'

/** Opens a page, and waits until it answers: what is typed before is not its own. */
async function open(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('#svelte-announcer').waitFor({ state: 'attached' })
}

test('an owner sets up a service, a file of them, a week and a policy; what is wrong is said at its field', async ({
  page,
  ava,
  database,
  cleanliness,
}) => {
  test.slow()
  // A form that is refused answers with 400, and the browser notes it.
  cleanliness.allowConsole(/status of 400/)
  await signIn(page, ava.url, 'owner@glow.example')

  // A service: refused with everything typed still there, then saved.
  await open(page, `${ava.url}/set-up/services/new`)
  const name = '<script>alert(1)</script> Glow 💉 عناية'
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel('Kind of treatment').fill('Skin')
  await page.getByLabel('Description').fill('A treatment for the test.')
  await page.getByLabel('Price from').fill('-5')
  await page.getByLabel('Minutes', { exact: true }).fill('0')
  await page.getByRole('button', { name: 'Save' }).click()
  const summary = page.getByRole('alert')
  await expect(summary).toContainText('2 fields need another look')
  await expect(page.getByLabel('Price from')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name)
  await expectAccessible(page)
  await page.getByLabel('Price from').fill('120')
  await page.getByLabel('Minutes', { exact: true }).fill('40')
  await page.getByRole('checkbox', { name: /Sofía Delgado/ }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  await database.soon('glow', 'select id from services where name = $1 and price_from_cents = 12000', [name])
  await page.getByLabel('How often').fill('every week')
  await page.getByRole('link', { name: 'Services', exact: true }).first().click()
  await page.getByRole('button', { name: 'Stay here' }).click()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  await page.getByRole('button', { name: `Remove: ${name}` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Services' })).toBeVisible()
  await expect(page.getByText(name)).toHaveCount(0)

  // A service that is booked is not removed: what is in the way is named.
  await page.getByRole('link', { name: 'Botox', exact: true }).click()
  await page.getByRole('button', { name: 'Remove: Botox' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText(/Not removed: \d+ appointments? to come would be lost/)).toBeVisible()

  // A file, looked at before it is written.
  await open(page, `${ava.url}/set-up/services/import`)
  const file = (text: string) => ({ name: 'services.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByLabel('CSV file').setInputFiles(file('name,price_from\nBrow wax,25\nTint,abc\n'))
  await page.getByRole('button', { name: 'Look at it' }).click()
  await expect(page.getByRole('row', { name: /3 Tint/ })).toContainText('price_from')
  await expect(page.getByRole('button', { name: /^Write/ })).toHaveCount(0)
  await page.getByLabel('CSV file').setInputFiles(file('name,price_from\nBrow wax,25\n'))
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByRole('button', { name: 'Write 1 service' }).click()
  await expect(page.getByText('1 service written.')).toBeVisible()

  // A week that overlaps, and one that leaves appointments outside.
  await open(page, `${ava.url}/set-up/providers`)
  await page.getByRole('link', { name: 'Dr. Maya Castellano' }).click()
  await page.getByRole('button', { name: 'Add hours on Tuesday' }).click()
  await page.getByLabel('Tuesday, from').last().fill('11:00')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/overlaps with .* on Tuesday/).last()).toBeVisible()
  for (const day of ['Tuesday', 'Thursday', 'Saturday']) {
    const remove = page.getByRole('button', { name: new RegExp(`Remove the hours .* on ${day}`) })
    while ((await remove.count()) > 0) await remove.first().click()
  }
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText(/appointments? to come no longer fits?/)).toBeVisible()
  await expectAccessible(page)

  // A policy in versions.
  await open(page, `${ava.url}/set-up/policies`)
  await page.getByText('Write a new version: 24-hour notice').click()
  await page.getByLabel('What clients agree to').first().fill('Tell us a day ahead, please.')
  await page.getByRole('button', { name: 'Publish' }).first().click()
  await expect(page.getByText('Published: 24-hour notice.')).toBeVisible()
  await expectAccessible(page)
})

test('every page of the set-up holds its own spa’s data alone, and axe finds nothing', async ({ page, ava }) => {
  test.slow()
  await signIn(page, ava.url, 'owner@lumen.example')
  for (const path of [
    'business',
    'services',
    'services/catalogue',
    'services/new',
    'providers',
    'resources',
    'hours',
  ]) {
    await open(page, `${ava.url}/set-up/${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByText(/Glow Med Spa|Castellano/)).toHaveCount(0)
    await expectAccessible(page, { widths: [390] })
  }
})
