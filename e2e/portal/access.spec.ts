import type { Page } from '@playwright/test'
import { expect, test, type Sandbox } from '../support/ava.ts'
import { attachPasskeyDevice, codeOfApp } from '../support/authenticator.ts'
import { expectAccessible } from '../support/axe.ts'
import { signIn } from '../support/desk.ts'

const password = 'seven quiet herons'

/** The link in the newest mail to somebody. */
async function linkTo(sandbox: Sandbox, to: string, about: RegExp): Promise<string> {
  let link = ''
  const look = async () => {
    const mails = (await sandbox.outbox()).filter((mail) => mail.to === to && about.test(mail.text))
    return (link = /https?:\/\/\S+/.exec(mails.at(-1)?.text ?? '')?.[0] ?? '')
  }
  await expect.poll(look).not.toBe('')
  return link
}

async function signInAs(page: Page, url: string, email: string): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

test('somebody signs up, confirms, guards the account with a second step and a passkey, and chooses a new password', async ({
  page,
  ava,
  sandbox,
  cleanliness,
}) => {
  // Whoever has no spa yet, and what is refused, is told with a status that the browser mentions.
  cleanliness.allowConsole(/status of 40[01349]/)
  const email = 'mara@harbor.example'
  await page.goto(`${ava.url}/sign-up`)
  await page.getByLabel('Your name').fill('Mara <script>')
  await page.getByLabel('Email').fill('not an address')
  await page.getByLabel('Password').fill('short')
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('alert')).toContainText('2 fields')
  await expect(page.getByLabel('Your name')).toHaveValue('Mara <script>')
  await expectAccessible(page)
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('alert')).toContainText('no < or >')
  await page.getByLabel('Your name').fill('Mara Ödegård')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('heading', { name: 'Look into your mail' })).toBeVisible()

  await page.goto(await linkTo(sandbox, email, /confirm/i))
  await page.getByRole('button', { name: 'Confirm address' }).click()
  await expect(page.getByRole('status')).toContainText('confirmed')
  await signInAs(page, ava.url, email)
  await expect(page.getByRole('heading', { name: 'Your spa' })).toBeVisible()
  await page.getByRole('button', { name: 'Set up the spa' }).click()
  await expect(page.getByRole('alert')).toContainText('Enter the name')
  await expectAccessible(page)
  await page.getByLabel('Name of the spa').fill('Harbor & Söhne')
  await page.getByLabel('Time zone').selectOption('America/Denver')
  await page.getByRole('button', { name: 'Set up the spa' }).click()
  await page.waitForURL(/\/welcome/)
  await page.goto(`${ava.url}/account`)
  await expect(page.getByLabel('Your name')).toHaveValue('Mara Ödegård')
  await expectAccessible(page)

  const twoSteps = page.getByRole('region', { name: 'Two-step sign-in' })
  await twoSteps.getByLabel('Confirm with your password').fill('wrong')
  await twoSteps.getByRole('button', { name: 'Set up' }).click()
  await expect(twoSteps.getByRole('alert')).toContainText('not your password')
  await twoSteps.getByLabel('Confirm with your password').fill(password)
  await twoSteps.getByRole('button', { name: 'Set up' }).click()
  await expect(twoSteps.getByRole('img', { name: /QR code/ })).toBeVisible()
  const key = (await twoSteps.locator('code').textContent())!
  const recoveryCodes = await twoSteps.getByRole('listitem').allTextContents()
  expect(recoveryCodes).toHaveLength(10)
  await twoSteps.getByLabel('Code that the app shows now').fill(codeOfApp(key))
  await twoSteps.getByRole('button', { name: 'Turn on' }).click()
  await expect(twoSteps.getByText('Two-step sign-in is on.')).toBeVisible()
  await expect(twoSteps.locator('code')).toHaveCount(0)

  await attachPasskeyDevice(page)
  const passkeys = page.getByRole('region', { name: 'Passkeys' })
  await passkeys.getByLabel('Name of the passkey').fill('Front desk tablet')
  await passkeys.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(passkeys.getByRole('listitem')).toContainText('Front desk tablet')

  await page.context().clearCookies()
  await page.goto(`${ava.url}/sign-in?next=%2Faccount`)
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Your account' })).toBeVisible()

  await page.context().clearCookies()
  await signInAs(page, ava.url, email)
  await expect(page.getByRole('heading', { name: 'The second step' })).toBeVisible()
  await expectAccessible(page)
  await page.getByLabel('Code').fill('000000')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toContainText('not right')
  await page.getByRole('link', { name: 'Use a recovery code instead' }).click()
  await page.getByLabel('Recovery code').fill(recoveryCodes[0]!)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await page.goto(`${ava.url}/account`)
  const sessions = page.getByRole('region', { name: 'Where you are signed in' })
  await sessions.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(sessions.getByRole('listitem')).toHaveCount(1)

  await page.context().clearCookies()
  await page.goto(`${ava.url}/forgot`)
  await page.getByLabel('Email').fill(email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByRole('status')).toContainText(email)
  await page.goto(await linkTo(sandbox, email, /new password/))
  await page.getByLabel('New password').fill('nine loud geese')
  await page.getByRole('button', { name: 'Save the password' }).click()
  await expect(page.getByRole('status')).toContainText('new password is saved')
})

