import { expect, test } from '../support/ava.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'
import { widget } from '../support/widget.ts'

test('an owner drafts her Ava, hears and tries the draft, publishes it for the next visitor, and goes back', async ({
  page,
  ava,
  database,
  browser,
  cleanliness,
}) => {
  // What is refused is refused with its status.
  cleanliness.allowConsole(/status of 400/)
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/set-up/persona`)
  const form = page.getByRole('form', { name: 'Draft' })

  // The voice is heard: the provider speaks it, and the browser plays it to its end.
  await form.getByRole('combobox', { name: 'Voice' }).selectOption({ label: 'Cedar (recommended)' })
  await form.getByRole('button', { name: 'Listen' }).click()
  await expect(form.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expect(form.getByRole('button', { name: 'Listen' })).toBeVisible()

  // What is refused says so at its field, and nothing typed is lost.
  const hostile = '<script>alert(1)</script> ליאת 💉'
  await form.getByLabel('Greeting', { exact: true }).fill('Hello, I am Juniper from Glow.')
  await form.getByLabel('Name', { exact: true }).fill(hostile)
  await form.getByLabel('House rules').fill(`${'x'.repeat(301)}`)
  await form.getByRole('button', { name: 'Save draft' }).click()
  await expect(page.getByRole('alert')).toContainText('Line 1: Use at most 300 characters.')
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue(hostile)
  await form.getByLabel('Name', { exact: true }).fill('Juniper')
  await form.getByLabel('House rules').fill('Never promise a result.')
  await form.getByRole('button', { name: 'Save draft' }).click()
  await expect(page.getByRole('alert')).toContainText('Say that Ava is an AI')
  await form.getByLabel('Greeting', { exact: true }).fill('Hello, I am Juniper, the AI receptionist at Glow.')
  await form.getByRole('button', { name: 'Add a topic' }).click()
  await form.getByRole('textbox', { name: 'Topic 1' }).fill('Refunds')
  await form.getByRole('button', { name: 'Save draft' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Draft saved.' })).toBeVisible()

  // The live test speaks with the draft, while visitors still meet Ava.
  const attempt = page.getByRole('region', { name: 'Try it' })
  await attempt.getByLabel('Your message').fill('Where can I park?')
  await attempt.getByRole('button', { name: 'Send' }).click()
  await expect(attempt.getByRole('log')).toContainText('I am Juniper, the AI receptionist')
  await expect(attempt.getByRole('log')).toContainText('Used: knowledge')
  const conversations = await database.rows(
    'glow',
    `select 1 from conversations where id in (select id from simulations)`,
  )
  expect(conversations).toEqual([])
  await expectAccessible(page)

  await form.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('Published. The next conversation begins with it.')).toBeVisible()
  const visitor = await (await browser.newContext()).newPage()
  await visitor.goto(`${ava.url}/demo/glow`)
  const ui = widget(visitor)
  await ui.open()
  await expect(ui.panel.getByText('I am Juniper, the AI receptionist at Glow.').first()).toBeVisible()
  await visitor.context().close()

  // And back.
  const history = page.getByRole('region', { name: 'History' })
  await history.getByRole('button', { name: 'Go back to this version' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Go back to this version' }).click()
  await expect(page.getByText('Taken back.')).toBeVisible()
  await expect(form.getByLabel('Name', { exact: true })).toHaveValue('Ava')
  await expect(history.getByRole('listitem').first()).toContainText('version 1 taken back')

  await page.context().clearCookies()
  await signIn(page, ava.url, 'owner@lumen.example')
  await page.goto(`${ava.url}/set-up/persona`)
  await expect(page.getByText('Nothing was published here yet.')).toBeVisible()
})

test('an owner talks with Ava by text, and nothing comes of it', async ({ page, ava, database, sandbox }) => {
  const count = async () =>
    database.rows(
      'glow',
      `select (select count(*) from conversations)::int c, (select count(*) from holds)::int h,
         (select count(*) from tasks)::int t, (select count(*) from outbox_messages)::int o`,
    )
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/conversations`)
  const before = await count()
  const sent = (await sandbox.outbox()).length
  await page.getByRole('link', { name: 'Simulator' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Simulator' })).toBeVisible()
  await page.getByText('Text', { exact: true }).click()
  await page.getByLabel('Your message').fill('I want to speak to a person please')
  await page.getByLabel('Your message').press('Enter')
  const log = page.getByRole('log', { name: 'Try-out' })
  await expect(log).toContainText('Would have happened')
  await expect(log).toContainText(/1 text\b|2 texts/)
  await expectAccessible(page)
  expect(await count()).toEqual(before)
  expect((await sandbox.outbox()).length).toBe(sent)
})
