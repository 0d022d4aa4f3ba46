import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'

/** A customer with nothing to come, whom the demo data know by messages and a visit. */
const somebodyPast = `
  select c.id, c.given_name || ' ' || c.family_name as name, i.value as phone from customers c
  join identities i on i.customer_id = c.id and i.kind = 'phone'
  where c.merged_into_id is null and c.family_name is not null
    and exists (select from appointments a where a.customer_id = c.id)
    and not exists (select from appointments a where a.customer_id = c.id and a.ends_at > now())
    and not exists (select from identities o where o.value = i.value and o.customer_id <> c.id)
  order by c.id limit 1`

/** Awake: what is opened and typed before that is the browser's alone. */
async function isLive(page: Page): Promise<void> {
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible()
}

test('a customer is written down, found again and edited; what cannot be is said at its field and nothing typed is lost', async ({
  page,
  ava,
  cleanliness,
}) => {
  // What is refused is a 400, which the browser notes by itself.
  cleanliness.allowConsole(/status of 400/)
  await signIn(page, ava.url, 'owner@glow.example')
  await page.getByRole('link', { name: 'Customers' }).first().click()
  await page.getByRole('link', { name: 'New customer' }).click()
  await isLive(page)
  const name = `Zoë <script>alert(1)</script>`
  await page.getByLabel('First name').fill(name)
  await page.getByLabel('Last name').fill('Zz'.repeat(60))
  await page.getByLabel('Phone numbers').fill('(212) 555-0188\nnot a number')
  await page.getByRole('button', { name: 'Add customer' }).click()
  await expect(page.getByRole('alert')).toContainText('One field needs another look')
  await expect(page.getByLabel('Last name')).toHaveAccessibleDescription(/at most 80/)
  await page.getByLabel('Last name').fill('Zander')
  await page.getByRole('button', { name: 'Add customer' }).click()
  await expect(page.getByLabel('Phone numbers')).toHaveAccessibleDescription(/no phone number/)
  await expect(page.getByLabel('First name')).toHaveValue(name)
  await expectAccessible(page)
  // What is typed is not left by accident.
  await page.getByRole('link', { name: 'Today' }).first().click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stay here' }).click()
  await page.getByLabel('Phone numbers').fill('(212) 555-0188')
  await page.getByRole('button', { name: 'Add customer' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /Zander$/ })).toBeVisible()

  await page.keyboard.press('Control+k')
  const commands = page.getByRole('dialog', { name: 'Search and commands' })
  await commands.getByRole('combobox').fill('zander')
  await expect(commands.getByRole('option', { name: /Zander/ })).toBeVisible()
  await expectAccessible(page, { widths: [1440] })
  await page.keyboard.press('Escape')
  await expect(commands).toBeHidden()
  await page.keyboard.press('Control+k')
  await commands.getByRole('combobox').fill('tasks')
  await expect(commands.getByRole('option', { name: 'Tasks' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/tasks/)

  await page.goto(`${ava.url}/customers?search=5550188`)
  await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(1)
  await expectAccessible(page)
  // Nobody of the other spa is in the list, nor found by the same words.
  await page.context().clearCookies()
  await signIn(page, ava.url, 'owner@lumen.example')
  await page.goto(`${ava.url}/customers?search=Zander`)
  await expect(page.getByText('Nobody fits')).toBeVisible()
})

test('what matters stands at the head, a person takes all of theirs with them, and is forgotten', async ({
  page,
  ava,
  database,
  cleanliness,
}) => {
  cleanliness.allowConsole(/status of 400/)
  const person = await database.soon<{ id: string; name: string; phone: string }>('glow', somebodyPast)
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/customers/${person.id}`)
  await isLive(page)
  await page.getByText('Add an allergy').click()
  await page.getByRole('button', { name: 'Add allergy' }).click()
  await expect(page.getByLabel('What they react to')).toHaveAccessibleDescription(/Say what it is/)
  await page.getByLabel('What they react to').fill('Lidocaine')
  await page.getByRole('button', { name: 'Add allergy' }).click()
  const health = page.getByRole('region', { name: 'Allergies and health' })
  await expect(health).toContainText('Lidocaine')
  await page.getByRole('button', { name: 'Take back: Lidocaine' }).click()
  await expect(health).not.toContainText('Lidocaine')
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click()
  await expect(health).toContainText('Lidocaine')
  await page.getByRole('link', { name: 'Open the answers' }).click()
  await expect(page.getByRole('link', { name: 'Close the answers' })).toBeVisible()
  await expectAccessible(page)

  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download everything' }).click()
  const file = await readFile(await (await download).path(), 'utf8')
  expect(file).toContain('Lidocaine')
  expect(file).toContain(person.phone)

  await page.getByRole('button', { name: 'Erase this customer' }).click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByRole('textbox').fill('Somebody Else')
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expect(dialog.getByRole('textbox')).toHaveAccessibleDescription(/exactly as it stands/)
  await dialog.getByRole('textbox').fill(person.name)
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Erased customer' })).toBeVisible()
  await expectAccessible(page, { widths: [390] })
  await page.goto(`${ava.url}/customers?search=${encodeURIComponent(person.phone)}`)
  await expect(page.getByText('Nobody fits')).toBeVisible()
})