test('a spa invites, changes and removes somebody, who sees what the role allows and nothing afterwards', async ({
  page,
  ava,
  sandbox,
  browser,
  cleanliness,
}) => {
  cleanliness.allowConsole(/status of 40[01349]/)
  const email = 'remy@glow.example'
  await signIn(page, ava.url, 'owner@glow.example')
  await page.goto(`${ava.url}/set-up/team`)
  await expect(page.getByRole('heading', { name: 'Team' })).toBeVisible()
  await expect(page.getByText('owner@lumen.example')).toHaveCount(0)
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('alert')).toContainText('Enter the email address')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Role').selectOption('provider')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByRole('alert')).toContainText('Choose whose calendar')
  await expect(page.getByLabel('Email')).toHaveValue(email)
  await page.getByLabel('Role').selectOption('front_desk')
  await page.getByRole('button', { name: 'Send invitation' }).click()
  await expect(page.getByText(`The invitation to ${email} is on its way.`)).toBeVisible()
  await expectAccessible(page)

  const theirs = await browser.newContext()
  const other = await theirs.newPage()
  await other.goto(await linkTo(sandbox, email, /invites you/))
  await expect(other.getByRole('heading', { name: 'Work with Glow Med Spa' })).toBeVisible()
  await expectAccessible(other)
  await other.getByLabel('Your name').fill('Remy Laurent')
  await other.getByLabel('Password').fill(password)
  await other.getByRole('button', { name: 'Create account and join' }).click()
  await expect(other.getByRole('heading', { level: 1, name: /^Today/ })).toBeVisible()
  await expect(other.getByRole('navigation', { name: 'Main' }).first()).not.toContainText('Set-up')
  expect((await other.goto(`${ava.url}/set-up/team`))?.status()).toBe(403)

  await page.reload()
  await page.getByRole('button', { name: 'Change Remy Laurent' }).click()
  const row = page.getByRole('listitem').filter({ hasText: email })
  await row.getByLabel('Role').selectOption('provider')
  await row.getByLabel('Whose calendar is theirs').selectOption({ index: 1 })
  await row.getByRole('button', { name: 'Save role' }).click()
  await expect(page.getByText('Saved: Remy Laurent is Provider.')).toBeVisible()
  await other.goto(`${ava.url}/today`)
  await expect(other.getByRole('heading', { level: 1, name: /^Today/ })).toBeVisible()
  await expect(other.getByRole('main')).not.toContainText('$')
  await expect(other.getByRole('navigation', { name: 'Main' }).first()).not.toContainText('Inbox')

  await page.getByRole('button', { name: 'Change Remy Laurent' }).click()
  await page.getByRole('button', { name: 'Remove from team: Remy Laurent' }).click()
  const dialog = page.getByRole('alertdialog')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Remove from team' }).click()
  await expect(page.getByText('Remy Laurent is off the team.')).toBeVisible()
  await other.goto(`${ava.url}/today`)
  await expect(other.getByRole('heading', { level: 1, name: /^Today/ })).toHaveCount(0)
  await theirs.close()
})

test('an agency is told on every page for whom it works where, and the spa finds it in its audit log', async ({
  page,
  ava,
  database,
}) => {
  await signIn(page, ava.url, 'agency@northstar.example')
  await expect(page.getByRole('complementary', { name: 'Agency' })).toContainText(/You are working in .+ as Northstar/)
  const entries = await database.rows('glow', `select data from audit_entries where action = 'agency.entered'`)
  expect(entries.length).toBeGreaterThan(0)
})
