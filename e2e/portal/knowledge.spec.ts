import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'
import { answered, widget } from '../support/widget.ts'

test('what Ava could not answer becomes an article, and then she answers with it', async ({
  page,
  ava,
  browser,
  cleanliness,
}) => {
  // What is refused is refused with its status.
  cleanliness.allowConsole(/status of 4(?:00|09)/)
  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(`${ava.url}/demo/glow`)
  const ui = widget(visitor)
  await ui.open()
  await ui.type('Are dogs allowed in your waiting room?')
  await answered(visitor, /don't have that to hand|get back to you/i)

  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/set-up/knowledge`)
  await page.getByRole('link', { name: /open question/ }).click()
  const question = page.getByRole('listitem').filter({ hasText: 'Are dogs allowed' })
  await expect(question).toContainText(/Asked \d+ time/)
  await expectAccessible(page)
  await question.getByRole('button', { name: /^Draft an article/ }).click()
  await expect(page.getByText('Draft made. Your team has not answered this yet')).toBeVisible()

  // An article without words is not approved.
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByRole('alert')).toContainText('Write what Ava should answer')
  await page.getByLabel('Title').fill('Dogs in the waiting room')
  await page.getByLabel('Text', { exact: true }).fill('Dogs are allowed in the waiting room on a lead.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Approve' }).click()
  await expect(page.getByText('Approved. Ava answers from it from now on.')).toBeVisible()

  await ui.type('Are dogs allowed in your waiting room?')
  await answered(visitor, /on a lead/i)
  await page.reload()
  await expect(page.getByRole('region', { name: 'Conversations it answered' }).getByRole('link')).toHaveCount(1)
  await expectAccessible(page)

  // Two windows: who saves second is told, and keeps what they wrote.
  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.getByLabel('Text', { exact: true }).fill('Dogs are welcome.')
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other.getByText('Saved. Ava uses the new words from now on.')).toBeVisible()
  await page.getByLabel('Text', { exact: true }).fill('Cats, too.')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert')).toContainText('Somebody else has changed this article')
  await expect(page.getByLabel('Text', { exact: true })).toHaveValue('Cats, too.')
  await other.close()
  await visitor.context().close()

  await page.context().clearCookies()
  await signIn(page, ava.url, 'owner@lumen.example')
  expect((await page.goto(page.url().replace(/\/today.*/, '/set-up/knowledge?q=dogs')))?.status()).toBe(200)
  await expect(page.getByText('Nothing matches')).toBeVisible()
})
